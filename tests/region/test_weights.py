"""What suggestions weigh in a region: saving, going back, looking before saving."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core.errors import Forbidden, Invalid
from app.reference.models import RegionSettings
from app.reference.queries import get_settings
from app.region.commands import WeightsInput, change_weights, reset_weights
from app.region.labels import term_words, threshold_words
from app.region.queries import find_sample_needs
from app.region.weights import FIELDS, TERMS, national_points, points_of
from app.scoring.terms import Weights
from tests.html import Page
from tests.region.numbers import WEIGHTS
from tests.statements import counted
from tests.world import Visitors, World, form

EVERYBODY_ELSE = ["amina", "bram", "chantal", "daan", "farid", "greet", "hugo"]
STORED = {
    "support": 5,
    "text": 37,
    "group": 11,
    "area": 90,
    "share": 6,
    "window": 5,
    "record": 3,
    "rest": 0,
}


def given(**changes: Any) -> WeightsInput:
    return WeightsInput.model_validate(WEIGHTS | changes)


def lines_of(session: Session) -> list[AuditEntry]:
    query = select(AuditEntry).where(col(AuditEntry.event).like("region:%"))
    return list(session.exec(query.order_by(col(AuditEntry.at), col(AuditEntry.id))))


def test_every_term_of_the_engine_has_its_field_and_its_words() -> None:
    assert set(TERMS) == {field.name for field in fields(Weights)}
    assert set(term_words()) == set(TERMS)
    assert set(term_words() | threshold_words()) == set(FIELDS)
    assert set(FIELDS) | {"version"} == WeightsInput.model_fields.keys()
    assert all(0 <= points <= 100 for points in national_points().values())


def test_a_region_without_a_choice_has_the_national_numbers(session: Session, world: World) -> None:
    assert points_of(get_settings(session, "VR01")) == national_points()
    assert points_of(RegionSettings(region_code="VR09")) == national_points()


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_only_the_administrator_changes_them(session: Session, world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        change_weights(session, world[who], given())
    with pytest.raises(Forbidden):
        reset_weights(session, world[who])
    assert get_settings(session, "VR01").weights is None


def test_what_is_stored_is_what_the_engine_reads(session: Session, world: World) -> None:
    change_weights(session, world["eva"], given())
    session.flush()
    session.expire_all()
    settings = get_settings(session, "VR01")
    assert settings.weights == STORED
    assert (settings.suggestion_threshold, settings.plan_threshold) == (0.2, 0.6)
    assert Weights(**settings.weights) == Weights(**{name: float(v) for name, v in STORED.items()})
    assert get_settings(session, "VR03").weights is None


def test_the_trail_holds_old_and_new_numbers_also_of_going_back(
    session: Session, world: World
) -> None:
    national = national_points()
    change_weights(session, world["eva"], given())
    change_weights(session, world["eva"], given())  # the same again is no change
    change_weights(session, world["eva"], given(area="50"))
    reset_weights(session, world["eva"])
    reset_weights(session, world["eva"])
    session.flush()
    first, second, back = lines_of(session)
    assert first.event == second.event == "region:weights_changed"
    assert first.facts["changes"] == [
        {"name": name, "before": national[name], "after": int(WEIGHTS[name])}
        for name in FIELDS
        if national[name] != int(WEIGHTS[name])
    ]
    assert second.facts == {"changes": [{"name": "area", "before": 90, "after": 50}]}
    assert back.event == "region:weights_reset"
    assert {"name": "area", "before": 50, "after": national["area"]} in back.facts["changes"]
    settings = get_settings(session, "VR01")
    assert (settings.weights, settings.suggestion_threshold, settings.plan_threshold) == (
        None,
        None,
        None,
    )


def test_who_was_second_is_told_so(session: Session, world: World) -> None:
    change_weights(session, world["eva"], given(version=1))
    with pytest.raises(Invalid) as refused:
        change_weights(session, world["eva"], given(version=1, area="10"))
    assert refused.value.errors.keys() == {"version"}
    assert get_settings(session, "VR01").weights == STORED
    change_weights(session, world["eva"], given(version=2, area="10"))


WRONG = [
    *((name, "", "van 0 tot en met 100") for name in FIELDS),
    ("area", "101", "100 of minder"),
    ("area", "-1", "0 of meer"),
    ("text", "veel", "heel getal"),
    ("text", "12,5", "heel getal"),
    ("plan_threshold", "19", "niet minder streng"),
    ("suggestion_threshold", "61", ""),
]


@pytest.mark.parametrize("address", ["/beheer/koppelen", "/beheer/koppelen/voorbeeld"])
@pytest.mark.parametrize(("field", "typed", "said"), WRONG)
def test_a_wrong_number_comes_back_with_a_sentence_beside_it(
    visitors: Visitors, address: str, field: str, typed: str, said: str
) -> None:
    answer = visitors["eva"].post(address, data=form(WEIGHTS | {field: typed}))
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.error(field) if said else page.error("plan_threshold")
    assert said in page.error(field)
    assert page.typed(field) == [typed]
    assert lines_of(visitors.world.session) == []


def test_something_has_to_count(visitors: Visitors) -> None:
    nothing = WEIGHTS | dict.fromkeys(TERMS, "0")
    page = Page(visitors["eva"].post("/beheer/koppelen", data=form(nothing)).text)
    assert "Er moet iets meetellen" in page.error("support")


def test_the_page_shows_numbers_the_national_ones_and_the_history(visitors: Visitors) -> None:
    eva = visitors["eva"]
    assert "s_reset" not in Page(eva.get("/beheer/koppelen").text)
    assert (
        eva.post("/beheer/koppelen", data=form(WEIGHTS)).headers["location"] == "/beheer/koppelen"
    )
    html = eva.get("/beheer/koppelen").text
    page = Page(html)
    assert {name: page.typed(name) for name in FIELDS} == {name: [WEIGHTS[name]] for name in FIELDS}
    national = national_points()
    assert f"landelijk: {national['area']}" in html
    assert f"Afstand: van {national['area']} naar 90" in html
    assert "door Eva" in html
    assert page.typed("version") == ["2"]
    eva.post("/beheer/koppelen/standaard")
    html = eva.get("/beheer/koppelen").text
    assert f"Terug naar de landelijke punten: Soort hulp: van 5 naar {national['support']}" in html
    assert "s_reset" not in Page(html)


def open_needs(world: World) -> None:
    """Six needs that can be shown, three of one kind of help, and some that may not be."""
    for number in range(3):
        world.need(title=f"Boodschappen nummer {number}", publish=True)
    for kind in ("transport", "buddy_visits", "language_interpreting"):
        world.need("farid", title=f"Behoefte aan {kind}", support_type=kind, publish=True)
    world.need(
        title="Van een kleine groep", people=3, quantity=3, support_type="childcare", publish=True
    )
    world.need(title="Nog een concept", support_type="childcare")
    world.need("hugo", title="In een andere regio", publish=True)


def test_it_is_tried_on_needs_of_different_kinds_and_on_none_that_could_be_recognised(
    session: Session, world: World
) -> None:
    open_needs(world)
    found = find_sample_needs(session, world["eva"], "VR01")
    assert len(found) == 5
    assert len({need.support_type for need in found[:4]}) == 4
    titles = {need.title for need in found}
    assert titles.isdisjoint({"Van een kleine groep", "Nog een concept", "In een andere regio"})


def test_looking_first_shows_the_effect_and_stores_nothing(visitors: Visitors) -> None:
    world = visitors.world
    here: dict[str, Any] = {
        "municipalities": ["GM1979"],
        "target_groups": ["older_people"],
        "publish": True,
    }
    world.need(publish=True)
    world.offer(title="Zelfde hulp, ver weg", **here | {"municipalities": ["GM1950"]})
    world.offer(title="Andere hulp, hier", support_type="transport", **here)
    world.session.commit()
    by_kind = WEIGHTS | dict.fromkeys(TERMS, "0") | {"support": "100", "suggestion_threshold": "0"}
    by_area = by_kind | {"support": "0", "area": "100"}
    visitors["eva"].post("/beheer/koppelen", data=form(by_kind))
    answer = visitors["eva"].post("/beheer/koppelen/voorbeeld", data=form(by_area))
    assert answer.status_code == 200
    lists = [
        ol
        for ol in Page(answer.text).every("ol")
        if ol.attributes.get("class") == "sb-effect__list"
    ]
    now, then = ([li.text for li in ol.inside if li.tag == "li"] for ol in lists)
    assert "Zelfde hulp, ver weg" in now[0] and "Andere hulp, hier" in now[1]
    assert "Andere hulp, hier" in then[0] and "1 plaats omhoog" in then[0]
    assert "Zelfde hulp, ver weg" in then[1] and "1 plaats omlaag" in then[1]
    assert "De lijst verandert bij 1 van deze behoeften" in answer.text
    assert Page(answer.text).typed("area") == ["100"]
    assert get_settings(world.session, "VR01").weights == {
        name: float(by_kind[name]) for name in TERMS
    }
    assert len(lines_of(world.session)) == 1


def test_looking_with_the_numbers_of_now_changes_nothing(visitors: Visitors) -> None:
    world = visitors.world
    world.need(publish=True)
    world.offer(publish=True)
    world.session.commit()
    numbers = {name: str(points) for name, points in national_points().items()}
    html = visitors["eva"].post("/beheer/koppelen/voorbeeld", data=numbers).text
    assert "De eerste partners blijven hetzelfde" in html
    assert "De lijst verandert bij 0 van deze behoeften" in html


def test_without_an_open_need_it_says_so(visitors: Visitors) -> None:
    html = visitors["eva"].post("/beheer/koppelen/voorbeeld", data=form(WEIGHTS)).text
    assert "Er zijn geen open behoeften om dit op te proberen" in html


def test_htmx_gets_the_block_and_a_browser_the_page(visitors: Visitors) -> None:
    head = {"hx-request": "true", "hx-target": "div#region_weights"}
    for numbers, status in ((WEIGHTS, 200), (WEIGHTS | {"area": "x"}, 422)):
        answer = visitors["eva"].post(
            "/beheer/koppelen/voorbeeld", data=form(numbers), headers=head
        )
        assert answer.status_code == status
        assert "<html" not in answer.text and 'id="region_weights"' in answer.text


def test_more_offers_ask_no_more(visitors: Visitors, connection: Connection) -> None:
    world, eva = visitors.world, visitors["eva"]
    open_needs(world)
    everything = form(WEIGHTS | {"suggestion_threshold": "0"})
    eva.post("/beheer/koppelen", data=everything)
    sent: list[int] = []
    for more in (1, 3):
        for number in range(more):
            world.offer(title=f"Aanbod nummer {number}", publish=True)
        world.session.commit()
        with counted(connection) as statements:
            assert eva.post("/beheer/koppelen/voorbeeld", data=everything).status_code == 200
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_a_number_that_nobody_touched_keeps_its_fraction(session: Session, world: World) -> None:
    change_weights(session, world["eva"], given())
    settings = session.get_one(RegionSettings, "VR01")
    settings.weights, settings.plan_threshold = (settings.weights or {}) | {"text": 37.4}, 0.604
    session.flush()
    change_weights(session, world["eva"], given(group="12"))
    assert settings.weights == STORED | {"text": 37.4, "group": 12}
    assert (settings.suggestion_threshold, settings.plan_threshold) == (0.2, 0.604)
