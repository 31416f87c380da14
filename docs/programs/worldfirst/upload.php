<?php
// Uploads a document to WorldFirst. PHP 8.1 or newer with the curl and openssl extensions.
// php upload.php <file> <attachmentType> <attachmentId>
declare(strict_types=1);

const PATH = '/aps/api/business/onboard/submitAttachment';
$baseUrl = getenv('SPARRING_BASE_URL');
$clientId = getenv('SPARRING_WORLDFIRST_CLIENT_ID');
$privateKey = getenv('SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY');
$partnerPublicKey = getenv('SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY');
if ($argc !== 4 || !$privateKey) {
    fwrite(STDERR, "usage: php upload.php <file> <attachmentType> <attachmentId>, with the variables of \"npx sparring env\"\n");
    exit(2);
}
[, $file, $attachmentType, $attachmentId] = $argv;

$attachmentContent = base64_encode(file_get_contents($file));
$body = json_encode(compact('attachmentId', 'attachmentType', 'attachmentContent'), JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
$time = gmdate(DATE_ATOM);
openssl_sign('POST ' . PATH . "\n$clientId.$time.$body", $signature, $privateKey, OPENSSL_ALGO_SHA256);

$answerHeaders = [];
$request = curl_init($baseUrl . PATH);
curl_setopt_array($request, [
    CURLOPT_POSTFIELDS => $body,
    CURLOPT_HTTPHEADER => [
        'Content-Type: application/json; charset=UTF-8',
        "Client-Id: $clientId",
        "Request-Time: $time",
        'Signature: algorithm=RSA256,keyVersion=2,signature=' . rawurlencode(base64_encode($signature)),
    ],
    CURLOPT_HEADERFUNCTION => function ($request, string $line) use (&$answerHeaders): int {
        [$name, $value] = explode(':', $line, 2) + [1 => ''];
        $answerHeaders[strtolower($name)] = trim($value);
        return strlen($line);
    },
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
]);
$answer = curl_exec($request);
if ($answer === false) {
    fwrite(STDERR, curl_error($request) . "\n");
    exit(1);
}

// Verified before anything else reads the answer. Refusals up to the signature check are not signed.
$verified = preg_match('/signature=([^,]+)$/', $answerHeaders['signature'] ?? '', $found) === 1;
if ($verified) {
    $signed = 'POST ' . PATH . "\n$clientId." . ($answerHeaders['response-time'] ?? '') . ".$answer";
    $answerSignature = base64_decode(rawurldecode($found[1]));
    if (openssl_verify($signed, $answerSignature, $partnerPublicKey, OPENSSL_ALGO_SHA256) !== 1) {
        fwrite(STDERR, "the signature of the answer is invalid\n");
        exit(1);
    }
}
$parsed = json_decode($answer, flags: JSON_THROW_ON_ERROR);
if (!$verified && $parsed->result->resultStatus !== 'F') {
    fwrite(STDERR, "the answer is not signed\n");
    exit(1);
}
echo "{$parsed->result->resultCode} {$parsed->result->resultMessage} " . ($parsed->attachmentUrl ?? '') . "\n";
exit($parsed->result->resultStatus === 'S' ? 0 : 1);
