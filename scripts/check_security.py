"""Looks for what an attacker could use: `bandit` in code that runs, `detect-secrets` in all files
that are ours. A file that was found clean is read again only when it changes: both are slow.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

PROJECT = Path(__file__).resolve().parent.parent
CLEAN = PROJECT / ".venv" / ".clean.json"
# What is in a file, beside its code: hashes that lock files are made of, collected words, pictures.
NOT_READ = ("*.lock", "package-lock.json", "*/data/*", "*.png", "*.po", "LICENSE*")
# Never on a machine of a region; ruff reads their code with its own security rules.
NOT_RUN = ("tests/", "benchmarks/")
# What stands where a password would: in an example, a message, a test.
STAND_IN_FILTER = "detect_secrets.filters.regex.should_exclude_secret"
STAND_INS = [r"^(WACHTWOORD|wachtwoord|geheim|guess)$"]
# The tests type passwords, into forms of people who do not exist.
IN_TESTS = ("KeywordDetector",)
# Their own type is a variable that mypy cannot always solve, so it is said here.
PLUGIN_CLASSES: list[type] = list(get_mapping_from_secret_type_to_class().values())
PLUGINS: list[str] = sorted(plugin.__name__ for plugin in PLUGIN_CLASSES)


def find_secrets(name: str) -> list[str]:
    """What looks like a password or a key, with its line. A line that is meant says so:
    `pragma: allowlist secret`, and beside it why.
    """
    skipped = IN_TESTS if name.startswith("tests/") else ()
    wanted = [{"name": plugin} for plugin in PLUGINS if plugin not in skipped]
    found = SecretsCollection(root=str(PROJECT))
    with transient_settings({"plugins_used": wanted}) as settings:
        settings.filters[STAND_IN_FILTER] = {"pattern": STAND_INS}
        found.scan_file(name)
    return [f"{name}:{secret.line_number}: {secret.type}" for _, secret in found]


def find_weak_code(names: list[str]) -> str:
    """What bandit says of these files; a line that is meant says `nosec` and why."""
    if not names:
        return ""
    bandit = [sys.executable, "-m", "bandit", "--quiet", "-c", "pyproject.toml", "-f", "custom"]
    template = ["--msg-template", "{relpath}:{line}: {test_id} {msg}"]
    ran = subprocess.run(
        [*bandit, *template, *names], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return "" if ran.returncode == 0 else ran.stdout or ran.stderr


def is_code_that_runs(name: str) -> bool:
    return name.endswith(".py") and not name.startswith(NOT_RUN)


def digests(names: Iterable[str]) -> dict[str, str]:
    """Of each file, with its name and with what reads it: whatever changes, it is read again."""
    readers = [metadata.version("bandit"), metadata.version("detect-secrets")]
    readers += [Path(__file__).read_text("utf-8"), (PROJECT / "pyproject.toml").read_text("utf-8")]
    start = hashlib.sha256("".join(readers).encode())
    found = {}
    for name in names:
        digest = start.copy()
        digest.update(name.encode() + b"\0" + (PROJECT / name).read_bytes())
        found[name] = digest.hexdigest()
    return found


def tracked() -> Iterator[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607  # nosec B607  the one of who checks
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        is_read = name and not any(fnmatch(name, pattern) for pattern in NOT_READ)
        if is_read and (PROJECT / name).is_file():
            yield name


def main() -> int:
    known = set(json.loads(CLEAN.read_text("utf-8"))) if CLEAN.exists() else set()
    files = digests(tracked())
    unread = [name for name, digest in files.items() if digest not in known]
    with ProcessPoolExecutor() as readers:
        code = readers.submit(find_weak_code, [name for name in unread if is_code_that_runs(name)])
        read = readers.map(find_secrets, unread, chunksize=20)
        secrets = [line for lines in read for line in lines]
        weak = code.result()
    for line in secrets:
        print(line)
    print(weak, end="")
    if secrets or weak:
        return 1
    CLEAN.write_text(json.dumps(sorted(files.values())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
