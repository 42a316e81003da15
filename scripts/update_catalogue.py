"""Bring the Dutch catalogue up to date with code and templates, without dates or names in its
header.

Prints what is still to be translated. Texts that nobody uses any more go.
"""

from __future__ import annotations

import io

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from scripts.check_catalogue import CATALOGUE, extract

HEADER = """# Dutch texts of Schakelbord.
msgid ""
msgstr ""
"Project-Id-Version: Schakelbord\\n"
"Language: nl\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def update() -> list[str]:
    """Write the catalogue; returns the message ids without a translation."""
    with CATALOGUE.open("rb") as file:
        catalogue: Catalog = read_po(file, locale="nl")
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    written = io.BytesIO()
    write_po(written, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    _old_header, _blank, messages = written.getvalue().decode().partition("\n\n")
    CATALOGUE.write_text(HEADER + "\n" + messages, encoding="utf-8")
    return [
        str(m.id)
        for m in catalogue
        if m.id and not all(m.string if isinstance(m.string, tuple) else [m.string])
    ]


if __name__ == "__main__":
    for message in update():
        print("te vertalen:", message)
