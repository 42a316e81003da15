"""A page is the same whoever read it before, in which language and on which day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.forms import Form, blank
from app.needs.fields import NeedInput
from app.needs.models import Need
from app.web import pieces
from app.web.cookies import LANGUAGE
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.world import Visitors, World

PAGES = ("/behoeften", "/behoeften?urgency=acute&mine=1", "/aanbod", "/acties?status=all", "/bord")
GROUP = "/doelgroepen/older_people"
READERS = ("amina", "chantal", "daan", "greet", "hugo")


def _forget() -> None:
    for kept in (pieces.kept_piece, pieces.kept_row, pieces.kept_frame):
        kept.cache_clear()


def _page(visitors: Visitors, who: str, page: str, language: str) -> str:
    visitors[who].cookies.set(LANGUAGE, language)
    answer = visitors[who].get(page)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def filled(visitors: Visitors, pairs: Pairs) -> Visitors:
    """Needs, offers and matches in several states, some of them not for everybody."""
    pairs.running()
    pairs.complete(pairs.running())
    pairs.decline(pairs.approved())
    small = pairs.need(people=3, quantity=3, municipality="GM1979")
    pairs.propose(need=small, quantity=3)
    pairs.world.need(title="Nog niet af")
    pairs.world.offer()
    pairs.need(urgency="acute", needed_until=clock.today().isoformat())
    pairs.session.commit()
    return visitors


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_the_same_with_and_without_what_was_kept(filled: Visitors, page: str) -> None:
    asked = [(who, language) for who in READERS for language in ("nl", "en")]
    alone = {}
    for who, language in asked:
        _forget()
        alone[who, language] = _page(filled, who, page, language)
    _forget()
    for _round in range(2):
        for who, language in asked:
            assert _page(filled, who, page, language) == alone[who, language], who
    assert pieces.kept_piece.cache_info().hits > 0
    assert pieces.kept_frame.cache_info().hits > 0


def test_where_problems_stack_is_the_same_with_and_without_what_was_kept(
    filled: Visitors, pairs: Pairs
) -> None:
    """Somebody who may know where a small group is reads more needs than others."""
    for kind in ("transport", "groceries_meals", "buddy_visits"):
        pairs.need(support_type=kind, municipality="GM1979", target_group="older_people")
        pairs.need(
            support_type=kind, municipality="GM1979", target_group="older_people",
            people=3, quantity=3, title=f"Klein: {kind}",
        )  # fmt: skip
    pairs.session.commit()
    asked = [(who, language) for who in READERS for language in ("nl", "en")]
    alone = {}
    for who, language in asked:
        _forget()
        alone[who, language] = _page(filled, who, GROUP, language)
    assert len({text.count("Klein: ") for text in alone.values()}) == 2
    _forget()
    for who, language in asked * 2:
        assert _page(filled, who, GROUP, language) == alone[who, language], who
    assert pieces.kept_row.cache_info().hits > 0
    need = pairs.need(
        support_type="transport", municipality="GM1979", target_group="older_people", title="Erbij"
    )
    pairs.session.commit()
    assert f"/behoeften/{need.id}" in _page(filled, "greet", GROUP, "nl")


def test_what_is_kept_ends_with_the_day(
    visitors: Visitors, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = clock.today()
    world.need(publish=True, needed_until=day.isoformat(), title="Vandaag nog nodig")
    world.session.commit()
    assert "Vandaag nog nodig" in visitors["amina"].get("/behoeften").text
    monkeypatch.setattr(clock, "today", lambda: day + timedelta(days=1))
    assert "Vandaag nog nodig" not in visitors["amina"].get("/behoeften").text
    over = visitors["amina"].get("/behoeften?status=over").text
    assert "Vandaag nog nodig" in over and "geplaatst gisteren" in over


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        ({"title": "Een andere titel"}, "boodschappen doen", "Een andere titel"),
        ({"committed": 12}, "0 van 40", "12 van 40"),
        ({"support_type": "transport"}, "Boodschappen", "Vervoer"),
    ],
)
def test_a_change_is_on_the_next_page(
    visitors: Visitors, world: World, change: dict[str, object], before: str, after: str
) -> None:
    need: Need = world.need(publish=True)
    world.session.commit()
    assert before in visitors["greet"].get("/behoeften").text
    for name, value in change.items():
        setattr(need, name, value)
    world.session.commit()
    assert after in visitors["greet"].get("/behoeften").text


def test_two_forms_with_one_key_look_the_same() -> None:
    def form(**typed: object) -> Form[NeedInput]:
        return blank(NeedInput, **typed)

    assert form(title="a").key == form(title="a").key
    assert form(title="a").key != form(title="b").key
    wrong = form(title="a")
    wrong.errors["title"] = "Te kort."
    assert wrong.key != form(title="a").key
    stored = form(title="a")
    stored.keep({"title": "b"}, str)
    assert stored.key != form(title="a").key


def test_the_top_of_a_page_is_whose_it_is_and_leads_back_to_that_page(filled: Visitors) -> None:
    for who in ("amina", "chantal", "amina"):
        for page in ("/behoeften?urgency=acute", "/aanbod"):
            html = Page(filled[who].get(page).text)
            name = filled.world.person(who).name
            (panel,) = [e for e in html.every("p") if e.attributes.get("class") == "sb-menu__who"]
            assert name in panel.text
            backs = [e for e in html.every("input") if e.attributes.get("name") == "next"]
            assert {back.attributes["value"] for back in backs} == {page}
            links = [e.attributes for e in html.every("a")]
            (here,) = [
                link["href"]
                for link in links
                if link.get("class") == "utrecht-nav-list__link" and "aria-current" in link
            ]
            assert here == page.partition("?")[0]
    stranger = filled[None].get("/").text
    assert "sb-menu__who" not in stranger and "utrecht-nav-list" not in stranger
    assert str(pieces.HOLE) not in stranger + filled["amina"].get("/bord").text
