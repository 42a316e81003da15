"""PostgreSQL refuses to run as root, so for root the files live in a folder of a service user, who
also runs its programs.
"""

import os
import pwd
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

from app.local.locks import locked

SERVICE_HOME = Path("/var/lib/schakelbord")
SERVICE_USERS = ("schakelbord", "nobody")


class Account(TypedDict, total=False):
    """The `subprocess` arguments that run a command as the owner of the data; empty when that is
    this process.
    """

    user: int
    group: int
    extra_groups: list[int]


def account_of(place: Path) -> Account:
    """Who runs PostgreSQL's programs for the files in `place`."""
    if os.geteuid() != 0:
        return {}
    owner = place.stat()
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def service_user() -> pwd.struct_passwd:
    """The account that owns root's clusters, made when it is missing; else `nobody`."""
    if not SERVICE_HOME.exists():
        SERVICE_HOME.mkdir(parents=True, exist_ok=True)
        SERVICE_HOME.chmod(0o755)
    name, fallback = SERVICE_USERS
    with locked(SERVICE_HOME / "lock"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
        create = [
            "useradd",
            "--system",
            "--no-create-home",
            "--home-dir",
            str(SERVICE_HOME),
            "--shell",
            "/bin/false",
        ]
        with suppress(OSError):
            subprocess.run(
                [*create, name], stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        with suppress(KeyError):
            return pwd.getpwnam(name)
    return pwd.getpwnam(fallback)
