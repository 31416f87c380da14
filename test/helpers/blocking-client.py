"""A client that reads nothing until it has written everything, as blocking HTTP clients do.

Reads {"port", "threads", "jobs": [{"head", "bodyBytes", "times", "next"}]} from stdin. `next`, when given, is a second
request for the same socket. Prints one list of outcomes a job: the answers' texts, or what broke.
"""

import base64
import concurrent.futures
import json
import socket
import sys

TIMEOUT_SECONDS = 60


def read_answer(stream):
    status = stream.readline()
    if not status:
        raise ConnectionError("closed without an answer")
    length = None
    lines = [status]
    while True:
        line = stream.readline()
        lines.append(line)
        if line in (b"\r\n", b""):
            break
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    body = stream.read(length)
    if length is not None and len(body) != length:
        raise ConnectionError("the answer was cut off")
    return b"".join(lines + [body]).decode()


def exchange(port, job, body):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as connection:
            connection.sendall(job["head"].encode())
            connection.sendall(body)
            stream = connection.makefile("rb")
            answers = [read_answer(stream)]
            if job.get("next"):
                connection.sendall(base64.b64decode(job["next"]))
                answers.append(read_answer(stream))
            return {"answers": answers}
    except OSError as error:
        return {"broke": repr(error)}


def main():
    order = json.load(sys.stdin)
    with concurrent.futures.ThreadPoolExecutor(order["threads"]) as pool:
        outcomes = []
        for job in order["jobs"]:
            body = bytes(job["bodyBytes"])
            runs = [pool.submit(exchange, order["port"], job, body) for _ in range(job["times"])]
            outcomes.append([run.result() for run in runs])
    json.dump(outcomes, sys.stdout)


main()
