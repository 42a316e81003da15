"""The file of a report, set as PDF/UA by a process with an end to its time and its memory.

The same content is the same file, byte for byte.
"""

import json
import pathlib
import re
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import typst

from app.core import settings
from app.imports import processes

# A report with every part takes a quarter of a second.
LIMITS = processes.Limits(60, 120, 2 * 1024**3)
TEMPLATE = pathlib.Path(__file__).parent / "data" / "report.typ"
FONTS = settings.PROJECT / "static" / "vendor"  # scripts/build_assets.py puts them there
# What stands for a character that no font of ours has. PDF/UA has no place for what nobody can see.
UNKNOWN = "?"
_UNSHOWN = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_ODD = re.compile(r"[^\x20-\x7e]")
MOST_TRIES = 40
# After so many tries everything goes that a Dutch text can do without.
_USUAL = re.compile(r"[^\n\x20-\u024f\u2010-\u2026\u20ac]")


def typeset(content: dict[str, Any]) -> bytes:
    """The PDF of a report. Raises Overrun when it asked too much, or could not be set."""
    return processes.run_apart(__name__, LIMITS, content, b"")


def typeset_here(content: dict[str, Any]) -> bytes:
    """The same in this process. The compiler holds on to memory, so only programs call it."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    unknown: set[str] = set()
    for _attempt in range(MOST_TRIES):
        try:
            return _set(content, fonts, partial(_without, unknown=frozenset(unknown)))
        except typst.TypstError as problem:
            found = _UNSHOWN.search(problem.message)
            if found is None:
                raise
            said = _ESCAPED.sub(lambda each: chr(int(each[1], 16)), found[1])
            more = set(_ODD.findall(said)) - unknown
            if not more:  # a letter that is there, with something that is not
                break
            unknown |= more
    return _set(content, fonts, lambda text: _USUAL.sub(UNKNOWN, text))


def _set(content: dict[str, Any], fonts: typst.Fonts, shown: Callable[[str], str]) -> bytes:
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=fonts,
        sys_inputs={"content": json.dumps(_each_text(content, shown))},
        pdf_standards=["ua-1"],
        timestamp=datetime.fromisoformat(content["taken_at"]).replace(microsecond=0),
    )


def _each_text(said: Any, shown: Callable[[str], str]) -> Any:
    if isinstance(said, str):
        return shown(said)
    if isinstance(said, list):
        return [_each_text(each, shown) for each in said]
    return {name: _each_text(each, shown) for name, each in said.items()}


def _without(text: str, unknown: frozenset[str]) -> str:
    return "".join(UNKNOWN if each in unknown else each for each in text)


if __name__ == "__main__":
    asked, _nothing = processes.begin()
    sys.stdout.buffer.write(typeset_here(asked))
