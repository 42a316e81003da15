"""The summary of errors above a form: in the order of the page, each line with a link to its field.

It stands above the fields, so only a page that is made whole knows where they are.
"""

import re

_LINES = re.compile(r'(<ul role="list" data-lines>)(.*?)</ul>', re.DOTALL)
_LINE = re.compile(r'<li data-of="([^"]*)">(.*?)</li>', re.DOTALL)
_FIELD = re.compile(r' id="([^"]+)_error" data-of="([^"]+)"')


def put_in_order(html: str) -> str:
    """A page, or a part of it, with the summaries that it holds. What no field shows comes first:
    it speaks of the whole form.
    """
    if "data-lines" not in html:  # nearly every page; the patterns take longer than that
        return html
    places: dict[str, tuple[int, str]] = {}
    for field in _FIELD.finditer(html):
        places.setdefault(field[2], (field.start(), field[1]))

    def ordered(lines: re.Match[str]) -> str:
        found = [(*places.get(name, (-1, "")), words) for name, words in _LINE.findall(lines[2])]
        found.sort(key=lambda line: line[0])
        told = (
            f'<li><a href="#{field}">{words}</a></li>' if field else f"<li>{words}</li>"
            for _place, field, words in found
        )
        return f'<ul role="list">{"".join(told)}</ul>'

    return _LINES.sub(ordered, html)
