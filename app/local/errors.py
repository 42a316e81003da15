"""What can go wrong with the embedded PostgreSQL and with `run`: one sentence each, for who typed
the command.
"""

import errno
from contextlib import suppress
from pathlib import Path
from shlex import quote


class EmbeddedPostgresError(RuntimeError):
    """The cluster cannot be used; what to do."""


class AlreadyRunning(RuntimeError):
    """Another live `run` owns this folder."""


class GaveUp(RuntimeError):
    """Something ended again and again. `code` is what the process of the last one said."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


# What PostgreSQL's programs print, in English as they are started, and what to do. In this order.
SIGNS = (
    (("No space left", "File too large", "File size limit", "signal 25"), "is vol. Maak ruimte"),
    (("Read-only file system", "Permission denied"), "mag niet worden beschreven. Geef dat recht"),
)


def of_files(path: Path, problem: OSError) -> EmbeddedPostgresError:
    """A folder or file of ours cannot be used."""
    where = problem.filename if isinstance(problem.filename, str) else str(path)
    match problem.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            what = f"De schijf van {where} is vol. Maak ruimte en probeer het opnieuw."
        case errno.EROFS | errno.EACCES | errno.EPERM:
            what = (
                f"{where} mag niet worden gelezen of beschreven. Geef dat recht, of kies met "
                "SCHAKELBORD_VAR_DIR een andere map."
            )
        case errno.ENOTDIR | errno.EEXIST | errno.EISDIR:
            what = (
                f"Bij {where} staat een bestand waar een map hoort, of andersom. Zet dat opzij, of "
                "kies met SCHAKELBORD_VAR_DIR een andere map."
            )
        case _:
            what = (
                f"{where} kan niet worden gebruikt ({problem.strerror}). Kies met "
                "SCHAKELBORD_VAR_DIR een andere map."
            )
    return EmbeddedPostgresError(what)


def of_program(what: str, output: str, logfile: Path) -> EmbeddedPostgresError:
    """A program of PostgreSQL failed: why, as far as it is known, else its last words."""
    lines = output.splitlines()
    with suppress(OSError):
        lines = logfile.read_text(errors="replace").splitlines()[-15:] + lines
    for signs, sentence in SIGNS:
        if any(sign in line for sign in signs for line in lines):
            return EmbeddedPostgresError(f"{what}: {logfile.parent} {sentence}.")
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines[-1:]
    said = f' ("{fatal[-1].strip()}")' if fatal else ""
    return EmbeddedPostgresError(
        f"{what}{said}. Lees {logfile}, of zet DATABASE_URL naar een eigen PostgreSQL."
    )


def put_aside(folder: Path) -> str:
    """What to type to begin with an empty database, and keep this one."""
    return f"mv {quote(str(folder))} {quote(f'{folder}.oud')}"
