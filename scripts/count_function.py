"""Text of the function that counts what waits, written into the migration that holds it: `python -m
scripts.count_function migrations/versions/….py`. For a rule that changed: in a new migration,
copied from the last one that has it.
"""

import sys
from pathlib import Path

import app.models  # noqa: F401
from app.work import count_function, queries

MARK = 'FUNCTION = """\n'


def main(name: str) -> int:
    """Write it between the quotes of `FUNCTION`."""
    file = Path(name)
    before, _mark, rest = file.read_text(encoding="utf-8").partition(MARK)
    _old, _quotes, after = rest.partition('\n"""')
    written = count_function.written(queries.count_statement())
    file.write_text(f'{before}{MARK}{written}\n"""{after}', encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
