"""An organisation that is there already is claimed, not doubled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.settings import Settings
from app.dossier import claim_commands
from app.identity.actor import SYSTEM
from app.identity.models import Membership, Organisation, OrganisationStatus, Role
from app.identity.queries import get_person_by_email
from app.mail import kinds, outbox
from app.mail.models import Mail
from app.members import invitation_commands
from app.members.invitation_commands import InvitationInput
from app.members.models import InvitationOrigin, MemberInvitation
from app.members.region_commands import open_region
from app.organisations.models import ClaimStatus, OrganisationClaim, OrganisationProfile
from app.signals import proofs, try_commands
from app.work import queries as work_queries
from app.work.task_kinds import TaskKind
from tests.html import Page
from tests.members.invitations import HOME, SIGN_UP
from tests.organisations.claims import CLAIM, UNKEPT, asked, claim_of, claimed, door, empty, opened
from tests.organisations.registrations import REGISTRATION, registered
from tests.signals.doors import stored
from tests.signals.test_proofs import asked as asked_of, solved
from tests.statements import counted
from tests.world import Visitors, World

STRANGER = {
    "contact_name": "Iemand anders",
    "why": "Bel mij, dan regelen we het snel.",
    "contact_phone": "06-5550 0200",
}
REASON = {"reason": "We kennen je niet. Bel ons kantoor even."}


def claims(session: Session) -> list[OrganisationClaim]:
    session.expire_all()
    return list(session.exec(select(OrganisationClaim)).all())


def mails(session: Session, kind: str) -> list[Mail]:
    return list(session.exec(select(Mail).where(col(Mail.kind) == kind)))


def test_the_search_leads_to_the_form_of_what_is_there(visitors: Visitors) -> None:
    found = visitors[None].get("/aanmelden-organisatie", params={"q": HOME}).text
    assert f'href="{door(visitors)}"' in found
    page = visitors[None].get(door(visitors))
    assert page.status_code == 200 and HOME in page.text


def test_the_same_is_told_whether_it_has_people_or_none(visitors: Visitors) -> None:
    def told(name: str) -> list[str]:
        form = visitors[None].get(door(visitors, name)).text
        standing = visitors[None].get(asked(visitors, name=name).headers["location"]).text
        return [Page(text)["content"].text.replace(name, "") for text in (form, standing)]

    manned = told(UNKEPT)
    empty(visitors.world, UNKEPT)
    assert told(UNKEPT) == manned
    assert "Chantal" not in visitors[None].get(door(visitors)).text


def test_a_form_that_is_sent_twice_asks_once(visitors: Visitors, session: Session) -> None:
    key = opened(visitors)
    first, second = asked(visitors, key), asked(visitors, key)
    assert (first.status_code, first.headers["location"]) == (303, second.headers["location"])
    (claim,) = claims(session)
    assert (claim.status, claim.contact_email) == (ClaimStatus.WAITING, CLAIM["contact_email"])
    standing = visitors[None].get(first.headers["location"])
    assert standing.headers["x-robots-tag"] == "noindex"
    assert CLAIM["contact_email"] not in standing.text and CLAIM["why"] not in standing.text


@pytest.mark.parametrize("state", ["suspended", "requested", "refused"])
def test_what_takes_no_part_and_the_region_itself_cannot_be_claim_of(
    visitors: Visitors, session: Session, state: str
) -> None:
    region = visitors.world.organisation("Veiligheidsregio Groningen")
    assert visitors[None].get(door(visitors, region.name)).status_code == 404
    home = visitors.world.organisation(HOME)
    home.status = OrganisationStatus(state)
    session.commit()
    assert visitors[None].get(door(visitors)).status_code == 404


WRONG: dict[str, tuple[str, ...]] = {
    "contact_name": ("", "x", "x" * 121),
    "why": ("", "Kort", "x" * 1_001, "Bel mij maar op 06-12345678, dank je wel."),
    "contact_email": ("", "noor", "a b@c.nl"),
    "contact_phone": ("1" * 161,),
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in WRONG.items() for v in vs])
def test_bad_input_gets_a_sentence_beside_its_field_and_nothing_is_lost(
    visitors: Visitors, session: Session, name: str, value: str
) -> None:
    answer = asked(visitors, **{name: value})
    page = Page(answer.text)
    assert answer.status_code == 422 and f"f_{name}_error" in page
    kept = "contact_phone" if name == "contact_email" else "contact_email"
    assert page[f"f_{kept}"].attributes.get("value") == CLAIM[kept]
    assert not claims(session)


def test_of_one_address_come_a_few_in_an_hour_and_what_was_typed_stays(
    visitors: Visitors,
) -> None:
    for time in range(try_commands.UNPROVEN_OF_ADDRESS):
        assert asked(visitors, contact_name=f"Noor {time}").status_code == 303
    answer = asked(visitors, contact_name="Een te veel")
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert "Een te veel" in answer.text


def proof_for(visitors: Visitors, key: str) -> str:
    """What a browser that worked brings along."""
    return solved(asked_of(visitors, key))


def test_strangers_do_not_keep_out_who_belongs_there(
    visitors: Visitors, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those for which no browser worked fill a queue of their own."""
    monkeypatch.setattr(proofs, "FEWEST", 3)
    monkeypatch.setattr(proofs, "MOST", 6)
    home = visitors.world.organisation(HOME)
    for number in range(try_commands.UNPROVEN_WAITING):
        claim = claimed(session, home, contact_email=f"vreemd{number}@x.example")
        claim.is_proven = False
    session.commit()
    refused = asked(visitors)
    assert refused.status_code == 429 and CLAIM["why"] in refused.text
    assert "Er wachten nu veel berichten" in refused.text
    key = opened(visitors)
    assert asked(visitors, key, proof=proof_for(visitors, key)).status_code == 303
    # Who decides reads the proven one first, and of the others that nobody checked them.
    rows = Page(visitors["chantal"].get("/netwerk/aanvragen").text)["content"].text
    assert rows.index("Noor") < rows.index("Niet gecontroleerd op robots")
    (proven,) = (each for each in claims(session) if each.is_proven)
    assert proven.contact_email == CLAIM["contact_email"]
    for each in claims(session):
        shown = visitors["chantal"].get(f"/netwerk/aanvragen/{each.id}").text
        assert ("Kijk of het echt is" in shown) is not each.is_proven


def test_unproven_signals_do_not_close_this_door(visitors: Visitors, session: Session) -> None:
    for each in range(try_commands.UNPROVEN_WAITING):
        stored(session, network=f"192.0.2.{each}").is_proven = False
    session.commit()
    assert asked(visitors).status_code == 303


def test_who_types_the_address_of_somebody_else_reads_and_changes_nothing_of_theirs(
    visitors: Visitors, session: Session
) -> None:
    """A link of one's own, a question of one's own, and an answer of one's own."""
    visitors["eva"]  # made before the cookies of nobody are emptied
    first = asked(visitors)
    other = asked(visitors, contact_email="Noor@Nieuw.example", **STRANGER)
    links = [answer.headers["location"] for answer in (first, other)]
    assert len(set(links)) == 2
    told = [visitors[None].get(link).text for link in links]
    assert len({Page(each)["content"].text for each in told}) == 1
    assert not [each for each in told if "al verstuurd" in each]
    mine, theirs = sorted(claims(session), key=lambda each: each.created_at)
    assert (mine.why, mine.contact_phone) == (CLAIM["why"], CLAIM["contact_phone"])
    assert (theirs.why, theirs.contact_phone) == (STRANGER["why"], STRANGER["contact_phone"])
    assert len(mails(session, "organisations:claimed")) == 1

    # Who decides sees that there are two, and which.
    shown = visitors["chantal"].get(f"/netwerk/aanvragen/{mine.id}").text
    assert f"/netwerk/aanvragen/{theirs.id}" in shown
    visitors["chantal"].post(f"/netwerk/aanvragen/{mine.id}/weigeren", data=REASON)
    assert REASON["reason"] in visitors[None].get(links[0]).text
    assert REASON["reason"] not in visitors[None].get(links[1]).text


def test_what_is_proven_is_not_rewritten_by_anybody(visitors: Visitors, session: Session) -> None:
    kept = claimed(session, visitors.world.organisation(HOME))
    session.commit()
    assert asked(visitors, **STRANGER).status_code == 303
    session.refresh(kept)
    assert (kept.is_proven, kept.why) == (True, CLAIM["why"])
    assert [each.is_proven for each in claims(session) if each.id != kept.id] == [False]


def test_the_invitation_answers_all_that_was_asked_for_its_address(
    visitors: Visitors, session: Session
) -> None:
    visitors["eva"]
    links = [asked(visitors, **given).headers["location"] for given in ({}, STRANGER)]
    mine = next(each for each in claims(session) if each.why == CLAIM["why"])
    granted = f"/netwerk/aanvragen/{mine.id}/uitnodigen"
    assert visitors["chantal"].post(granted, data={"role": "member"}).status_code == 303
    assert {each.status for each in claims(session)} == {ClaimStatus.GRANTED}
    assert len(list(session.exec(select(MemberInvitation)))) == 1
    assert len({Page(visitors[None].get(link).text)["content"].text for link in links}) == 1


@pytest.mark.parametrize(("is_proven", "days"), [(False, 30), (True, 365)])
def test_what_nobody_answers_goes(
    visitors: Visitors, session: Session, is_proven: bool, days: int
) -> None:
    claim_of(visitors.world).is_proven = is_proven
    session.commit()
    now = clock.now()
    for after, gone in ((days - 1, 0), (days + 1, 1)):
        with clock.at(now + timedelta(days=after)):
            assert claim_commands.forget_claims(session) == gone


def tasks(world: World, who: str) -> list[str]:
    work = work_queries.get_work(world.session, world[who])
    found = (*work.late, *work.today, *work.week, *work.later)
    return [task.partner for task in found if task.kind is TaskKind.LET_IN]


# Who hears of a claim: in their work, and by mail.
@pytest.mark.parametrize(("name", "who"), [(HOME, "chantal"), (UNKEPT, "amina")])
def test_it_goes_to_its_coordinators_else_to_those_of_its_municipality(
    visitors: Visitors, session: Session, name: str, who: str
) -> None:
    world = visitors.world
    before = {each: work_queries.count_work(session, world[each]) for each in ("amina", "chantal")}
    claim_of(world, name)
    for each in before:
        assert tasks(world, each) == ([name] if each == who else [])
        more = work_queries.count_work(session, world[each]) - before[each]
        assert more == int(each == who)
    assert world.person(who).id in {m.person_id for m in mails(session, "organisations:claimed")}
    assert "Noor" in visitors[who].get("/netwerk/aanvragen").text
    # The region's administrator sees all of them.
    assert name in visitors["eva"].get("/mijn-werk").text
    others = {"amina", "chantal", "daan", "farid"} - {who}
    assert not [each for each in others if "Noor" in visitors[each].get("/netwerk/aanvragen").text]


def test_without_anybody_near_the_region_is_told(visitors: Visitors, session: Session) -> None:
    empty(visitors.world, "Gemeente Eemsdelta")
    claim_of(visitors.world, UNKEPT)
    told = {mail.person_id for mail in mails(session, "organisations:claimed")}
    assert visitors.world.person("eva").id in told


def test_many_questions_of_one_day_are_one_mail(visitors: Visitors, session: Session) -> None:
    asked(visitors)
    asked(visitors, contact_email="sam@nieuw.example")
    assert len(mails(session, "organisations:claimed")) == 1 and len(claims(session)) == 2


@pytest.mark.parametrize(
    ("name", "who", "role"),
    [(HOME, "chantal", Role.MEMBER), (UNKEPT, "amina", Role.COORDINATOR), (UNKEPT, "eva", None)],
)
def test_who_is_let_in_comes_in_by_the_mailed_link(
    visitors: Visitors, session: Session, settings: Settings, name: str, who: str, role: Role | None
) -> None:
    claim = claim_of(visitors.world, name)
    given = {"role": (role or Role.READER).value}
    path = f"/netwerk/aanvragen/{claim.id}"
    assert visitors[who].get(path).status_code == 200
    assert visitors[who].post(f"{path}/uitnodigen", data=given).status_code == 303
    (mail,) = mails(session, "members:invitation")
    assert mail.address == CLAIM["contact_email"]
    link = outbox.page_of(settings, kinds.get_kind(mail.kind), mail)
    assert link is not None and visitors[None].post(link, data=SIGN_UP).status_code == 303
    person = get_person_by_email(session, CLAIM["contact_email"])
    assert person is not None
    (seat,) = session.exec(select(Membership).where(col(Membership.person_id) == person.id)).all()
    home = visitors.world.organisation(name)
    assert (seat.organisation_id, seat.role) == (home.id, role or Role.READER)
    # Decided once.
    again = visitors[who].post(f"{path}/weigeren", data=REASON)
    assert again.status_code in (404, 409)


@pytest.mark.parametrize("who", ["chantal", "eva"])
def test_who_belongs_already_keeps_their_role_and_hears_that_they_do(
    visitors: Visitors, session: Session, settings: Settings, who: str
) -> None:
    """Whoever decides: the question has an end."""
    person = visitors.world.person("chantal")
    seat = session.exec(select(Membership).where(col(Membership.person_id) == person.id)).one()
    role = seat.role
    asked(visitors, contact_email=person.email)
    (claim,) = claims(session)
    path = f"/netwerk/aanvragen/{claim.id}/uitnodigen"
    answer = visitors[who].post(path, data={"role": "reader"}, follow_redirects=True)
    assert answer.status_code == 200 and "Ze horen al bij de organisatie" in answer.text
    (claim,) = claims(session)
    assert claim.status is ClaimStatus.GRANTED
    session.refresh(seat)
    assert seat.role is role
    assert not session.exec(select(MemberInvitation)).all()
    (mail,) = mails(session, "organisations:claim_belongs")
    assert mail.address == person.email
    written = outbox.write(settings, mail)
    assert written.subject == f"Je hoort al bij {HOME}" and "/inloggen" in written.text


def test_what_stands_in_the_way_of_the_mail_is_said_on_the_page(
    visitors: Visitors, session: Session
) -> None:
    """Such as that this address got several: with the form as it was, and the claim still there."""
    home = visitors.world.organisation(HOME)
    given = InvitationInput(email=CLAIM["contact_email"], role=Role.READER)
    for _each in range(invitation_commands.TO_ADDRESS):
        invitation_commands.invite_member(session, visitors.world["chantal"], home, given)
    claim = claim_of(visitors.world)
    path = f"/netwerk/aanvragen/{claim.id}/uitnodigen"
    answer = visitors["chantal"].post(path, data={"role": "reader"})
    assert answer.status_code == 422 and "kreeg het laatste uur al" in answer.text
    assert claims(session)[0].status is ClaimStatus.WAITING


# Why somebody gets the mail with a link, and what it says.
@pytest.mark.parametrize(
    ("origin", "subject", "why"),
    [
        (InvitationOrigin.INVITED, "nodigt je uit", "iemand van deze organisatie"),
        (InvitationOrigin.REGISTERED, "doet mee", "bij de aanmelding"),
        (InvitationOrigin.ASKED, "toegang", "bij de vraag"),
        (InvitationOrigin.OPENED, "begint", "installeert"),
    ],
)
def test_the_mail_says_why_somebody_gets_it(
    visitors: Visitors,
    session: Session,
    settings: Settings,
    origin: InvitationOrigin,
    subject: str,
    why: str,
) -> None:
    world, email = visitors.world, CLAIM["contact_email"]
    match origin:
        case InvitationOrigin.INVITED:
            visitors["chantal"].post(
                f"/netwerk/{world.organisation(HOME).id}/leden/uitnodigen",
                data={"email": email, "role": "reader"},
            )
        case InvitationOrigin.REGISTERED:
            registered(visitors, contact_email=email)
            new = session.exec(
                select(Organisation).where(col(Organisation.name) == REGISTRATION["name"])
            ).one()
            visitors["eva"].post(f"/netwerk/{new.id}/toelaten")
        case InvitationOrigin.ASKED:
            claim = claim_of(world)
            # In the language in which it was asked.
            claim.language = "nl"
            session.commit()
            path = f"/netwerk/aanvragen/{claim.id}/uitnodigen"
            english = {"accept-language": "en"}
            visitors["chantal"].post(path, data={"role": "reader"}, headers=english)
        case InvitationOrigin.OPENED:
            open_region(session, settings, "VR01", email)
    (invitation,) = session.exec(
        select(MemberInvitation).where(col(MemberInvitation.email) == email)
    ).all()
    session.expire_all()
    assert invitation.origin is origin
    (mail,) = mails(session, "members:invitation")
    written = outbox.write(settings, mail)
    assert subject in written.subject and why in written.text
    # Sent again it says the same.
    home = session.get_one(Organisation, invitation.organisation_id)
    invitation_commands.renew_invitation(session, SYSTEM, home, invitation)
    again = mails(session, "members:invitation")[-1]
    assert outbox.write(settings, again).subject == written.subject


def test_who_decides_and_is_not_of_it_reads_how_to_ask_there_and_the_trail_says_so(
    visitors: Visitors, session: Session
) -> None:
    claim = claim_of(visitors.world)
    profile = session.get_one(OrganisationProfile, claim.organisation_id)
    profile.contact_phone = "0596 12 34 56"
    session.commit()
    path = f"/netwerk/aanvragen/{claim.id}"

    def seen() -> list[UUID | None]:
        lines = select(AuditEntry.person_id).where(
            col(AuditEntry.event) == "organisation:contact_viewed"
        )
        return list(session.exec(lines.order_by(col(AuditEntry.id))))

    assert "0596 12 34 56" not in visitors["chantal"].get(path).text
    assert seen() == []
    assert "0596 12 34 56" in visitors["eva"].get(path).text
    assert seen() == [visitors.world.person("eva").id]
    visitors["eva"].post(f"{path}/weigeren", data=REASON)
    assert "0596 12 34 56" not in visitors["eva"].get(path).text
    assert len(seen()) == 1


@pytest.mark.parametrize("role", ["", "administrator", "baas"])
def test_a_wrong_role_is_said_beside_the_field(
    visitors: Visitors, session: Session, role: str
) -> None:
    claim = claim_of(visitors.world)
    path = f"/netwerk/aanvragen/{claim.id}/uitnodigen"
    answer = visitors["chantal"].post(path, data={"role": role})
    assert answer.status_code == 422 and "f_role_error" in Page(answer.text)
    assert not session.exec(select(MemberInvitation)).all()


def test_who_is_refused_gets_a_mail_that_leads_to_the_reason(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    standing = asked(visitors).headers["location"]
    (claim,) = claims(session)
    path = f"/netwerk/aanvragen/{claim.id}/weigeren"
    assert visitors["chantal"].post(path, data={"reason": ""}).status_code == 422
    assert visitors["chantal"].post(path, data=REASON).status_code == 303
    (mail,) = mails(session, "organisations:claim_refused")
    assert mail.address == CLAIM["contact_email"] and REASON["reason"] not in str(mail.facts)
    assert outbox.page_of(settings, kinds.get_kind(mail.kind), mail) == standing
    assert REASON["reason"] not in outbox.write(settings, mail).text
    assert REASON["reason"] in visitors[None].get(standing).text
    assert not session.exec(select(MemberInvitation)).all()


def test_the_history_says_that_it_was_asked_and_what_came_of_it_without_a_name(
    visitors: Visitors, session: Session
) -> None:
    claim = claim_of(visitors.world)
    visitors["chantal"].post(f"/netwerk/aanvragen/{claim.id}/weigeren", data=REASON)
    told: Any = visitors["chantal"].get(f"/netwerk/{claim.organisation_id}").text
    assert "Iemand vroeg om toegang" in told and "Wie om toegang vroeg is geweigerd" in told
    assert "Noor" not in told


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    visitors: Visitors, session: Session, connection: Connection
) -> None:
    claim_of(visitors.world)
    visitors["chantal"].get("/netwerk/aanvragen")
    with counted(connection) as one:
        visitors["chantal"].get("/netwerk/aanvragen")
    for number in range(5):
        claim = claim_of(visitors.world)
        claim.contact_name = f"Noor {number}"
        claim.created_at = clock.now()
    session.commit()
    with counted(connection) as many:
        visitors["chantal"].get("/netwerk/aanvragen")
    assert len(many) == len(one)
