"""The keeper of one child of `run`: a script of its own, which imports nothing of ours.

It leads a session, so that Ctrl-C reaches the supervisor only. It holds one end of a pipe, so that
the child and everything it started die with the supervisor, even after SIGKILL. PR_SET_PDEATHSIG
would do so for the child alone, and on Linux only.
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import NoReturn


def keep(command: list[str]) -> NoReturn:
    """Pass SIGTERM on, and kill the whole session as soon as the supervisor is gone."""
    child: subprocess.Popen[bytes] | None = None

    def terminate(number: int, frame: FrameType | None) -> None:
        if child is None:
            raise SystemExit(128 + number)
        child.terminate()

    def watch() -> None:
        while os.read(0, 1):
            pass
        os.killpg(0, signal.SIGKILL)

    signal.signal(signal.SIGTERM, terminate)
    threading.Thread(target=watch, daemon=True).start()
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error}")
    code = child.wait()
    # Not sys.exit: the watching thread still reads from the pipe.
    os._exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    keep(sys.argv[1:])
