"""Interpretations: who reads, writes, publishes and follows up; what is kept, and what is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlmodel import Session, col, select

from app.actions import fields as action_fields, proposal_commands as action_proposals
from app.audit.models import AuditEntry
from app.core import clock, errors
from app.dossier import proposal_commands as need_proposals, proposal_queries
from app.identity.actor import Actor
from app.interpretations import (
    commands,
    fields,
    models,
    people_commands,
    policy,
    proposal_commands,
    queries,
)
from app.interpretations.models import Interpretation, InterpretationStatus
from app.mail.models import Mail
from app.needs import commands as need_commands
from app.needs.fields import NeedInput
from app.neighbours import queries as neighbour_queries
from app.picture import figures, filters as picture_filters
from app.privacy import record_commands
from tests.interpretations.interpretations import (
    COLD,
    found,
    hold,
    invite,
    propose,
    publish,
    rewrite,
    withdraw,
    write,
)
from tests.matches.test_small_groups import SMALL
from tests.picture.test_picture import seen
from tests.world import GROCERIES, World

YEARS = timedelta(days=5 * 366)
PEOPLE = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")
READERS = {*PEOPLE} - {"hugo"}


def may(world: World, made: Interpretation, who: str) -> policy.InterpretationPolicy:
    return policy.InterpretationPolicy(world[who], hold(world, made, "daan"))


def who_may(world: World, made: Interpretation, verb: str) -> set[str]:
    return {who for who in PEOPLE if getattr(may(world, made, who), verb)}


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("state", list(InterpretationStatus))
def test_who_sees_it_in_the_list_sees_its_page(
    world: World, state: InterpretationStatus, is_asked: bool
) -> None:
    made = write(world, publish="0" if state is InterpretationStatus.DRAFT else "1")
    if is_asked:
        invite(world, made, "greet")
    if state is InterpretationStatus.WITHDRAWN:
        withdraw(world, made)
    expected = {"published": READERS, "draft": {"daan"}, "withdrawn": {"daan", "eva"}}[state.value]
    if is_asked:
        expected = expected | {"greet"}
    query = select(Interpretation.id)
    in_sql = {
        who
        for who in PEOPLE
        if world.session.exec(query.where(policy.visible_to(world[who]))).first()
    }
    held = hold(world, made, "daan")
    loaded = {who for who in PEOPLE if policy.can_see(world[who], held)}
    assert in_sql == loaded == expected
    listed = {who for who in PEOPLE if found(world, who, status="all")}
    assert listed == expected


def test_a_draft_that_was_withdrawn_is_for_who_wrote_it_along(world: World) -> None:
    made = write(world, publish="0")
    withdraw(world, made)
    query = select(Interpretation.id)
    assert not world.session.exec(query.where(policy.visible_to(world["eva"]))).first()
    assert not policy.can_see(world["eva"], hold(world, made, "daan"))


def test_a_region_with_an_open_board_shows_its_neighbours_no_interpretation(world: World) -> None:
    made = write(world)
    assert made.region_code == "VR01"
    assert found(world, "hugo", status="all") == []
    with pytest.raises(errors.NotFound):
        queries.get_interpretation(world.session, world["hugo"], made.id)
    # What neighbours read is read by another door, which knows needs and offers alone.
    assert not [name for name in dir(neighbour_queries) if "interpretation" in name]


def test_who_writes_and_who_publishes(world: World) -> None:
    made = write(world, publish="0")
    invite(world, made, "greet")
    assert {who for who in PEOPLE if policy.may_interpret(world[who])} == {"daan"}
    assert who_may(world, made, "write") == who_may(world, made, "remark") == {"daan", "greet"}
    for verb in ("publish", "withdraw", "invite", "propose"):
        assert who_may(world, made, verb) == {"daan"}
    with pytest.raises(errors.Forbidden):
        write(world, "amina")
    with pytest.raises(errors.Forbidden):
        publish(world, made, "greet")


def test_who_was_asked_in_another_organisation_of_the_region_only(world: World) -> None:
    made = write(world)
    invite(world, made, "greet")
    elsewhere = world["greet"]
    moved = Actor(elsewhere.person_id, elsewhere.name, world["hugo"].seats)
    assert not policy.writes_along(moved, hold(world, made, "daan"))
    assert not policy.can_see(moved, hold(world, made, "daan"))


def test_nothing_is_done_with_one_that_is_withdrawn_until_it_is_published_again(
    world: World,
) -> None:
    made = write(world)
    withdraw(world, made)
    for verb in ("write", "remark", "invite", "propose", "withdraw", "follow_up"):
        assert isinstance(getattr(may(world, made, "daan"), verb).objection, errors.Conflict)
    publish(world, made)
    assert found(world, "amina")


def test_a_next_version_leaves_the_one_before_it_as_it_was(world: World) -> None:
    made = write(world)
    invite(world, made, "greet")
    rewrite(world, made, "greet", meaning="Kinderen krijgen een week later klachten door de kou.")
    held = hold(world, made, "daan")
    assert [v.number for v in held.versions] == [1, 2]
    assert held.shown.meaning == COLD["meaning"] and held.has_unpublished
    assert [v.person and v.person.name for v in held.versions] == [
        world.person("daan").name,
        world.person("greet").name,
    ]
    (row,) = found(world, "amina")
    assert (row.title, row.is_newer) == (COLD["title"], False)
    (row,) = found(world, "daan")
    assert row.is_newer
    publish(world, made)
    held = hold(world, made, "amina")
    assert held.shown.number == 2 and held.versions[0].meaning == COLD["meaning"]
    assert isinstance(may(world, made, "daan").publish.objection, errors.Conflict)


def test_who_goes_on_with_an_own_draft_changes_that_one(world: World) -> None:
    made = write(world, publish="0")
    rewrite(world, made, seen="Signalen over kou in huis zijn in vier weken verdubbeld.")
    assert len(hold(world, made, "daan").versions) == 1
    invite(world, made, "greet")
    rewrite(world, made, "greet", meaning="Kinderen krijgen een week later klachten door de kou.")
    assert len(hold(world, made, "daan").versions) == 2
    before = hold(world, made, "daan").number
    rewrite(world, made, "greet", meaning="Kinderen krijgen een week later klachten door de kou.")
    assert hold(world, made, "daan").number == before, "nothing changed"


def test_two_who_write_a_version_hear_of_each_other(world: World) -> None:
    made = write(world)
    invite(world, made, "greet")
    rewrite(world, made, "greet", version=1, seen="Wij zien het vooral bij kinderen thuis.")
    with pytest.raises(errors.Invalid) as problem:
        rewrite(world, made, "daan", version=1, seen="Wij zien het vooral bij ouderen thuis.")
    assert problem.value.errors.keys() == {"version"}


@pytest.mark.parametrize("who", ["daan", "greet"])
@pytest.mark.parametrize("version", [2, None])
def test_a_draft_that_changed_in_place_is_not_put_back(
    world: World, who: str, version: int | None
) -> None:
    """Neither by another, nor in a second tab of who wrote it, nor by a form that says nothing."""
    made = write(world)
    invite(world, made, "greet")
    for text in ("Wij zien het bij kinderen thuis.", "Wij zien het bij jonge kinderen thuis."):
        rewrite(world, made, "greet", seen=text)
    with pytest.raises(errors.Invalid) as problem:
        rewrite(world, made, who, version=version, seen="Wij zien het bij kinderen thuis.")
    assert problem.value.errors.keys() == {"version"}
    assert hold(world, made, "daan").newest.seen == "Wij zien het bij jonge kinderen thuis."


@pytest.mark.parametrize("version", [2, None])
def test_only_what_was_read_is_published(world: World, version: int | None) -> None:
    made = write(world)
    invite(world, made, "greet")
    for text in ("Wij zien het bij kinderen thuis.", "Wij zien het bij jonge kinderen thuis."):
        rewrite(world, made, "greet", seen=text)
    held = hold(world, made, "daan")
    given = fields.ReadVersion(version=version)
    with pytest.raises(errors.Invalid) as problem:
        commands.publish_interpretation(world.session, world["daan"], held, given)
    assert problem.value.errors.keys() == {"version"}
    assert hold(world, made, "daan").shown_number == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"municipality": "GM0106"}, "municipality"),
        ({"crisis": "bestaat-niet"}, "crisis"),
        ({"period": "bestaat-niet"}, "period"),
        ({"seen": "Bel Jan de Vries uit Delfzijl, die weet er alles van."}, "sure_no_names"),
    ],
)
def test_what_is_filled_in_wrong_is_said_beside_its_field(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.Invalid) as problem:
        write(world, **changes)
    assert problem.value.errors.keys() == {field}


@pytest.mark.parametrize(
    "text", ["Mail naar iemand@voorbeeld.nl erover", "Bel 06-12345678 voor meer", "BSN 111222333"]
)
def test_a_text_with_personal_data_is_refused(world: World, text: str) -> None:
    for name in ("seen", "meaning", "advice"):
        with pytest.raises(ValidationError):
            write(world, **{name: f"Wat hier staat is te lang om kort te zijn. {text}"})
    with pytest.raises(ValidationError):
        propose(world, write(world), text=text + " over de kou in huis")


def test_a_week_later_it_still_has_its_own_figures(world: World) -> None:
    seen(world)
    made = write(world)
    then = dict(made.figures)
    with clock.at(clock.now() + timedelta(days=7)):
        for _each in range(3):
            seen(world)
        held = hold(world, made, "daan")
        assert held.figures == then
        (of_then,) = [each["negative"] for each in held.figures["signals"]]
        choices = picture_filters.PictureChoices.for_reading(world.session, world["daan"])
        now = figures.take(world.session, "VR01", picture_filters.PictureFilters(), choices)
        (of_now,) = [each["negative"] for each in now["signals"]]
        assert (of_then, of_now) == (1, 4)
        table = figures.tables(held.figures, now, choices.label)[1]
        assert table.is_now and [c.text for c in table.rows[0][1]][:2] == ["1", "4"]


@pytest.mark.parametrize("by", ["daan", "amina"])
def test_its_figures_place_no_small_group(world: World, by: str) -> None:
    """Neither for who logged it, nor for the team, which may both know the place."""
    seen(world, by, people=3, municipality="GM1979")
    world.need("amina", publish=True, **SMALL)
    made = write(world)
    kept = made.figures
    assert [(each["place"], each["negative"]) for each in kept["signals"]] == [("", 1)]
    own = write(world, municipality="GM1979").figures
    assert own["signals"] == [] and own["needs"] == []
    assert own["all_needs"]["count"] == 0 == len(own["effects"])


def test_the_figures_are_the_same_for_whoever_is_of_the_team(world: World) -> None:
    for people in (None, 3, 40):
        seen(world, "amina", people=people, municipality="GM1979")
    kept = write(world).figures
    assert sorted((each["place"], each["negative"]) for each in kept["signals"]) == [
        ("", 1),
        ("GM1979", 2),
    ]


def test_who_is_asked_hears_it_once_and_has_an_account_in_the_region(world: World) -> None:
    made = write(world, publish="0")
    for _twice in range(2):
        invite(world, made, "greet")
    mails = world.session.exec(select(Mail).where(col(Mail.object_id) == made.id)).all()
    assert [(mail.kind, mail.person_id) for mail in mails] == [
        ("interpretations:invited", world.person("greet").id)
    ]
    for email in (world.person("hugo").email, "niemand@example.nl"):
        given = people_commands.ExpertInput(email=email)
        with pytest.raises(errors.Invalid):
            people_commands.invite_expert(
                world.session, world["daan"], hold(world, made, "daan"), given
            )
    people_commands.dismiss_expert(
        world.session, world["daan"], hold(world, made, "daan"), world.person("greet").id
    )
    world.session.expire_all()
    with pytest.raises(errors.NotFound):
        queries.get_interpretation(world.session, world["greet"], made.id)


def log(world: World, who: str, proposal_id: UUID, **changes: Any) -> Any:
    given = NeedInput.model_validate(GROCERIES | {"publish": "1"} | changes)
    return need_proposals.log_need(world.session, world[who], proposal_id, given)


def test_a_proposal_becomes_one_need_and_one_action(world: World) -> None:
    made = write(world)
    proposal = propose(world, made)
    assert {row.open_proposals for row in found(world, "amina", open_proposals=True)} == {1}
    need = log(world, "amina", proposal.id)
    with pytest.raises(errors.Conflict):
        log(world, "farid", proposal.id)
    given = action_fields.NewAction(title="Samen warme kamers openen")
    action = action_proposals.plan_action(world.session, world["daan"], proposal.id, given)
    with pytest.raises(errors.Conflict):
        action_proposals.plan_action(world.session, world["daan"], proposal.id, given)
    (row,) = proposal_queries.find_followed(
        world.session, world["greet"], hold(world, made, "greet")
    )
    assert row.need is not None and row.action is not None
    assert (row.need.id, row.action.id) == (need.id, action.id)
    assert found(world, "amina", open_proposals=True) == []
    assert isinstance(
        policy.ProposalPolicy(world["daan"], hold(world, made, "daan"), proposal).remove.objection,
        errors.Conflict,
    )


def test_who_follows_a_proposal_up(world: World) -> None:
    made = write(world)
    draft = write(world, publish="0", title="Nog niet gepubliceerd")
    expected = {who for who in PEOPLE if world[who].writing_seats and who != "hugo"}
    allowed = {who for who in who_may(world, made, "follow_up") if who in READERS}
    assert allowed == expected and "greet" not in allowed
    assert not who_may(world, draft, "follow_up")
    proposal = propose(world, draft)
    with pytest.raises(errors.NotFound):
        log(world, "amina", proposal.id)
    with pytest.raises(errors.Conflict):
        log(world, "daan", proposal.id)
    with pytest.raises(errors.NotFound):
        log(world, "hugo", propose(world, made).id)
    with pytest.raises(errors.NotFound):
        log(world, "daan", UUID(int=7))


def test_a_proposal_for_a_place_is_followed_there_or_by_the_team(world: World) -> None:
    made = write(world)
    there, anywhere = propose(world, made), propose(world, made, municipality=None)

    def who_follows(proposal: Any, verb: str) -> set[str]:
        held = hold(world, made, "daan")
        found = {
            who
            for who in PEOPLE
            if getattr(policy.ProposalPolicy(world[who], held, proposal), verb)
        }
        return found & READERS

    writers = {who for who in READERS if world[who].writing_seats}
    for verb in ("follow_up", "make_need", "make_action"):
        assert who_follows(there, verb) == {"amina", "bram", "daan"} & writers
        assert who_follows(anywhere, verb) == writers
    for who in ("farid", "chantal"):
        with pytest.raises(errors.Forbidden):
            log(world, who, there.id)
        given = action_fields.NewAction(title="Samen warme kamers openen")
        with pytest.raises(errors.Forbidden):
            action_proposals.plan_action(world.session, world[who], there.id, given)
    assert log(world, "farid", anywhere.id)


def test_a_draft_does_not_use_a_proposal_up(world: World) -> None:
    made = write(world)
    proposal = propose(world, made, municipality=None)
    draft = log(world, "farid", proposal.id, publish="0")

    def told(who: str) -> Any:
        (row,) = proposal_queries.find_followed(world.session, world[who], hold(world, made, who))
        return row.need and row.need.id

    assert told("farid") == draft.id and told("amina") is None
    assert hold(world, made, "amina").proposals[0].is_open
    assert [row.open_proposals for row in found(world, "amina", open_proposals=True)] == [1]
    need = log(world, "amina", proposal.id)
    assert told("amina") == told("farid") == need.id
    assert found(world, "amina", open_proposals=True) == []
    with pytest.raises(errors.Conflict):
        log(world, "farid", proposal.id)


def test_a_draft_that_is_published_used_its_proposal(world: World) -> None:
    made = write(world)
    proposal = propose(world, made, municipality=None)
    draft = log(world, "farid", proposal.id, publish="0")
    need_commands.publish_need(world.session, world["farid"], draft)
    world.session.flush()
    assert not hold(world, made, "amina").proposals[0].is_open
    with pytest.raises(errors.Conflict):
        log(world, "amina", proposal.id)


def test_what_followed_is_told_to_who_may_know_where_a_few_people_are(world: World) -> None:
    made = write(world)
    proposal = propose(world, made)
    need = log(world, "amina", proposal.id, **SMALL)

    def told(who: str) -> Any:
        held = hold(world, made, who)
        (row,) = proposal_queries.find_followed(world.session, world[who], held)
        return row.need and row.need.id

    assert told("amina") == need.id
    assert told("farid") is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target_group": "bestaat-niet"}, "target_group"),
        ({"municipality": "GM0106"}, "municipality"),
        ({"municipality": "GM0000"}, "municipality"),
        ({"support_type": "bestaat-niet"}, "support_type"),
        ({"text": "Vraag Jan de Vries om mee te denken"}, "sure_no_names"),
    ],
)
def test_a_proposal_that_is_filled_in_wrong(
    world: World, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.Invalid) as problem:
        propose(world, write(world), **changes)
    assert problem.value.errors.keys() == {field}


def test_a_proposal_goes_as_long_as_nothing_followed(world: World) -> None:
    made = write(world)
    proposal = propose(world, made)
    held = hold(world, made, "daan")
    proposal_commands.remove_proposal(
        world.session, world["daan"], held, queries.get_proposal(held, proposal.id)
    )
    assert hold(world, made, "daan").proposals == []


def test_filters(world: World) -> None:
    every = write(world)
    there = write(world, municipality="GM1979", title="Alleen over Eemsdelta")
    of_crisis = write(world, crisis="energiearmoede", title="Alleen over de energie")
    with clock.at(clock.now() - timedelta(days=200)):
        old = write(world, title="Lang geleden geschreven")
    proposal = propose(world, there)
    propose(world, of_crisis)
    log(world, "amina", proposal.id)

    def ids(**filters: Any) -> set[Any]:
        return {row.id for row in found(world, "greet", **filters)}

    today = clock.today()
    assert ids() == {every.id, there.id, of_crisis.id, old.id}
    assert ids(municipality="GM1979") == {there.id}
    assert ids(crisis="energiearmoede") == {of_crisis.id}
    assert ids(seen_until=today - timedelta(days=150)) == {old.id}
    assert ids(seen_from=today) == {every.id, there.id, of_crisis.id}
    assert ids(open_proposals=True) == {of_crisis.id}
    assert ids(status="draft") == set()


def test_above_the_picture_stands_what_was_published_last_of_its_view(world: World) -> None:
    write(world)
    write(world, municipality="GM1979", title="Alleen over Eemsdelta")
    with clock.at(clock.now() + timedelta(hours=1)):
        write(world, title="De nieuwste over de hele regio")
        write(world, title="Een concept over de regio", publish="0")

    def title(who: str = "greet", **view: Any) -> str | None:
        asked = {"municipality": None, "crisis": None} | view
        newest = queries.find_newest(world.session, world[who], **asked)
        return newest.title if newest else None

    assert title() == title("daan") == "De nieuwste over de hele regio"
    assert title(municipality="GM1979") == "Alleen over Eemsdelta"
    assert title(municipality="GM0014") is title(crisis="energiearmoede") is title("hugo") is None


def test_it_goes_with_all_that_was_written_when_its_period_is_over(world: World) -> None:
    made = write(world)
    invite(world, made, "greet")
    proposal = propose(world, made)
    lines: list[str] = []
    with clock.at(clock.now() + timedelta(days=5 * 365)):
        assert record_commands.remove_records(world.session, clock.now() - YEARS, lines.append) == 0
    with clock.at(clock.now() + timedelta(days=5 * 366 + 2)):
        assert record_commands.remove_records(world.session, clock.now() - YEARS, lines.append) == 1
    assert [line.split('"')[3] for line in lines] == [
        "interpretation_version", "interpretation_proposal", "interpretation",
    ]  # fmt: skip
    world.session.expire_all()
    assert world.session.get(models.InterpretationProposal, proposal.id) is None
    assert world.session.exec(select(models.InterpretationExpert)).all() == []


def test_the_trail_names_who_did_what_and_holds_no_text(world: World, session: Session) -> None:
    made = write(world)
    invite(world, made, "greet")
    proposal = propose(world, made)
    remark = people_commands.Remark(text="Bij ons in de praktijk zien wij dit ook.")
    people_commands.make_remark(session, world["greet"], hold(world, made, "greet"), remark)
    log(world, "amina", proposal.id)
    withdraw(world, made)
    query = select(AuditEntry).where(col(AuditEntry.object_id) == made.id)
    lines = session.exec(query.order_by(col(AuditEntry.id))).all()
    assert [line.event.partition(":")[2] for line in lines] == [
        "written", "published", "expert_invited", "proposal_added", "remarked",
        "proposal_followed", "withdrawn",
    ]  # fmt: skip
    assert {line.person_id for line in lines} == {
        world.person(who).id for who in ("daan", "greet", "amina")
    }
    assert "praktijk" not in str([line.facts for line in lines])
