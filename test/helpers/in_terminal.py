"""
Reads {"words", "env", "until", "closes"}: runs a command in a terminal of its own. Once it has printed `until`, presses
Ctrl-C or, with `closes`, closes the terminal. Writes what it printed and its exit code as JSON; the code is negative
when a signal ended it.
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
while not (pressed and order.get("closes")):
    try:
        chunk = os.read(terminal, 65536)
    except OSError:  # Linux reports the end of the other side as an error
        break
    if not chunk:
        break
    printed += chunk
    if not pressed and order["until"].encode() in printed:
        pressed = True
        if order.get("closes"):
            os.close(terminal)
        else:
            os.write(terminal, b"\x03")
_, status = os.waitpid(pid, 0)
print(json.dumps({"printed": printed.decode(), "code": os.waitstatus_to_exitcode(status)}))
