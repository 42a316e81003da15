"""The measures of a region: who keeps them, their links, and the needs, offers and board that point
at them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.board.forms import BoardFilters
from app.board.queries import get_board
from app.core import clock
from app.core.errors import Forbidden, Invalid, NotFound
from app.crises.measure_commands import MeasureInput, add_measure, edit_measure, remove_measure
from app.crises.queries import MeasureFilters, find_measures, get_measure
from app.needs.commands import edit_need, log_need
from app.needs.fields import NeedInput
from app.needs.filters import NeedFilters
from app.needs.forms import NeedChoices
from app.needs.queries import find_needs
from app.offers.commands import post_offer
from app.offers.fields import OfferInput
from app.offers.queries import OfferFilters, find_offers
from app.reference.models import Measure, MeasureLevel
from tests.crises.lists import MEASURE
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.statements import counted
from tests.world import GROCERIES, SHOPPING, Visitors, World, form

KEEPERS = ["daan", "eva"]
OTHERS = ["amina", "bram", "chantal", "farid", "greet", "hugo"]


def given(**changes: Any) -> MeasureInput:
    return MeasureInput.model_validate(MEASURE | changes)


def added(world: World, who: str = "daan", **changes: Any) -> Measure:
    measure = add_measure(world.session, world[who], given(**changes))
    world.session.flush()
    return measure


def elsewhere(session: Session) -> Measure:
    """A measure of another region."""
    measure = Measure(
        region_code="VR03",
        slug="avondklok_vr03",
        title="Avondklok",
        level=MeasureLevel.REGIONAL,
        starts_on=clock.today(),
    )
    session.add(measure)
    session.flush()
    return measure


@pytest.mark.parametrize("who", KEEPERS)
def test_the_team_and_the_administrator_keep_the_measures(
    session: Session, world: World, who: str
) -> None:
    measure = added(world, who, crisis="hoogwater")
    assert measure.slug == "bezoekverbod_in_verpleeghuizen_vr01"
    edit_measure(
        session, world[who], measure, given(crisis="hoogwater", ends_on="2027-01-31", link="")
    )
    edit_measure(
        session, world[who], measure, given(crisis="hoogwater", ends_on="2027-01-31", link="")
    )
    session.flush()
    query = (
        select(AuditEntry)
        .where(col(AuditEntry.object_id) == measure.id)
        .order_by(col(AuditEntry.id))
    )
    assert [(line.event, line.facts) for line in session.exec(query)] == [
        ("measure:added", {}),
        ("measure:edited", {"changed": ["ends_on", "link"]}),
    ]
    assert measure.version == 2


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_does(session: Session, world: World, who: str) -> None:
    measure, actor = added(world), world[who]
    for refused in (
        lambda: add_measure(session, actor, given()),
        lambda: edit_measure(session, actor, measure, given(title="Van een ander")),
        lambda: remove_measure(session, actor, measure),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert measure.title == MEASURE["title"]


def test_a_measure_of_another_region_does_not_exist(session: Session, world: World) -> None:
    with pytest.raises(NotFound):
        get_measure(session, world["daan"], elsewhere(session).id)


BAD_LINKS = [
    "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,<script>", "http://www.rijksoverheid.nl",
    "//www.rijksoverheid.nl", "www.rijksoverheid.nl", "https://", "https://localhost/x", "https://127.0.0.1/",
    "https://[::1]/", "https://jan:geheim@www.rijksoverheid.nl", "https://www.rijksoverheid.nl/a b",
    'https://www.rijksoverheid.nl/"onmouseover="x', "https://www.rijksoverheid.nl\\@kwaad.nl", "https://a.nl:99999/",
    "https://www.rijksoverheid.nl/" + "a" * 500,
]  # fmt: skip


@pytest.mark.parametrize("link", BAD_LINKS)
def test_a_link_that_is_no_https_address_is_refused_beside_the_field(
    visitors: Visitors, link: str
) -> None:
    answer = visitors["daan"].post("/beheer/maatregelen", data=form(MEASURE | {"link": link}))
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.error("link")
    assert page.typed("link") == [link]
    assert not [
        a for a in page.every("a") if (a.attributes.get("href") or "").startswith(link[:12])
    ]


def test_a_link_is_said_to_lead_elsewhere(visitors: Visitors) -> None:
    world = visitors.world
    measure = added(world)
    need = world.need(publish=True, measure=measure.slug)
    offer = world.offer(publish=True, measure=measure.slug)
    world.session.commit()
    for who, path in [
        ("farid", f"/behoeften/{need.id}"),
        ("farid", f"/aanbod/{offer.id}"),
        ("daan", "/beheer/maatregelen"),
        ("daan", f"/beheer/maatregelen/{measure.id}/wijzigen"),
    ]:
        html = visitors[who].get(path).text
        (link,) = [a for a in Page(html).every("a") if a.attributes.get("href") == MEASURE["link"]]
        assert set((link.attributes["rel"] or "").split()) == {"external", "noopener", "noreferrer"}
        assert "andere website" in link.text
        assert MEASURE["title"] in html


WRONG = [
    ("title", "", "Zeg in een paar woorden"),
    ("level", "", "Kies wie dit heeft besloten"),
    ("level", "europees", "Kies een van de mogelijkheden"),
    ("starts_on", "", "vanaf welke dag"),
    ("ends_on", "2026-05-31", "vóór de begindatum"),
    ("crisis", "zombies", "Kies een crisis uit de lijst"),
    ("description", "Mail naar iemand@voorbeeld.nl", "e-mailadres"),
]


@pytest.mark.parametrize(("field", "typed", "said"), WRONG)
def test_a_wrong_value_comes_back_with_a_sentence_beside_it(
    visitors: Visitors, field: str, typed: str, said: str
) -> None:
    before = len(visitors.world.session.exec(select(Measure)).all())
    answer = visitors["daan"].post("/beheer/maatregelen", data=form(MEASURE | {field: typed}))
    assert answer.status_code == 422
    assert said in Page(answer.text).error(field)
    assert len(visitors.world.session.exec(select(Measure)).all()) == before


def test_who_was_second_keeps_what_was_typed(visitors: Visitors) -> None:
    world = visitors.world
    measure = added(world)
    world.session.commit()
    path = f"/beheer/maatregelen/{measure.id}"
    assert (
        visitors["eva"]
        .post(path, data=form(MEASURE | {"level": "regional", "version": 1}))
        .status_code
        == 303
    )
    answer = visitors["daan"].post(
        path, data=form(MEASURE | {"description": "Twee bezoekers.", "version": 1})
    )
    assert answer.status_code == 422
    assert "Deze maatregel is intussen gewijzigd" in answer.text
    assert Page(answer.text).typed("description") == ["Twee bezoekers."]
    world.session.refresh(measure)
    assert measure.description == MEASURE["description"]


def test_what_something_points_at_is_not_thrown_away(session: Session, world: World) -> None:
    used, unused = added(world), added(world)
    assert unused.slug == "bezoekverbod_in_verpleeghuizen_2_vr01"
    offer = world.offer(measure=used.slug)
    with pytest.raises(Invalid) as refused:
        remove_measure(session, world["daan"], used)
    assert "" in refused.value.errors
    remove_measure(session, world["daan"], unused)
    session.flush()
    session.refresh(offer)
    assert offer.measure_id == used.id
    assert session.get(Measure, unused.id) is None


def test_a_form_offers_what_is_in_force_and_what_is_stored(session: Session, world: World) -> None:
    today = clock.today()
    over = added(world, title="Al voorbij", ends_on=(today - timedelta(days=1)).isoformat())
    later = added(world, title="Gaat nog in", starts_on=(today + timedelta(days=1)).isoformat())
    ending = added(world, title="Laatste dag", ends_on=today.isoformat())
    choices = NeedChoices.for_writing(session, world["amina"])
    offered = {choice.value for choice in choices.current_measures()}
    assert ending.slug in offered and not offered & {over.slug, later.slug}
    assert over.slug in {choice.value for choice in choices.current_measures(over.slug)}
    need = world.need(measure=over.slug)
    edit_need(
        session, world["amina"], need, NeedInput.model_validate(GROCERIES | {"measure": over.slug})
    )
    assert need.measure_id == over.id
    edit_need(session, world["amina"], need, NeedInput.model_validate(GROCERIES))
    assert need.measure_id is None


@pytest.mark.parametrize("field", ["measure", "crisis"])
def test_one_of_another_region_is_refused_beside_the_field(
    session: Session, world: World, field: str
) -> None:
    slugs = {"measure": elsewhere(session).slug, "crisis": "bestaat_alleen_daar_vr03"}
    tries: list[Callable[[], Any]] = [
        lambda: log_need(
            session, world["amina"], NeedInput.model_validate(GROCERIES | {field: slugs[field]})
        ),
        lambda: post_offer(
            session, world["chantal"], OfferInput.model_validate(SHOPPING | {field: slugs[field]})
        ),
    ]
    for attempt in tries:
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.errors.keys() == {field}


@pytest.mark.parametrize("field", ["measure", "crisis"])
def test_needs_offers_and_the_board_filter_by_it(pairs: Pairs, field: str) -> None:
    world, session = pairs.world, pairs.session
    slug = added(world).slug if field == "measure" else "hoogwater"
    need = pairs.need(**{field: slug})
    offer = world.offer(publish=True, **{field: slug})
    match = pairs.approved(need=need, quantity=5)
    other = world.need("farid", publish=True)
    world.offer("chantal", publish=True, title="Een ander aanbod")
    session.flush()
    filters = {field: slug}
    needs = find_needs(session, world["greet"], NeedFilters.model_validate(filters), size=50)
    offers = find_offers(session, world["greet"], OfferFilters.model_validate(filters), size=50)
    board = get_board(session, world["greet"], BoardFilters.model_validate(filters), size=50)
    assert [row.id for row in needs.rows] == [need.id]
    assert [row.id for row in offers.rows] == [offer.id]
    assert {card.id for page in board.columns.values() for card in page.rows} == {need.id, match.id}
    everything = find_needs(session, world["greet"], NeedFilters(), size=50)
    assert {row.id for row in everything.rows} == {need.id, other.id}


@pytest.mark.parametrize(("level", "is_told"), [("local", False), ("regional", True)])
def test_a_local_measure_does_not_tell_where_a_small_group_is(
    visitors: Visitors, level: str, is_told: bool
) -> None:
    world = visitors.world
    measure = added(world, title="Dijkweg bij Spijk dicht", level=level)
    need = world.need(publish=True, people=3, quantity=3, measure=measure.slug)
    world.session.commit()
    for who, told in {"amina": True, "farid": is_told, "daan": is_told}.items():
        found = find_needs(world.session, world[who], NeedFilters(measure=measure.slug), size=5)
        assert [row.id for row in found.rows] == ([need.id] if told else []), who
        (row,) = [
            r
            for r in find_measures(world.session, world[who], "VR01", MeasureFilters(), size=9).rows
            if r.slug == measure.slug
        ]
        assert row.needs == told, who
        html = visitors[who].get(f"/behoeften/{need.id}").text
        assert (measure.title in html) is told, who


def test_an_active_filter_is_called_by_its_name(visitors: Visitors) -> None:
    measure = added(visitors.world)
    visitors.world.session.commit()
    for path in ("/behoeften", "/aanbod", "/bord"):
        page = Page(
            visitors["amina"]
            .get(path, params={"measure": measure.slug, "crisis": "hoogwater"})
            .text
        )
        chips = [a.text for a in page.every("a") if a.attributes.get("class") == "sb-chip"]
        assert any(measure.title in chip for chip in chips) and any(
            "Hoogwater" in chip for chip in chips
        ), path
        assert page.typed("measure") == [measure.slug]


def test_the_list_filters_and_pages(session: Session, world: World) -> None:
    def titles(**filters: Any) -> set[str]:
        page = find_measures(
            session, world["eva"], "VR01", MeasureFilters.model_validate(filters), size=50
        )
        assert page.total == len(page.rows)
        return {row.title for row in page.rows}

    over = added(world, ends_on="2026-06-30", crisis="hoogwater", level="local").title
    new = added(world, title="Sluiting van buurthuizen").title
    elsewhere(session)
    assert new in titles() and over not in titles()
    assert over in titles(state="over") and new not in titles(state="over")
    assert titles(state="all") == titles() | titles(state="over")
    assert over in titles(state="all", crisis="hoogwater") and new not in titles(
        state="all", crisis="hoogwater"
    )
    assert over in titles(state="all", level="local") and new not in titles(
        state="all", level="local"
    )
    assert "Avondklok" not in titles(state="all")
    first = find_measures(session, world["eva"], "VR01", MeasureFilters(), size=2)
    second = find_measures(
        session, world["eva"], "VR01", MeasureFilters(cursor=first.next), size=50
    )
    assert {row.title for row in [*first.rows, *second.rows]} == titles()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_few_queries(
    visitors: Visitors, connection: Connection, rows: int
) -> None:
    daan = visitors["daan"]
    for number in range(rows):
        visitors.world.need(
            publish=True, measure=added(visitors.world, title=f"Maatregel {number}").slug
        )
    visitors.world.session.commit()
    with counted(connection) as sent:
        assert daan.get("/beheer/maatregelen").status_code == 200
    assert len(sent) == 4, "\n".join(sent)
