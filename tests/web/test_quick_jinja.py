"""Jinja with fewer steps on the way says what Jinja says."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, pass_context
from jinja2.runtime import Context

from app.core import i18n
from app.web import quick_jinja

TEMPLATES = {
    "macros.html": (
        "{% macro point(text, kind='plain') %}<i {{ kind }}>{{ text }}"
        "{{ caller() if caller is defined }}</i>{% endmacro %}"
        "{% macro twice(text) %}{{ point(text) }}{{ point(text, kind=word('<b>')) }}{% endmacro %}"
    ),
    "page.html": (
        "{% from 'macros.html' import point, twice %}"
        "{% for each in rows %}{% set own = each ~ '&' %}"
        "{{ twice(own) }}{% call point(each, kind=word('x')) %}{{ loop.index }}{{ seen('own') }}"
        "{% endcall %}"
        "{{ each.upper() }}{{ maker(each) }}{% endfor %}"
        "{% block inside %}{% set own = 'block' %}{{ seen('own') }}{% endblock %}"
        "{{ _('%(num)s needs', num='<1>') }} {{ _('Search') }} {{ _('90 %% of it') }}"
    ),
}


class _Maker:
    def __call__(self, text: str) -> str:
        return f"<{text}>"


@pass_context
def _seen(context: Context, name: str) -> str:
    return str(context.get(name, "nothing"))


def _render(kind: type[Environment]) -> str:
    env = kind(
        loader=DictLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    if kind is quick_jinja.QuickEnvironment:
        env.globals["_"] = env.globals["gettext"]
    shared: dict[str, Any] = {"word": lambda text: text, "seen": _seen, "maker": _Maker()}
    env.globals.update(shared)
    return env.get_template("page.html").render(rows=["een", "<twee>"])


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_a_page_is_what_jinja_makes_of_it(locale: str) -> None:
    before = i18n.current_locale()
    i18n.use_locale(locale)
    try:
        made = _render(quick_jinja.QuickEnvironment)
        assert made == _render(Environment)
    finally:
        i18n.use_locale(before)
    assert "&lt;twee&gt;&amp;" in made and "een&amp;" in made and "90 % of it" in made
