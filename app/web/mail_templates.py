"""A mail as HTML, from its paragraphs. The pages' own templates need a request."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.core import i18n
from app.web.templates import TEMPLATES


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext
    )
    return env


def html_of(*, letter: object, link: str, home: str, language: str) -> str:
    """A letter, as `mail.kinds.Letter`, in the language of the moment."""
    template = _environment().get_template("mail/letter.html")
    return template.render(letter=letter, link=link, home=home, language=language)
