"""A migration for what the models say and the database does not: `python -m scripts.new_revision
"notice days"`. Uses the database of `DATABASE_URL`, or the embedded one, migrated first.
"""

import os
import subprocess
import sys

from app import cli_database


def main(message: str) -> int:
    """Write the file; 0 when Alembic could."""
    cli_database.choose_mode()
    with cli_database.database() as engine:
        url = engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "alembic", "revision", "--autogenerate", "-m", message]
        return subprocess.run(
            command, env=os.environ | {"DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main(" ".join(sys.argv[1:])))
