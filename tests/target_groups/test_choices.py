"""What forms and filters offer to whom, and what they call it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from app.core import clock, tongue
from app.core.i18n import speaking
from app.identity.models import Membership, Role
from app.identity.queries import get_actor
from app.target_groups.choices import RegionChoices
from tests.reference.lists import crisis, measure
from tests.target_groups.test_keeping import added
from tests.world import World


@pytest.mark.parametrize(
    ("who", "fixed", "may_publish"),
    [
        ("amina", "GM1979", True),
        ("bram", "GM1979", False),
        ("chantal", None, True),
        ("daan", None, True),
        ("eva", None, False),
        ("greet", None, False),
        ("hugo", "GM0106", True),
    ],
)
def test_a_form_knows_for_whom_somebody_writes(
    world: World, who: str, fixed: str | None, may_publish: bool
) -> None:
    choices = RegionChoices.for_writing(world.session, world[who])
    assert choices.organisations == (), "with one seat nobody is asked for which"
    assert (choices.fixed_municipality, choices.may_publish) == (fixed, may_publish)


def test_with_two_seats_it_is_for_the_one_somebody_works_for(
    world: World, session: Session
) -> None:
    second, amina = world.organisation("Gemeente Westerwolde"), world.person("amina")
    session.add(Membership(person_id=amina.id, organisation_id=second.id, role=Role.MEMBER))
    session.flush()
    actor = get_actor(session, amina.id)
    assert actor is not None
    new = RegionChoices.for_writing(session, actor)
    assert (new.organisations, new.fixed_municipality, new.may_publish) == ((), "GM1979", True)
    there = get_actor(session, amina.id, second.id)
    assert there is not None
    new = RegionChoices.for_writing(session, there)
    assert (new.organisations, new.fixed_municipality, new.may_publish) == ((), "GM1950", False)


def test_what_is_over_is_offered_to_who_has_it_only(world: World, session: Session) -> None:
    day = clock.today()
    over = {"region_code": "VR03", "started_on": date(2020, 1, 1), "ended_on": date(2020, 2, 1)}
    crisis(session, "vroeger", **over)
    crisis(session, "nu", region_code="VR03", started_on=day - timedelta(days=1))
    measure(session, "voorbij", region_code="VR03", starts_on=date(2020, 1, 1),
            ends_on=date(2020, 2, 1))  # fmt: skip
    measure(session, "geldt", region_code="VR03", starts_on=day - timedelta(days=1))
    choices = RegionChoices.for_reading(session, world["hugo"])
    for offered, current, ended in (
        (choices.current_crises, "nu", "vroeger"),
        (choices.current_measures, "geldt", "voorbij"),
    ):
        assert current in {choice.value for choice in offered()}
        assert ended not in {choice.value for choice in offered(None)}
        assert {current, ended} <= {choice.value for choice in offered(ended)}


def test_a_filter_says_what_it_shows(world: World, session: Session) -> None:
    added(world)
    measure(session, "verbod", region_code="VR01", title="Bezoekverbod")
    with speaking("en"):
        choices = RegionChoices.for_reading(session, world["amina"])
        assert choices.filter_label("mine", "1") == "Only of my organisation"
        assert choices.filter_label("q", "soep") == "“soep”"
        assert choices.filter_label("measure", "verbod") == "Bezoekverbod"
        assert choices.filter_label("municipality", "GM1979") == "Eemsdelta"
        label = choices.filter_label("target_group", "schippers_vr01")
        assert label == tongue.in_dutch("Schippers")
        assert choices.filter_label("theme", "gone") == "gone"
        assert choices.label(None) == ""


def test_a_slug_goes_before_a_label_and_a_label_before_another_word(
    world: World, session: Session
) -> None:
    added(world, label="Vissers", synonyms="kottervolk")
    choices = RegionChoices.for_reading(session, world["amina"])
    for choice in choices.target_groups:
        assert choices.find_group(choice.value) == choice.value
        assert choices.find_group(choice.label.upper()) == choice.value
    assert choices.find_group(" KOTTERVOLK ") == "vissers_vr01"
