"""Uploads a document to Prepaidify. Python 3.8 or newer, standard library only.

python3 upload.py <file> <type> <requestNo>
"""
import base64
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

PATH = "/open/api/kyc/share/fileUpload"
BASE_URL = os.environ.get("SPARRING_BASE_URL")
ACCESS_KEY = os.environ.get("SPARRING_PREPAIDIFY_ACCESS_KEY")
SECRET_KEY = os.environ.get("SPARRING_PREPAIDIFY_SECRET_KEY")


def multipart(fields, file, boundary):
    """The standard library has no function that writes a multipart body."""
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    filename = file.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    return head.encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()


def upload(file, type_, request_no):
    timestamp = str(int(time.time() * 1000))
    text = f"{timestamp}POST{PATH}"
    sign = base64.b64encode(hmac.digest(SECRET_KEY.encode(), text.encode(), "sha256")).decode()

    boundary = uuid.uuid4().hex
    body = multipart({"requestNo": request_no, "type": type_}, Path(file), boundary)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "ach-access-key": ACCESS_KEY,
        "ach-access-timestamp": timestamp,
        "ach-access-sign": sign,
    }
    request = urllib.request.Request(BASE_URL + PATH, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as answer:  # a status such as 404; its body has a code too
        return json.load(answer)


if __name__ == "__main__":
    if len(sys.argv) != 4 or not SECRET_KEY:
        print('usage: upload.py <file> <type> <requestNo>, with the variables of "npx sparring env"', file=sys.stderr)
        sys.exit(2)
    result = upload(*sys.argv[1:])
    print(result["code"], result["msg"], result["traceId"])
    sys.exit(0 if result["code"] == "0" else 1)
