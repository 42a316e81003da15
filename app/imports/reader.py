"""The reader of files: a process of its own for each file, with an end to its time and its memory.

Nobody knows beforehand what a file asks of who reads it (ADR 0050). Run as a program it reads one
file and says what is in it; it imports no more than that needs.
"""

import json
import pathlib
import resource
import subprocess
import sys
from collections.abc import Collection

import anyio
from anyio.lowlevel import RunVar

from app.core import i18n, settings
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.words import Choice
from app.imports import letters as file_letters, sheets

# A full file of 5 MB takes a few seconds and some 200 MB.
PROCESSOR_SECONDS = 15
SECONDS = 30
MEMORY = 768 * 1024 * 1024
# In each web process. Most files take a moment: who comes then waits for one, and no longer.
AT_ONCE = 2
PATIENCE_SECONDS = 10

# Of each event loop, that is of each web process.
_places: RunVar[anyio.CapacityLimiter] = RunVar("places of the reader")


async def read_in_turn(
    filename: str,
    content: bytes,
    wanted: Collection[str],
    letters: file_letters.Letters | None = None,
) -> sheets.Sheet:
    """`read_apart` for who may come with many at once. Who waits holds no thread, and nothing else
    that others need.
    """
    place, asking = places(), object()
    with anyio.move_on_after(PATIENCE_SECONDS) as waiting:
        await place.acquire_on_behalf_of(asking)
    if waiting.cancelled_caught:
        raise _refused(_("Other files are being read now. Try again in a few seconds."))
    try:
        return await anyio.to_thread.run_sync(read_apart, filename, content, wanted, letters)
    finally:
        place.release_on_behalf_of(asking)


def places() -> anyio.CapacityLimiter:
    """Those of this process."""
    try:
        return _places.get()
    except LookupError:
        _places.set(anyio.CapacityLimiter(AT_ONCE))
        return _places.get()


def read_apart(
    filename: str,
    content: bytes,
    wanted: Collection[str],
    letters: file_letters.Letters | None = None,
) -> sheets.Sheet:
    """`sheets.read_sheet` in a process that ends with it. `wanted`: folded names of columns, one of
    which the sheet of a workbook should have. Raises Invalid also when the process had to end.
    """
    asked = [i18n.current_locale(), filename, list(wanted), letters and letters.value]
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "app.imports.reader", str(PROCESSOR_SECONDS), str(MEMORY)],
            input=json.dumps(asked).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may quote what somebody typed (P13)
            cwd=settings.PROJECT,
            timeout=SECONDS,
            check=True,
        )
        told = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise _refused(
            _(
                "Reading this file takes too much time or memory. Copy the rows without their "
                "formatting to an empty sheet, save that as CSV, and try again."
            )
        ) from None
    if "choices" in told:
        raise file_letters.Unsure([Choice(*choice) for choice in told["choices"]])
    if "errors" in told:
        raise Invalid(told["errors"])
    return sheets.Sheet.from_json(told)


def _refused(message: str) -> Invalid:
    return Invalid({"file": message})


def _read(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, _end, content = sys.stdin.buffer.read().partition(b"\n")
    locale, filename, wanted, letters = json.loads(asked)
    i18n.use_locale(locale)
    try:
        told = sheets.read_sheet(
            filename,
            content,
            lambda headers: not {sheets.fold_name(h) for h in headers}.isdisjoint(wanted),
            letters and file_letters.Letters(letters),
        ).to_json()
    except file_letters.Unsure as unsure:
        told = {"choices": [(choice.value, choice.label) for choice in unsure.choices]}
    except Invalid as problem:
        # The parser of XML calls it a mistake in the file when it gets no more memory.
        if _most_memory() > memory // 2:
            sys.exit("too much memory")
        told = {"errors": problem.errors}
    json.dump(told, sys.stdout)


def _most_memory() -> int:
    """The most that this process had, in bytes. Linux counts in `getrusage` also what the process
    that started it had; where there is no other way to ask, nothing is known.
    """
    try:
        status = (pathlib.Path("/proc/self") / "status").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    _read(*map(int, sys.argv[1:]))
