"""The answer that holds HTML: the last that sees a page, or a part of one, before it leaves."""

import re
from typing import Any

from starlette.responses import HTMLResponse

from app.core import tongue

_TAG = r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>"""
# What can hold no element, a tag, or a label of which the tongue is known.
_PARTS = re.compile(
    rf"""(?P<option><option\b)(?P<head>(?:[^<>"']|"[^"]*"|'[^']*')*>)(?P<said>[^<]*)
    |(?P<bare><(?P<name>script|style|title|textarea)\b.*?</(?P=name)>)
    |(?P<tag>{_TAG})
    |{tongue.MARKED.pattern}""",
    re.DOTALL | re.VERBOSE,
)


class HtmlAnswer(HTMLResponse):
    """A page, or a part of one."""

    def render(self, content: Any) -> bytes | memoryview:
        return super().render(spoken(content))


def spoken(html: str) -> str:
    """The same in which every label that stays Dutch says so, as far as HTML can: an attribute has
    no language of its own.
    """
    if tongue.OPEN not in html:
        return tongue.unmarked(html)
    return tongue.unmarked(_PARTS.sub(_said, html))


def _said(part: re.Match[str]) -> str:
    whole, label = part[0], part[part.re.groups]
    if label is not None:
        return f'<span lang="nl">{label}</span>'
    is_silent = part["option"] and " lang=" not in part["head"]
    if is_silent and tongue.MARKED.fullmatch(part["said"].strip()):
        return f'{part["option"]} lang="nl"{part["head"]}{part["said"]}'
    return whole
