"""An organisation that is there twice goes up in the other one, with all that it has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.actions.models import ActionPartner, PartnerStatus
from app.audit.models import AuditEntry
from app.core import clock, errors
from app.dossier import merger_tables
from app.dossier.partner_list_queries import PartnerFilters, find_partners
from app.identity.models import Membership, Organisation, OrganisationStatus, Role
from app.mail.models import Mail
from app.matches.models import MatchStatus, WithdrawReason
from app.members.models import MemberInvitation
from app.needs.filters import NeedFilters
from app.needs.queries import find_needs
from app.offers.queries import OfferFilters, find_offers
from app.organisations.models import OrganisationClaim, OrganisationProfile
from tests.actions.deeds import Deeds
from tests.dossier.merging import GONE, STAYS, merge, named
from tests.matches.pairs import JAAP, KARIN, Pairs
from tests.world import World


def left_behind(session: Session, name: str = GONE) -> dict[str, int]:
    """How often each column that should have moved still names the one that went."""
    gone = sa.literal(named(session, name).id, sa.Uuid)
    found = {}
    for key, column in merger_tables.columns_of_organisations().items():
        if key in merger_tables.MOVES:
            is_list = isinstance(column.type, sa.ARRAY)
            rule = gone == sa.any_(column) if is_list else column == gone
            query = sa.select(sa.func.count()).select_from(column.table).where(rule)
            found[key] = session.execute(query).scalar_one()
    return {key: number for key, number in found.items() if number}


def test_everything_moves_in_one_go(pairs: Pairs) -> None:
    session, deeds = pairs.session, Deeds(pairs)
    need, offer, match = pairs.need(), pairs.offer(), pairs.running()
    action = deeds.action()
    own = pairs.world.need("chantal", publish=True)
    assert left_behind(session), "there is something to move"
    stays = merge(pairs)
    assert left_behind(session) == {}
    assert offer.organisation_id == own.organisation_id == action.organisation_id == stays
    assert (match.offer_organisation_id, match.status) == (stays, MatchStatus.RUNNING)
    assert need.organisation_id != stays
    gone = named(session, GONE)
    assert (gone.status, gone.merged_into_id) == (OrganisationStatus.MERGED, stays)
    told = session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.object_id).in_([gone.id, stays]))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
    ).all()
    assert {line.event for line in told} >= {"organisation:merged", "organisation:took_over"}


def test_the_trail_keeps_what_was(pairs: Pairs) -> None:
    offer = pairs.offer()
    gone = named(pairs.session, GONE).id
    merge(pairs)
    lines = pairs.session.exec(select(AuditEntry).where(AuditEntry.object_id == offer.id)).all()
    assert {line.organisation_id for line in lines} == {gone}


def test_who_is_in_both_keeps_the_higher_role_and_what_they_chose(pairs: Pairs) -> None:
    session, gone, stays = pairs.session, named(pairs.session, GONE), named(pairs.session, STAYS)
    chantal, jaap, now = pairs["chantal"].person_id, pairs[JAAP].person_id, clock.now()
    assert chantal is not None
    assert jaap is not None
    for person, home, role, chosen in (
        (chantal, stays, Role.READER, now - timedelta(days=1)),
        (jaap, gone, Role.READER, now),
    ):
        session.add(
            Membership(person_id=person, organisation_id=home.id, role=role, chosen_at=chosen)
        )
    merge(pairs)
    seats = {
        seat.person_id: seat
        for seat in session.exec(select(Membership).where(Membership.organisation_id == stays.id))
    }
    assert seats[chantal].role is seats[jaap].role is Role.COORDINATOR
    assert (seats[chantal].chosen_at, seats[jaap].chosen_at) == (now - timedelta(days=1), now)
    kept = session.exec(select(Membership).where(col(Membership.person_id).in_(seats))).all()
    assert {seat.person_id for seat in kept if seat.organisation_id == gone.id} == set()


def test_one_address_invited_by_both_has_one_invitation_with_the_higher_role(pairs: Pairs) -> None:
    session, now = pairs.session, clock.now()
    homes = {name: named(session, name).id for name in (GONE, STAYS)}
    for name, role, days in ((GONE, Role.COORDINATOR, 9), (STAYS, Role.READER, 3)):
        session.add(
            MemberInvitation(
                organisation_id=homes[name],
                email="nieuw@voorbeeld.example",
                role=role,
                expires_at=now + timedelta(days=days),
            )
        )
    session.add(
        MemberInvitation(
            organisation_id=homes[GONE],
            email="ander@voorbeeld.example",
            role=Role.MEMBER,
            expires_at=now + timedelta(days=2),
        )
    )
    merge(pairs)
    sent = session.exec(
        select(MemberInvitation).where(MemberInvitation.organisation_id == homes[STAYS])
    ).all()
    still = {each.email: each.role for each in sent if each.withdrawn_at is None}
    assert still == {
        "nieuw@voorbeeld.example": Role.COORDINATOR,
        "ander@voorbeeld.example": Role.MEMBER,
    }


def test_one_partner_of_an_action_is_asked_once_and_who_leads_it_is_none(pairs: Pairs) -> None:
    session, deeds = pairs.session, Deeds(pairs)
    homes = {name: named(session, name).id for name in (GONE, STAYS)}
    led, other = deeds.action(), deeds.action(KARIN)
    for action, name, status in (
        (led, STAYS, PartnerStatus.JOINED),
        (other, GONE, PartnerStatus.JOINED),
        (other, STAYS, PartnerStatus.DECLINED),
    ):
        session.add(ActionPartner(action_id=action.id, organisation_id=homes[name], status=status))
    merge(pairs)
    asked = session.exec(
        select(ActionPartner).where(col(ActionPartner.action_id).in_([led.id, other.id]))
    ).all()
    assert [(each.action_id, each.organisation_id, each.status) for each in asked] == [
        (other.id, homes[STAYS], PartnerStatus.JOINED)
    ]


@pytest.mark.parametrize("state", ["proposed", "running"])
def test_what_the_two_were_to_do_for_each_other_ends(pairs: Pairs, state: str) -> None:
    need = pairs.world.need("chantal", publish=True)
    match = pairs.propose("chantal", need, pairs.offer(JAAP))
    if state == "running":
        pairs.start(pairs.accept(pairs.approve(match)))
    merge(pairs)
    assert (match.status, match.withdraw_reason) == (MatchStatus.WITHDRAWN, WithdrawReason.MERGED)
    assert match.undo_until is None
    assert (need.committed, need.known_to, need.matched_with) == (0, [], [])


def test_of_a_question_to_both_one_stays(pairs: Pairs) -> None:
    wide = {"people": 60, "quantity": 60}
    need, agreed = pairs.need(**wide), pairs.need(**wide)
    first, second = (
        pairs.approved(need=need, offer=pairs.offer()),
        pairs.approved(need=need, offer=pairs.offer(JAAP)),
    )
    yes = pairs.accepted(need=agreed, offer=pairs.offer())
    question = pairs.approved(need=agreed, offer=pairs.offer(JAAP))
    merge(pairs)
    assert (first.status, first.withdraw_reason) == (MatchStatus.WITHDRAWN, WithdrawReason.MERGED)
    assert second.status is MatchStatus.APPROVED
    assert yes.status is MatchStatus.ACCEPTED
    assert question.withdraw_reason is WithdrawReason.MERGED


def test_what_both_agreed_stays_agreed(pairs: Pairs) -> None:
    need = pairs.need(people=60, quantity=60)
    both = [
        pairs.accepted(need=need, offer=pairs.offer(who), quantity=20) for who in ("chantal", JAAP)
    ]
    merge(pairs)
    assert {match.status for match in both} == {MatchStatus.ACCEPTED}
    assert need.committed == 40
    assert need.known_to == need.matched_with == [named(pairs.session, STAYS).id]


def test_it_is_found_by_both_names_with_all_that_it_does(pairs: Pairs) -> None:
    session = pairs.session
    offer = pairs.offer()
    profiles = [session.get_one(OrganisationProfile, named(session, n).id) for n in (GONE, STAYS)]
    for name in ("target_groups", "support_types"):
        setattr(profiles[0], name, ["older_people", "homeless"])
        setattr(profiles[1], name, ["homeless", "lonely_people"])
    profiles[0].municipalities, profiles[1].municipalities = ["GM1979"], ["GM0014"]
    contact = profiles[1].contact_email
    assert profiles[0].contact_email
    merge(pairs)
    old, new = profiles
    assert new.target_groups == new.support_types == ["homeless", "lonely_people", "older_people"]
    assert new.municipalities == ["GM0014", "GM1979"]
    assert (new.description, new.contact_email) == ("Brengt en haalt.", contact)
    assert (old.contact_name, old.contact_email, old.contact_phone) == ("", "", "")
    for typed in ("boodschappenhulp", "superrit"):
        partners = find_partners(session, pairs["farid"], PartnerFilters(q=typed), size=9).rows
        assert STAYS in [row.name for row in partners]
        assert GONE not in [row.name for row in partners]
    found = find_offers(session, pairs["farid"], OfferFilters(q="superrit"), size=50).rows
    assert offer.id in [row.id for row in found]
    needs = find_needs(session, pairs["farid"], NeedFilters(q="superrit"), size=50).rows
    assert offer.id not in [row.id for row in needs]


def test_merging_again_leads_in_one_step(pairs: Pairs) -> None:
    session, third = pairs.session, "Buurtbus Loppersum"
    merge(pairs)
    merge(pairs, STAYS, third)
    last = named(session, third).id
    assert {named(session, name).merged_into_id for name in (GONE, STAYS)} == {last}
    assert left_behind(session) == left_behind(session, STAYS) == {}


def test_questions_to_speak_for_it_and_who_speaks_for_either_is_told(pairs: Pairs) -> None:
    session = pairs.session
    stays = named(session, STAYS).id
    claim = OrganisationClaim(
        organisation_id=named(session, GONE).id,
        contact_name="Iemand",
        contact_email="iemand@voorbeeld.example",
        why="Ik rijd er elke week.",
        language="nl",
    )
    session.add(claim)
    merge(pairs)
    assert claim.organisation_id == stays
    owed = session.exec(select(Mail).where(Mail.kind == "organisations:merged")).all()
    assert {mail.person_id for mail in owed} == {pairs["chantal"].person_id, pairs[JAAP].person_id}
    assert owed[0].facts == {"gone": GONE, "stays": STAYS}


@pytest.mark.parametrize("who", ["daan", "chantal", "amina", "hugo", "bram"])
def test_only_the_administrator_of_the_region_merges(pairs: Pairs, who: str) -> None:
    with pytest.raises(errors.Forbidden):
        merge(pairs, who=who)


@pytest.mark.parametrize(
    ("gone", "stays", "changes", "field"),
    [
        (GONE, STAYS, {"name": "Iets anders"}, "name"),
        (GONE, GONE, {}, "into"),
        (GONE, "Gemeente Eemsdelta", {}, "into"),
        ("Gemeente Westerwolde", "Gemeente Eemsdelta", {}, "into"),
        (GONE, "Veiligheidsregio Groningen", {}, "into"),
        (GONE, STAYS, {"version": 99}, "version"),
        (GONE, STAYS, {"description": "Bel Jan Jansen uit Delfzijl."}, "sure_no_names"),
    ],
)
def test_what_cannot_be_merged_says_why(
    pairs: Pairs, gone: str, stays: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        merge(pairs, gone, stays, **changes)
    assert field in refused.value.errors
    assert all(refused.value.errors.values())
    assert named(pairs.session, gone).merged_into_id is None


@pytest.mark.parametrize("status", [OrganisationStatus.SUSPENDED, OrganisationStatus.REQUESTED])
def test_both_take_part(pairs: Pairs, status: OrganisationStatus) -> None:
    named(pairs.session, STAYS).status = status
    with pytest.raises(errors.Invalid):
        merge(pairs)
    named(pairs.session, STAYS).status = OrganisationStatus.ADMITTED
    named(pairs.session, GONE).status = status
    with pytest.raises(errors.Conflict):
        merge(pairs)


def test_one_of_another_region_is_not_there(world: World) -> None:
    pairs = Pairs(world)
    named(world.session, STAYS).region_code = "VR02"
    with pytest.raises(errors.Invalid) as refused:
        merge(pairs)
    assert refused.value.errors.keys() == {"into"}
    assert (
        world.session.exec(
            select(Organisation).where(Organisation.status == OrganisationStatus.MERGED)
        ).all()
        == []
    )
