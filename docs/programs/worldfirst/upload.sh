#!/bin/sh
# Uploads a document to WorldFirst with curl and openssl.
# sh upload.sh <file> <attachmentType> <attachmentId>
set -eu
if [ $# -ne 3 ] || [ -z "${SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY:-}" ]; then
  echo 'usage: upload.sh <file> <attachmentType> <attachmentId>, with the variables of "npx sparring env"' >&2
  exit 2
fi
path=/aps/api/business/onboard/submitAttachment
client_id=$SPARRING_WORLDFIRST_CLIENT_ID
folder=$(mktemp -d) # for keys, so only this user can read it
trap 'rm -r "$folder"' EXIT
printf '%s\n' "$SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY" > "$folder/client.pem"
printf '%s\n' "$SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY" > "$folder/partner.pem"

# a JSON string without control characters
quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"; }
{
  printf '{"attachmentId":%s,"attachmentType":%s,"attachmentContent":"' "$(quoted "$3")" "$(quoted "$2")"
  openssl base64 -A < "$1"
  printf '"}'
} > "$folder/body"

# requests and answers are signed alike: signed <time> <file of the body>
signed() { printf 'POST %s\n%s.%s.' "$path" "$client_id" "$1" && cat "$2"; }
time=$(date -u +%Y-%m-%dT%H:%M:%S+00:00)
signature=$(signed "$time" "$folder/body" | openssl dgst -sha256 -sign "$folder/client.pem" |
  openssl base64 -A | sed 's/+/%2B/g; s#/#%2F#g; s/=/%3D/g')
curl -sS --max-time 30 "$SPARRING_BASE_URL$path" --data-binary "@$folder/body" -o "$folder/answer" -D "$folder/headers" \
  -H 'Content-Type: application/json; charset=UTF-8' -H "Client-Id: $client_id" -H "Request-Time: $time" \
  -H "Signature: algorithm=RSA256,keyVersion=2,signature=$signature"

# Verifies before anything else reads the answer. Refusals up to the signature check are not signed.
header() { tr -d '\r' < "$folder/headers" | sed -n "s/^$1: *//p"; }
value=$(header '[Ss]ignature' | sed 's/.*signature=//; s/%2[Bb]/+/g; s#%2[Ff]#/#g; s/%3[Dd]/=/g')
if [ -n "$value" ]; then
  printf '%s' "$value" | openssl base64 -d -A > "$folder/signature"
  signed "$(header '[Rr]esponse-[Tt]ime')" "$folder/answer" |
    openssl dgst -sha256 -verify "$folder/partner.pem" -signature "$folder/signature" > "$folder/log" ||
    { echo 'the signature of the answer is invalid' >&2 && exit 1; }
fi

# enough for this object; use jq for anything else
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$folder/answer"; }
if [ -z "$value" ] && [ "$(field resultStatus)" != F ]; then
  echo 'the answer is not signed' >&2
  exit 1
fi
echo "$(field resultCode) $(field resultMessage) $(field attachmentUrl)"
[ "$(field resultStatus)" = S ]
