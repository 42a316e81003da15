"""Just enough HTML reading to look at one element of an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "rect", "line", "use", "path"})
# Every way in which `app.core.i18n` writes when something was or will be.
DAYS_AND_TIMES = re.compile(
    r"""\b\d{1,2}[ ](?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober
        |november|december)(?:[ ]\d{4})?\b
    |\b\d{1,2}[.]\d{2}[ ]uur\b
    |\b\d[\d.]*[ ](?:dag|dagen)[ ](?:geleden|open|te[ ]laat)\b
    |\bal[ ]\d[\d.]*[ ](?:dag|dagen)\b""",
    re.VERBOSE,
)


def without_dates(text: str) -> str:
    """A text in Dutch without its days and times: what a number that may not be told is looked for
    in, because on 3 or 30 November a "3" of a date says nothing about a group of three.
    """
    return DAYS_AND_TIMES.sub("…", text)


@dataclass
class Element:
    """A tag with its attributes, its text with that of everything inside, and what is inside."""

    tag: str
    attributes: dict[str, str | None]
    parts: list[str] = field(default_factory=list)
    inside: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def children(self) -> list[Element]:
        """What stands right inside it."""
        deeper = {id(each) for child in self.inside for each in child.inside}
        return [each for each in self.inside if id(each) not in deeper]


class Page(HTMLParser):
    """An answer as elements: `page["f_title_error"]` by id, `page.every("li")` by tag,
    `page.typed("title")`.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        for outer in self._open:
            outer.inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in VOID and any(e.tag == tag for e in self._open):
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.parts.append(data)

    def __getitem__(self, wanted: str) -> Element:
        return next(e for e in self.elements if e.attributes.get("id") == wanted)

    def __contains__(self, wanted: str) -> bool:
        return any(e.attributes.get("id") == wanted for e in self.elements)

    def every(self, tag: str) -> list[Element]:
        return [e for e in self.elements if e.tag == tag]

    def error(self, name: str) -> str:
        """The sentence beside a field, without the word that only screen readers say; "" when there
        is none.
        """
        wanted = f"f_{name}_error"
        return self[wanted].text.split(": ", 1)[-1].strip() if wanted in self else ""

    def typed(self, name: str) -> list[str]:
        """What a form shows as filled in for a field, as the browser would send it."""
        found: list[str] = []
        for element in self.elements:
            if element.attributes.get("name") != name:
                continue
            if element.tag == "textarea":
                found.append(element.text.removeprefix("\n"))
            elif element.tag == "select":
                found += [
                    o.attributes.get("value") or ""
                    for o in element.inside
                    if "selected" in o.attributes
                ]
            elif element.attributes.get("type") in ("checkbox", "radio"):
                found += (
                    [element.attributes.get("value") or ""]
                    if "checked" in element.attributes
                    else []
                )
            elif element.tag == "input":
                found.append(element.attributes.get("value") or "")
        return found

    @property
    def titles(self) -> list[str]:
        """The headings of the items of a list."""
        return [e.text for e in self.every("h2")]
