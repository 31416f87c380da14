#!/bin/sh
# Uploads a document to Prepaidify with curl and openssl.
# sh upload.sh <file> <type> <requestNo>
set -eu
if [ $# -ne 3 ] || [ -z "${SPARRING_PREPAIDIFY_SECRET_KEY:-}" ]; then
  echo 'usage: upload.sh <file> <type> <requestNo>, with the variables of "npx sparring env"' >&2
  exit 2
fi
file=$1 type=$2 request_no=$3
path=/open/api/kyc/share/fileUpload

timestamp=$(date +%s)000
# the key is visible to other users of this machine while openssl runs: not for production keys
sign=$(printf '%s' "${timestamp}POST$path" |
  openssl dgst -sha256 -hmac "$SPARRING_PREPAIDIFY_SECRET_KEY" -binary | openssl base64 -A)

# in quotes, curl takes a file name as it is, but for \ and "
quoted=$(printf '%s' "$file" | sed 's/[\\"]/\\&/g')
answer=$(curl -sS --max-time 30 "$SPARRING_BASE_URL$path" \
  -H "ach-access-key: $SPARRING_PREPAIDIFY_ACCESS_KEY" \
  -H "ach-access-timestamp: $timestamp" -H "ach-access-sign: $sign" \
  --form-string "requestNo=$request_no" --form-string "type=$type" -F "file=@\"$quoted\"")

# enough for this flat object; use jq for anything else
field() { printf '%s' "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
echo "$(field code) $(field msg) $(field traceId)"
[ "$(field code)" = 0 ]
