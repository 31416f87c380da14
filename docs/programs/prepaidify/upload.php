<?php
// Uploads a document to Prepaidify. PHP 8.1 or newer with the curl extension.
// php upload.php <file> <type> <requestNo>
declare(strict_types=1);

const PATH = '/open/api/kyc/share/fileUpload';
$baseUrl = getenv('SPARRING_BASE_URL');
$accessKey = getenv('SPARRING_PREPAIDIFY_ACCESS_KEY');
$secretKey = getenv('SPARRING_PREPAIDIFY_SECRET_KEY');
if ($argc !== 4 || !$secretKey) {
    fwrite(STDERR, "usage: php upload.php <file> <type> <requestNo>, with the variables of \"npx sparring env\"\n");
    exit(2);
}
[, $file, $type, $requestNo] = $argv;

$timestamp = (string) (int) (microtime(true) * 1000);
$sign = base64_encode(hash_hmac('sha256', $timestamp . 'POST' . PATH, $secretKey, binary: true));

$request = curl_init($baseUrl . PATH);
curl_setopt_array($request, [
    // an array is sent as multipart/form-data
    CURLOPT_POSTFIELDS => [
        'requestNo' => $requestNo,
        'type' => $type,
        'file' => new CURLFile($file, 'application/octet-stream', basename($file)),
    ],
    CURLOPT_HTTPHEADER => [
        "ach-access-key: $accessKey",
        "ach-access-timestamp: $timestamp",
        "ach-access-sign: $sign",
    ],
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
]);
$answer = curl_exec($request);
if ($answer === false) {
    fwrite(STDERR, curl_error($request) . "\n");
    exit(1);
}
$result = json_decode($answer, flags: JSON_THROW_ON_ERROR);
echo "$result->code $result->msg $result->traceId\n";
exit($result->code === '0' ? 0 : 1);
