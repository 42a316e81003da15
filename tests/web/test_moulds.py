"""A mould shows what its macro would show, and its macro cannot look at what it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from app.web import drafts, moulds
from app.web.cookies import LANGUAGE
from app.web.paths import Paths
from app.web.templates import make_environment
from tests.matches.pairs import Pairs
from tests.world import Visitors

Macro = Callable[..., Any]
NASTY = """<b>"Tom" & 'Jan'</b> %(name)s {{ 1 }}"""


def _macro(source: str) -> Macro:
    environment = make_environment("/static/x", Paths([]))
    template = environment.from_string(f"{{% macro made(told, shape) %}}{source}{{% endmacro %}}")
    made: Macro = template.module.made  # type: ignore[attr-defined]
    return made


def plain(macro: Macro, told: moulds.Told, *shape: Any) -> Any:
    """What `moulded` has to show: the macro itself."""
    return macro(SimpleNamespace(**told) if isinstance(told, Mapping) else told, *shape)


@pytest.mark.parametrize(
    "source",
    [
        "<p title='{{ told.a }}'>{{ told.a }} {{ told.b }}</p>",
        "<p id='{{ 'n_' ~ told.a }}'>{{ _('Message to %(name)s', name=told.b) }}</p>",
        "{% if told.b %}{{ told.b }}{% else %}niets{% endif %}{{ shape }}",
        "{{ (told.a ~ ' ' ~ told.b) | trim }}",
    ],
)
@pytest.mark.parametrize("told", [("a", "b"), (NASTY, NASTY), ("1.", ""), ("", "0")])
def test_a_mould_shows_what_its_macro_would(source: str, told: tuple[str, str]) -> None:
    macro, texts = _macro(source), dict(zip("ab", told, strict=True))
    wanted = str(plain(macro, texts, "x"))
    for _again in range(2):
        assert str(moulds.moulded(macro, texts, "x")) == wanted
    other = texts | {"a": "anders", "b": "ook"}
    assert str(moulds.moulded(macro, other, "x")) == str(plain(macro, other, "x")) != wanted


@pytest.mark.parametrize("told", [[], ["a"], ["a", "", NASTY], [NASTY, "a", "", "b"]])
def test_what_it_is_told_may_be_a_list(told: list[str]) -> None:
    macro = _macro("<ul>{% for each in told %}<li>{{ each or 'niets' }}</li>{% endfor %}</ul>")
    for each in (told, told[::-1], told):
        assert str(moulds.moulded(macro, each, None)) == str(plain(macro, each, None))


@pytest.mark.parametrize(
    "source",
    [
        "{% if told.a == 'x' %}x{% endif %}",
        "{{ told.a | length }}",
        "{{ told.a[:1] }}",
        "{% if 'x' in told.a %}x{% endif %}",
        "{% for each in told.a %}{{ each }}{% endfor %}",
        "{{ told.a | upper }}",
    ],
)
def test_what_looks_at_what_it_is_told_is_no_mould(source: str) -> None:
    macro = _macro(source)
    plain(macro, {"a": "iets"}, None)
    with pytest.raises(TypeError, match="mould"):
        moulds.moulded(macro, {"a": "iets"}, None)


def test_what_is_markup_already_is_not_escaped_again() -> None:
    title = _macro("<b>{{ told.a }}</b>")
    made = moulds.moulded(title, {"a": "R&D"}, None)
    assert str(moulds.moulded(title, {"a": made}, None)) == "<b><b>R&amp;D</b></b>"


def test_whose_a_form_is_is_filled_in() -> None:
    macro = _macro("{% if form_of() %}van {{ form_of() }}{% else %}van niemand{% endif %}")

    def shown(owner: Any) -> str:
        token = drafts.asking.set(owner)
        try:
            return str(moulds.moulded(macro, {"a": "x"}, None))
        finally:
            drafts.asking.reset(token)

    assert [shown(owner) for owner in ("amina", None, "bram", "amina")] == [
        "van amina", "van niemand", "van bram", "van amina",
    ]  # fmt: skip


def test_the_suggestions_of_a_page_are_the_same_with_and_without_moulds(
    visitors: Visitors, pairs: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.offer(title='Maaltijden & "meer" <vers>', quantity=12)
    pairs.need(people=3, quantity=3, municipality="GM1979")
    pairs.need(unit="hours_per_week", quantity=8, title="Uren om boodschappen te doen")
    pairs.session.commit()
    pages = [
        (who, path, language)
        for who, path in (
            ("amina", f"/behoeften/{need.id}"),
            ("daan", f"/behoeften/{need.id}?show=all"),
            ("chantal", f"/aanbod/{offer.id}"),
            ("daan", f"/aanbod/{offer.id}"),
        )
        for language in ("nl", "en")
    ]

    def texts() -> list[str]:
        found = []
        for who, path, language in pages:
            visitors[who].cookies.set(LANGUAGE, language)
            found.append(visitors[who].get(path).text)
        return found

    moulds.kept_mould.cache_clear()
    cast, again = texts(), texts()
    assert moulds.kept_mould.cache_info().hits > moulds.kept_mould.cache_info().misses
    monkeypatch.setitem(visitors._app.state.templates.globals, "moulded", plain)
    alone = texts()
    assert cast == again == alone
    assert all(text.count('class="sb-suggestion"') for text in alone)
