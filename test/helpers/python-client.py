"""Uploads by Python's own means, signed without any of our code. Each job on stdin names its way; the answers go to stdout."""

import base64
import hashlib
import hmac
import http.client
import json
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
import urllib.request

TIMEOUT_SECONDS = 30
BOUNDARY = "===============8371254971239=="


def rsa_signature(text, key_path):
    command = ["openssl", "dgst", "-sha256", "-sign", key_path]
    return subprocess.run(command, input=text, capture_output=True, check=True).stdout


def rsa_holds(text, signature, key_path, signature_path):
    with open(signature_path, "wb") as file:
        file.write(signature)
    command = ["openssl", "dgst", "-sha256", "-verify", key_path, "-signature", signature_path]
    return subprocess.run(command, input=text, capture_output=True).returncode == 0


def attachment_request(job):
    with open(job["file"], "rb") as file:
        content = base64.b64encode(file.read()).decode()
    fields = {"attachmentId": job["id"], "attachmentType": job["type"], "attachmentContent": content}
    body = json.dumps(fields).encode()
    moment = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    text = b"POST %s\n%s.%s." % (job["path"].encode(), job["clientId"].encode(), moment.encode())
    signature = urllib.parse.quote(base64.b64encode(rsa_signature(text + body, job["keyPath"])), safe="")
    headers = {
        "Content-Type": "application/json; charset=UTF-8",
        "client-id": job["clientId"],
        "Request-Time": moment,
        "Signature": "algorithm=RSA256,keyVersion=1,signature=" + signature,
    }
    return headers, body


def upload_request(job):
    with open(job["file"], "rb") as file:
        content = file.read()
    mark = b"--" + BOUNDARY.encode()
    body = b""
    for name, value in (("requestNo", job["id"]), ("type", job["type"])):
        body += mark + b'\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value.encode())
    disposition = 'Content-Disposition: form-data; name="file"; filename="%s"' % job["file"].rsplit("/", 1)[1]
    body += mark + b"\r\n" + disposition.encode() + b"\r\n\r\n" + content + b"\r\n" + mark + b"--\r\n"
    moment = str(int(time.time() * 1000))
    text = moment + job["method"] + job["path"]
    sign = base64.b64encode(hmac.new(job["secretKey"].encode(), text.encode(), hashlib.sha256).digest()).decode()
    headers = {
        "Content-Type": 'multipart/form-data; boundary="%s"' % BOUNDARY,
        "ach-access-key": job["accessKey"],
        "ach-access-timestamp": moment,
        "ach-access-sign": sign,
    }
    return headers, body


def by_http_client(job, headers, body):
    host = urllib.parse.urlsplit(job["url"]).netloc
    connection = http.client.HTTPConnection(host, timeout=TIMEOUT_SECONDS)
    connection.request(job["method"], job["path"], body, headers)
    answer = connection.getresponse()
    return answer.status, answer.getheaders(), answer.read()


def by_chunks(job, headers, body):
    """A generator has no length, so http.client frames it in chunks."""
    pieces = (body[at : at + 1000] for at in range(0, len(body), 1000))
    return by_http_client(job, headers, pieces)


def by_urllib(job, headers, body):
    request = urllib.request.Request(job["url"] + job["path"], body, headers, method=job["method"])
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        return answer.status, answer.getheaders(), answer.read()


def by_absolute_form(job, headers, body):
    """As the partner's Python SDK: https without a look at the certificate, the whole URL in the request line."""
    url = urllib.parse.urlsplit(job["url"])
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    more = {"Host": url.netloc, "Content-Length": str(len(body)), "Cache-Control": "no-cache", "Connection": "close"}
    more["Accept"] = "text/plain,text/xml,text/javascript,text/html"
    lines = "".join("%s: %s\r\n" % pair for pair in {**headers, **more}.items())
    head = "POST %s%s HTTP/1.1\r\n%s\r\n" % (job["url"], job["path"], lines)
    with socket.create_connection((url.hostname, url.port), timeout=TIMEOUT_SECONDS) as plain:
        with context.wrap_socket(plain, server_hostname=url.hostname) as connection:
            connection.sendall(head.encode() + body)
            received = connection.makefile("rb").read()
    head, body = received.split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")
    return int(lines[0].split(" ")[1]), [line.split(": ", 1) for line in lines[1:]], body


WAYS = {"http.client": by_http_client, "chunks": by_chunks, "urllib": by_urllib, "absolute form": by_absolute_form}


def check_as_sdk(job, headers, body):
    """Exact lower-case names; everything that the check needs is taken from the answer."""
    found = dict(headers)
    told = [name for name, value in headers if re.search("signature|response-time", name + ": " + value, re.I)]
    value = found["signature"].split("signature=")[1]
    text = "POST %s\n%s.%s." % (job["path"], found["client-id"], found["response-time"])
    raw = base64.b64decode(urllib.parse.unquote(value), validate=True)
    return {
        "holds": rsa_holds(text.encode() + body, raw, job["partnerKeyPath"], job["partnerKeyPath"] + ".signature"),
        "linesWithTheWords": sorted(told),
        "percentEncoded": re.fullmatch("(?:[A-Za-z0-9]|%2B|%2F|%3D)+", value) is not None,
        "order": [pair.split("=")[0] for pair in found["signature"].split(",")],
    }


def main():
    answers = []
    for job in json.load(sys.stdin):
        headers, body = attachment_request(job) if "keyPath" in job else upload_request(job)
        status, headers, answer = WAYS[job["way"]](job, headers, body)
        told = {"status": status, "headers": headers, "body": answer.decode(), "bodyBytes": len(body)}
        if "partnerKeyPath" in job:
            told["check"] = check_as_sdk(job, headers, answer)
        answers.append(told)
    json.dump(answers, sys.stdout)


main()
