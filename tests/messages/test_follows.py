"""Anybody follows a need, a group or a saved filter, and hears of what is new there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, col, select

from app.core import clock, errors
from app.filters.commands import FilterInput, drop_filter, save_filter
from app.filters.queries import get_saved
from app.follows.commands import lead_on
from app.follows.models import MOST, Follow
from app.identity.actor import SYSTEM
from app.identity.models import Membership
from app.identity.queries import get_actor
from app.mail import commands as mail_commands, kinds
from app.mail.models import Mail, MailState
from app.mail.topics import Topic
from app.matches.models import GRACE
from app.messages import digest_commands, follow_commands, follow_queries, inbox_queries
from app.needs.commands import NeedEnding, NeedWithdrawing, close_need, edit_need, withdraw_need
from app.needs.fields import NeedInput
from app.needs.models import Need
from app.privacy import erasure_commands
from app.target_groups.models import TargetGroup
from app.target_groups.queries import get_group
from tests.actions.deeds import Deeds
from tests.conftest import Databases
from tests.dossier.test_merger_race import wait_for_waiting
from tests.dossier.test_need_mergers import merge as merge_needs
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.matches.test_small_groups import SMALL
from tests.statements import counted
from tests.target_groups.test_keeping import SKIPPERS, added
from tests.target_groups.test_merging import merge
from tests.target_groups.test_old_names import OLDER
from tests.world import GROCERIES, Visitors, World

PAGE = "/mijn-account/volgen"
LATER = GRACE + timedelta(seconds=1)
PLACE = inbox_queries.InboxPlace()
OFFERED: dict[str, Any] = {"target_groups": [OLDER]}


@pytest.fixture
def pairs(world: World) -> Pairs:
    return Pairs(world)


def follow(world: World, who: str, **thing: Any) -> Follow:
    given = follow_commands.FollowInput.model_validate(thing)
    follow_commands.follow(world.session, world[who], given)
    world.session.flush()
    [found] = follow_queries.find_followed(world.session, world[who])[:1]
    return world.session.get_one(Follow, found.id)


def saved(world: World, who: str, where: str, query: str) -> UUID:
    given = {"list": where, "name": "Wat ons raakt", "query": query}
    made = save_filter(world.session, world[who], FilterInput.model_validate(given))
    world.session.flush()
    return made.id


def tell(world: World, who: str, days: int = 0) -> list[str]:
    """The titles that their messages tell of what they follow, after what waits is told."""
    person = world.person(who).id
    with clock.at(clock.now() + LATER + timedelta(days=days)):
        follow_commands.tell_news(world.session, person)
    world.session.flush()
    about = (col(Mail.kind) == "messages:followed", col(Mail.person_id) == person)
    return [each.facts["title"] for each in world.session.exec(select(Mail).where(*about))]


def would_tell(world: World, who: str) -> list[str]:
    """The same, and nothing of it happened."""
    before = world.session.begin_nested()
    told = tell(world, who)
    before.rollback()
    return told


def change(world: World, need: Need, who: str = "amina", **given: Any) -> None:
    typed = GROCERIES | {"version": need.version} | given
    edit_need(world.session, world[who], need, NeedInput.model_validate(typed))
    world.session.flush()


@pytest.mark.parametrize("who", ["amina", "bram", "chantal", "daan", "eva", "farid", "greet"])
def test_who_follows_a_need_is_told_once_a_day_that_it_changed(world: World, who: str) -> None:
    need = world.need(publish=True)
    follow(world, who, need=need.id)
    assert would_tell(world, who) == [], "what was there already is no news"
    change(world, need, "bram" if who == "amina" else "amina", description="Nu ook brood.")
    assert tell(world, who) == [need.title]
    (mail,) = world.session.exec(select(Mail).where(col(Mail.kind) == "messages:followed")).all()
    assert mail.state is MailState.NOT_MAILED and mail.is_unread
    assert mail.facts == {"title": need.title}, "a title, and nothing else of it"
    assert len(tell(world, who)) == 1 and len(tell(world, who, days=1)) == 1


def test_nobody_is_told_what_they_did_themselves(world: World) -> None:
    need = world.need(publish=True)
    follow(world, "amina", need=need.id)
    follow(world, "amina", group="older_people")
    follow(world, "amina", filter=saved(world, "amina", "needs", "urgency=high"))
    change(world, need, description="Nu ook brood.")
    world.need(publish=True, urgency="high")
    assert tell(world, "amina") == []


@pytest.mark.parametrize("step", ["accepted", "completed"])
def test_who_follows_a_need_hears_that_somebody_helps_and_that_it_is_done(
    pairs: Pairs, step: str
) -> None:
    world, need = pairs.world, pairs.need()
    match = pairs.running(need=need) if step == "completed" else pairs.approved(need=need)
    world.session.execute(sa.update(type(match)).values(accepted_at=clock.now() - timedelta(1)))
    for who in ("greet", "chantal"):
        follow(world, who, need=need.id)
    with clock.at(clock.now() + timedelta(seconds=1)):
        pairs.complete(match) if step == "completed" else pairs.accept(match)
    assert tell(world, "greet") == [need.title]
    assert tell(world, "chantal") == [], "who takes part is told by itself"


def test_what_can_still_be_undone_is_told_the_day_after(pairs: Pairs) -> None:
    world, need = pairs.world, pairs.need()
    match = pairs.approved(need=need)
    follow(world, "greet", need=need.id)
    with clock.at(clock.now() + LATER):
        pairs.accept(match)
    assert tell(world, "greet") == []
    assert tell(world, "greet", days=1) == [need.title]


ENDINGS: dict[str, tuple[Callable[..., Any], Any]] = {
    "closed": (close_need, NeedEnding.model_validate({"outcome": "met"})),
    "withdrawn": (withdraw_need, NeedWithdrawing.model_validate({"reason": "other"})),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_of_what_ended_only_those_hear_who_still_see_it(world: World, ending: str) -> None:
    need = world.need(publish=True)
    for who in ("daan", "greet"):
        follow(world, who, need=need.id)
    command, given = ENDINGS[ending]
    command(world.session, world["amina"], need, given)
    world.session.flush()
    assert tell(world, "daan") == [need.title]
    assert bool(tell(world, "greet")) is (ending == "closed")


def test_a_group_has_news_when_others_need_or_offer_something_for_it(world: World) -> None:
    for who in ("greet", "hugo"):
        follow(world, who, group=OLDER)
    world.need(publish=True, target_group="homeless")
    world.offer(publish=True, target_groups=["all_residents"])
    world.need(target_group=OLDER)
    assert would_tell(world, "greet") == []
    world.need(publish=True, target_group="homeless", also_groups=[OLDER])
    label = world.session.get_one(TargetGroup, OLDER).label_nl
    assert tell(world, "greet") == [label]
    assert tell(world, "hugo") == [], "of another region nobody hears anything"


def test_a_group_has_news_when_something_is_offered_for_it(world: World) -> None:
    follow(world, "greet", group=OLDER)
    world.session.flush()
    Pairs(world).offer(**OFFERED)
    assert len(tell(world, "greet")) == 1


@pytest.mark.parametrize(
    ("where", "query", "other"),
    [
        ("needs", "urgency=acute&target_group=older_people", "urgency=low"),
        ("needs", "q=boodschappen&without_help=1", "q=zeppelin"),
        ("needs", "municipality=GM1979", "municipality=GM1966"),
        ("board", "urgency=acute&without_help=1", "theme=economy_business"),
        ("offers", "target_group=older_people&free=1", "support_type=transport"),
        ("actions", "target_group=older_people", "target_group=homeless"),
    ],
)
def test_a_filter_has_news_when_something_new_is_in_it(
    world: World, where: str, query: str, other: str
) -> None:
    follow(world, "greet", filter=saved(world, "greet", where, query))
    follow(world, "eva", filter=saved(world, "eva", where, other))
    assert would_tell(world, "greet") == []
    make(world, where)
    assert tell(world, "greet") == ["Wat ons raakt"]
    assert tell(world, "eva") == []


def make(world: World, where: str) -> None:
    if where == "actions":
        Deeds(Pairs(world)).action()
    elif where == "offers":
        Pairs(world).offer(**OFFERED)
    else:
        world.need(publish=True, urgency="acute", title="Boodschappen voor ouderen")


def test_a_small_group_has_no_place_in_a_filter_of_who_may_not_know_it(world: World) -> None:
    for who in ("farid", "bram"):
        follow(world, who, filter=saved(world, who, "needs", "municipality=GM1979"))
        follow(world, who, group=str(SMALL.get("target_group", GROCERIES["target_group"])))
    need = world.need(publish=True, **SMALL)
    assert "Wat ons raakt" not in tell(world, "farid"), "that would tell where it is"
    assert "Wat ons raakt" in tell(world, "bram")
    follow(world, "farid", need=need.id)
    change(world, need, **(SMALL | {"description": "Nu ook brood."}))
    told = tell(world, "farid", days=1)
    assert need.title in told
    [row] = [r for r in inbox(world, "farid") if need.title in r.subject]
    assert "Delfzijl" not in row.subject and "Eemsdelta" not in row.subject


def inbox(world: World, who: str) -> list[inbox_queries.MessageRow]:
    return inbox_queries.find_inbox(world.session, world[who], PLACE, size=50).page.rows


def test_it_stands_in_the_overview_for_who_wants_that(world: World, session: Session) -> None:
    need = world.need(publish=True)
    follow(world, "greet", need=need.id)
    change(world, need, description="Nu ook brood.")
    assert tell(world, "greet") == [need.title]
    greet = world.person("greet").id
    for refuses in (True, False):
        wanted = [topic for topic in Topic if topic is not Topic.FOLLOWING or not refuses]
        mail_commands.choose_topics(session, greet, wanted)
        assert digest_commands.owe_overview(session, greet) is not refuses
    kind = (col(Mail.kind) == "messages:digest", col(Mail.person_id) == greet)
    (overview,) = session.exec(select(Mail).where(*kind)).all()
    (line,) = kinds.summed_in(overview.facts)
    assert line.facts["title"] == need.title and not overview.facts["titles"]
    assert len(inbox(world, "greet")) == 2


def test_a_message_leads_to_what_is_followed(visitors: Visitors, session: Session) -> None:
    world = visitors.world
    need = world.need(publish=True)
    things: dict[str, dict[str, Any]] = {
        f"/behoeften/{need.id}": {"need": need.id},
        f"/doelgroepen/{OLDER}": {"group": OLDER},
        "/behoeften?urgency=acute": {"filter": saved(world, "greet", "needs", "urgency=acute")},
    }
    greet = visitors["greet"]
    for there, thing in things.items():
        found = follow(world, "greet", **thing)
        session.commit()
        answer = greet.get(f"{PAGE}/{found.id}")
        assert (answer.status_code, answer.headers["location"]) == (303, there)
        session.delete(found)
        session.flush()


def test_the_pages_say_that_one_follows_and_stop_it(visitors: Visitors, session: Session) -> None:
    world = visitors.world
    need = world.need(publish=True)
    saved(world, "greet", "needs", "urgency=acute")
    session.commit()
    greet = visitors["greet"]
    for there in (f"/behoeften/{need.id}", f"/doelgroepen/{OLDER}", "/behoeften?urgency=acute"):
        body = form_of(greet.get(there).text, PAGE)
        answer = greet.post(PAGE, data=body)
        assert (answer.status_code, answer.headers["location"]) == (303, there)
        page = greet.get(there).text
        assert "Je volgt dit" in Page(page)["content"].text
        assert "Je volgt dit" not in Page(visitors["farid"].get(there).text)["content"].text
        stop = f"{PAGE}/{session.exec(select(Follow.id)).one()}/stoppen"
        answer = greet.post(stop, data=form_of(page, stop))
        assert (answer.status_code, answer.headers["location"]) == (303, there)
        assert "Stop met volgen" not in greet.get(there).text
        assert greet.post(stop, data={"page": "thing"}).headers["location"] == there, "twice"
        # And follow it again at once: that is no double press.
        greet.post(PAGE, data=body)
        session.expire_all()
        session.delete(session.exec(select(Follow)).one())
        session.commit()


def form_of(html: str, action: str) -> dict[str, str]:
    forms = [f for f in Page(html).every("form") if f.attributes.get("action") == action]
    return {
        str(e.attributes["name"]): str(e.attributes.get("value") or "")
        for e in forms[0].inside
        if e.tag == "input"
    }


def test_the_list_says_what_one_follows_and_what_leads_nowhere(
    visitors: Visitors, session: Session
) -> None:
    world = visitors.world
    need, gone = world.need(publish=True), world.need(publish=True, title="Brood voor de opvang")
    follow(world, "greet", need=need.id)
    follow(world, "greet", need=gone.id)
    follow(world, "greet", group=OLDER)
    follow(world, "greet", filter=saved(world, "greet", "needs", "support_type=bestaat_niet"))
    withdraw_need(world.session, world["amina"], gone, ENDINGS["withdrawn"][1])
    session.commit()
    text = Page(visitors["greet"].get(PAGE).text)["content"].text
    label = session.get_one(TargetGroup, OLDER).label_nl
    for said in (need.title, label, "Wat ons raakt", "bestaat niet meer", "niet meer mag zien"):
        assert said in text, said
    assert gone.title not in text
    assert "Je volgt nog niets" in visitors["farid"].get(PAGE).text
    make(world, "needs")
    assert "Wat ons raakt" not in tell(world, "greet")


def test_a_page_and_a_morning_cost_the_same_however_much_one_follows(
    world: World, session: Session
) -> None:
    costs: list[tuple[int, int]] = []
    actor = world["greet"]
    for many in (1, 8):
        for _ in range(many):
            follow(world, "greet", need=world.need(publish=True).id)
        session.flush()
        with counted(session.connection()) as listed:
            followed = follow_queries.find_followed(session, actor)
        with counted(session.connection()) as asked:
            follow_queries.find_new(session, actor, followed, clock.now())
        costs.append((len(listed), len(asked)))
    assert costs[0] == costs[1] and costs[0][0] == 1, costs


def test_there_are_fifty_and_no_more(world: World, session: Session) -> None:
    person = world.person("greet").id
    need = world.need(publish=True)
    groups = list(session.exec(select(TargetGroup.slug).limit(MOST)))
    session.add_all(Follow(person_id=person, target_group=slug) for slug in groups)
    needs = [world.need(publish=True).id for _ in range(MOST - len(groups))]
    session.add_all(Follow(person_id=person, need_id=each) for each in needs)
    session.flush()
    with pytest.raises(errors.Conflict):
        follow(world, "greet", need=need.id)
    follow_commands.follow(
        session, world["greet"], follow_commands.FollowInput(group=groups[0])
    )  # the same again is no more
    assert len(session.exec(select(Follow)).all()) == MOST
    follow(world, "farid", need=need.id)


def test_what_one_does_not_see_cannot_be_followed(world: World) -> None:
    need = world.need("amina")
    for who, thing in (
        ("chantal", {"need": need.id}),
        ("hugo", {"need": world.need(publish=True).id}),
        ("bram", {"filter": saved(world, "amina", "needs", "urgency=acute")}),
        ("bram", {"group": "bestaat_niet"}),
    ):
        with pytest.raises(errors.NotFound):
            follow(world, who, **thing)


def test_who_left_hears_nothing_and_reads_no_title_any_more(world: World, session: Session) -> None:
    need = world.need(publish=True)
    follow(world, "greet", need=need.id)
    change(world, need, description="Nu ook brood.")
    assert tell(world, "greet") == [need.title]
    session.execute(
        sa.delete(Membership).where(col(Membership.person_id) == world.person("greet").id)
    )
    world._actors.clear()
    with clock.at(clock.now() + timedelta(hours=1)):
        change(world, need, description="En melk.")
    assert len(tell(world, "greet", days=1)) == 1
    actor = get_actor(session, world.person("greet").id)
    assert actor is not None
    [row] = inbox_queries.find_inbox(session, actor, PLACE, size=50).page.rows
    assert row.subject == ""


def test_a_need_that_went_up_in_another_leads_on(pairs: Pairs) -> None:
    world = pairs.world
    gone, stays = pairs.need(), pairs.need(title="Warm eten voor iedereen")
    for who, needs in (("greet", [gone]), ("eva", [gone, stays])):
        for need in needs:
            follow(world, who, need=need.id)
    merge_needs(pairs, gone, stays)
    for who in ("greet", "eva"):
        [row] = follow_queries.find_followed(world.session, world[who])
        assert row.need_id == stays.id
        assert tell(world, who) == [stays.title]


def test_of_two_that_became_one_what_was_told_of_the_lesser_goes(pairs: Pairs) -> None:
    world = pairs.world
    gone, stays = pairs.need(), pairs.need(title="Warm eten voor iedereen")
    rows = {thing.id: follow(world, "eva", need=thing.id).id for thing in (stays, gone)}
    pairs.edit(gone, urgency="acute")
    pairs.edit(stays, urgency="acute")
    assert len(tell(world, "eva")) == 2
    merge_needs(pairs, gone, stays)
    of_eva = col(Mail.person_id) == world["eva"].person_id
    told = world.session.exec(select(Mail.object_id).where(of_eva))
    assert set(told) & set(rows.values()) == {rows[stays.id]}


def test_who_begins_to_follow_both_meanwhile_follows_once_and_was_told_of_one(
    databases: Databases,
) -> None:
    """The one that goes takes along what was told of it."""
    engine = create_engine(databases.copy("world"))
    with Session(engine, expire_on_commit=False) as session:
        world = World(session)
        ids = [world.need(publish=True).id, world.need(publish=True, **GROCERIES).id]
        gone = follow(world, "eva", need=ids[0])
        session.commit()
    with Session(engine, expire_on_commit=False) as other:
        begun = World(other)
        stays = follow(begun, "eva", need=ids[1])
        with ThreadPoolExecutor() as pool:
            merging = pool.submit(_lead_on, engine, ids)
            wait_for_waiting(engine)
            other.commit()
            merging.result(60)
    with Session(engine) as session:
        [left] = session.exec(select(Follow))
        assert (left.id, left.need_id) == (stays.id, ids[1]) != (gone.id, ids[0])
    engine.dispose()


@pytest.mark.parametrize("what", ["need", "group"])
def test_who_follows_while_it_goes_up_in_another_follows_that_one(
    databases: Databases, what: str
) -> None:
    engine = create_engine(databases.copy("world"))
    with Session(engine, expire_on_commit=False) as session:
        pairs = Pairs(World(session))
        gone, stays = pairs.need(), pairs.need(title="Warm eten voor iedereen")
        added(pairs.world)
        session.commit()
    with Session(engine, expire_on_commit=False) as other:
        merging = Pairs(World(other))
        if what == "need":
            merge_needs(merging, other.merge(gone), other.merge(stays))
        else:
            merge(merging.world, get_group(other, merging.world["daan"], SKIPPERS), OLDER)
        other.flush()
        thing = {"need": gone.id} if what == "need" else {"group": SKIPPERS}
        with ThreadPoolExecutor() as pool:
            following = pool.submit(_follow_anew, engine, thing)
            wait_for_waiting(engine)
            other.commit()
            following.result(60)
    with Session(engine) as session:
        [left] = session.exec(select(Follow))
        assert (left.need_id or left.target_group) == (stays.id if what == "need" else OLDER)
    engine.dispose()


def _follow_anew(engine: Engine, thing: dict[str, Any]) -> None:
    with Session(engine, expire_on_commit=False) as session:
        follow(World(session), "eva", **thing)
        session.commit()


def _lead_on(engine: Engine, ids: list[UUID]) -> None:
    with Session(engine) as session:
        lead_on(session, "need_id", *ids)
        session.commit()


def test_from_a_page_that_stood_open_what_stays_is_followed(pairs: Pairs) -> None:
    world = pairs.world
    gone, stays, group = pairs.need(), pairs.need(title="Warm eten voor iedereen"), added(world)
    merge_needs(pairs, gone, stays)
    merge(world, group, OLDER)
    follow(world, "amina", need=gone.id)
    follow(world, "amina", group=SKIPPERS)
    followed = follow_queries.find_followed(world.session, world["amina"])
    assert {(row.need_id, row.target_group) for row in followed} == {
        (stays.id, None),
        (None, OLDER),
    }


def test_a_group_that_went_up_in_another_leads_on(world: World) -> None:
    group = added(world)
    follow(world, "greet", group=SKIPPERS)
    follow(world, "eva", group=SKIPPERS)
    follow(world, "eva", group=OLDER)
    merge(world, group, OLDER)
    for who in ("greet", "eva"):
        [row] = follow_queries.find_followed(world.session, world[who])
        assert row.target_group == OLDER


def test_with_a_filter_or_a_person_it_goes_and_what_was_told_too(
    world: World, session: Session
) -> None:
    filter_id = saved(world, "greet", "needs", "urgency=acute")
    follow(world, "greet", filter=filter_id)
    make(world, "needs")
    assert tell(world, "greet")
    drop_filter(session, world["greet"], get_saved(session, world["greet"], filter_id))
    session.flush()
    assert not session.exec(select(Follow)).all() and not inbox(world, "greet")
    follow(world, "amina", group=OLDER)
    erasure_commands.erase_person(session, SYSTEM, world.person("amina").email)
    assert not session.exec(select(Follow)).all()
