"""Is the Dutch catalogue complete? `python -m scripts.check_catalogue` says what is missing and
then exits with 1.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PROJECT = Path(__file__).resolve().parents[1]
CATALOGUE = PROJECT / "app" / "locale" / "nl" / "LC_MESSAGES" / "messages.po"
# How our code marks a message, beyond what Babel knows already.
KEYWORDS = ("mark", "pmark:1c,2", "pgettext:1c,2")

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def extract() -> Catalog:
    """Every message that code and templates use, with the project's own `babel.cfg`."""
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "messages.pot"
        babel = [
            sys.executable,
            "-m",
            "babel.messages.frontend",
            "-q",
            "extract",
            "-F",
            "babel.cfg",
            *keywords,
        ]
        subprocess.run([*babel, "-o", str(target), "."], cwd=PROJECT, check=True)
        return _read(target)


def find_problems(used: Catalog, dutch: Catalog) -> list[str]:
    """One line for each message that has no good Dutch text, and for each text that nothing
    uses.
    """
    known = {_key(message) for message in used}
    problems = [f"niet meer gebruikt: {m.id!r}" for m in dutch if m.id and _key(m) not in known]
    problems += [f"verouderd (#~): {message.id!r}" for message in dutch.obsolete.values()]
    for message in used:
        if message.id:
            problems += _problems_of(message, dutch.get(message.id, context=message.context))
    return problems


def check() -> list[str]:
    """What is wrong with the catalogue of this project; empty when it is complete."""
    return find_problems(extract(), _read(CATALOGUE))


def _problems_of(used: Message, found: Message | None) -> list[str]:
    if found is None:
        return [f"niet vertaald: {used.id!r}"]
    if found.fuzzy:
        return [f"nog onzeker (fuzzy): {used.id!r}"]
    sources, texts = _forms(used.id), _forms(found.string)
    if len(texts) != len(sources) or not all(text.strip() for text in texts):
        return [f"leeg of een vorm te weinig: {used.id!r}"]
    return [
        f"andere invulplekken: {source!r} -> {text!r}"
        for source, text in zip(sources, texts, strict=True)
        if set(_PLACEHOLDER.findall(source)) != set(_PLACEHOLDER.findall(text))
    ]


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """One text, or the singular and the plural."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _forms(message.id)[0]


def _read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale="nl")


def main() -> int:
    """For `make check`."""
    problems = check()
    print("\n".join(problems) or "De Nederlandse catalogus is compleet.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
