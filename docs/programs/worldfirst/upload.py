"""Uploads a document to WorldFirst. Python 3.8 or newer and the openssl command: the standard library has no RSA.

python3 upload.py <file> <attachmentType> <attachmentId>
"""
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

PATH = "/aps/api/business/onboard/submitAttachment"
BASE_URL = os.environ.get("SPARRING_BASE_URL")
CLIENT_ID = os.environ.get("SPARRING_WORLDFIRST_CLIENT_ID")
PRIVATE_KEY = os.environ.get("SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY")
PARTNER_PUBLIC_KEY = os.environ.get("SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY")


def openssl(option, key, text, signature=b""):
    """Runs openssl with the key in a folder that only this user can read."""
    with tempfile.TemporaryDirectory() as folder:
        key_file, signature_file = Path(folder, "key.pem"), Path(folder, "signature")
        key_file.write_text(key)
        signature_file.write_bytes(signature)
        command = ["openssl", "dgst", "-sha256", option, key_file]
        if option == "-verify":
            command += ["-signature", signature_file]
        return subprocess.run(command, input=text, stdout=subprocess.PIPE, check=option == "-sign")


def sign(text):
    return openssl("-sign", PRIVATE_KEY, text).stdout


def verified(headers, body):
    """Verifies before anything else reads the answer. Refusals up to the signature check are not signed."""
    found = re.search("signature=([^,]+)$", headers.get("signature", ""))
    if not found:
        return False
    signature = base64.b64decode(urllib.parse.unquote(found[1]))
    head = f"POST {PATH}\n{CLIENT_ID}.{headers.get('response-time')}."
    if openssl("-verify", PARTNER_PUBLIC_KEY, head.encode() + body, signature).returncode != 0:
        sys.exit("the signature of the answer is invalid")
    return True


def upload(file, attachment_type, attachment_id):
    content = base64.b64encode(Path(file).read_bytes()).decode()
    fields = {"attachmentId": attachment_id, "attachmentType": attachment_type, "attachmentContent": content}
    body = json.dumps(fields).encode()
    time = datetime.now(timezone.utc).isoformat(timespec="seconds")
    signature = base64.b64encode(sign(f"POST {PATH}\n{CLIENT_ID}.{time}.".encode() + body))
    headers = {
        "Content-Type": "application/json; charset=UTF-8",
        "Client-Id": CLIENT_ID,
        "Request-Time": time,
        "Signature": "algorithm=RSA256,keyVersion=2,signature=" + urllib.parse.quote(signature, safe=""),
    }
    request = urllib.request.Request(BASE_URL + PATH, body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer_body = answer.read()
    answer_verified = verified(answer.headers, answer_body)
    parsed = json.loads(answer_body)
    if not answer_verified and parsed["result"]["resultStatus"] != "F":
        sys.exit("the answer is not signed")
    return parsed["result"], parsed.get("attachmentUrl", "")


if __name__ == "__main__":
    if len(sys.argv) != 4 or not PRIVATE_KEY:
        usage = 'usage: upload.py <file> <attachmentType> <attachmentId>, with the variables of "npx sparring env"'
        print(usage, file=sys.stderr)
        sys.exit(2)
    result, attachment_url = upload(*sys.argv[1:])
    print(result["resultCode"], result["resultMessage"], attachment_url)
    sys.exit(0 if result["resultStatus"] == "S" else 1)
