"""
Reads {"words", "env", "until"}: runs a command in a terminal of its own, presses Ctrl-C once it has printed `until`,
and writes what it printed and its exit code as JSON.
"""
import json
import os
import pty
import sys

order = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.execvpe(order["words"][0], order["words"], order["env"])
printed = b""
pressed = False
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:  # Linux reports the end of the other side as an error
        break
    if not chunk:
        break
    printed += chunk
    if not pressed and order["until"].encode() in printed:
        pressed = True
        os.write(terminal, b"\x03")
_, status = os.waitpid(pid, 0)
print(json.dumps({"printed": printed.decode(), "code": os.waitstatus_to_exitcode(status)}))
