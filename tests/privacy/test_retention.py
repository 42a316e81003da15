"""Every kind of thing that is kept of people goes when its period is over, and not before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
import yaml
from sqlmodel import Session, SQLModel, col, select

from app.account.models import AddressChange
from app.audit.models import AuditEntry
from app.core import clock, errors
from app.core.settings import PROJECT, Settings
from app.drafts.models import FormDraft
from app.identity.actor import SYSTEM
from app.identity.models import LoginSession, Organisation, OrganisationStatus, Person, Role
from app.imports.models import ImportDraft, ImportKind
from app.mail.models import Mail, MailState
from app.matches.models import Match
from app.members.models import MemberInvitation
from app.needs.models import Need
from app.organisations.models import ClaimStatus, OrganisationClaim, OrganisationProfile
from app.passwords.models import PasswordLink
from app.privacy import periods, retention_commands, trail_commands
from app.privacy.events import KeptLongEnough
from app.providers.models import ClientAuthentication, Provider, ProviderRound
from app.second_factors.models import PendingSignIn
from app.signals import commands
from app.signals.models import Signal, SignalStatus, SignalTry
from app.suggestions.shown_commands import note_shown
from tests.matches.pairs import Pairs
from tests.signals import doors
from tests.signals.entries import logged_by

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
YEAR = timedelta(days=366)
MINUTE = timedelta(minutes=1)


def _session(pairs: Pairs) -> None:
    person_id = pairs.world.person("amina").id
    pairs.session.add(LoginSession(token_hash=b"1", person_id=person_id))


def _half(pairs: Pairs) -> None:
    pairs.session.add(
        PendingSignIn(
            token_hash=b"2",
            person_id=pairs.world.person("amina").id,
            then="/",
            typed="",
            expires_at=clock.now() + 10 * MINUTE,
        )
    )


def _round(pairs: Pairs) -> None:
    provider = Provider(
        slug="werk",
        name="Werk",
        region_code="VR01",
        issuer="https://werk.example",
        client_id="bord",
        authentication=next(iter(ClientAuthentication)),
    )
    pairs.session.add(provider)
    pairs.session.flush()
    made = ProviderRound(state_hash=b"3", browser_hash=b"4", provider_id=provider.id)
    pairs.session.add(made)


def _link(pairs: Pairs) -> None:
    person_id = pairs.world.person("amina").id
    pairs.session.add(PasswordLink(person_id=person_id, expires_at=clock.now()))


def _address(pairs: Pairs) -> None:
    person_id = pairs.world.person("amina").id
    pairs.session.add(AddressChange(person_id=person_id, email="nieuw@b.example"))


def _invitation(pairs: Pairs) -> None:
    organisation = pairs.world.organisation("Boodschappenhulp Delfzijl")
    invited = MemberInvitation(
        organisation_id=organisation.id,
        email="nieuw@b.example",
        role=Role.MEMBER,
        expires_at=clock.now(),
    )
    pairs.session.add(invited)


def _claim(pairs: Pairs) -> None:
    organisation = pairs.world.organisation("Boodschappenhulp Delfzijl")
    claim = OrganisationClaim(
        organisation_id=organisation.id,
        contact_name="Noor",
        contact_email="noor@b.example",
        why="Ik plan de vrijwilligers in.",
        language="nl",
        status=ClaimStatus.GRANTED,
        created_at=clock.now(),
        ended_at=clock.now(),
    )
    pairs.session.add(claim)


def _signal(pairs: Pairs) -> None:
    doors.stored(pairs.session, email="buur@b.example")
    pairs.session.execute(sa.delete(SignalTry))


def _answered(pairs: Pairs) -> None:
    commands.end(doors.stored(pairs.session), SignalStatus.ACCEPTED)


def _logged(pairs: Pairs) -> None:
    logged_by(pairs.world, "daan")


def _shown(pairs: Pairs) -> None:
    note_shown(pairs.session, pairs.world["amina"], pairs.world.need(publish=True), [])


def _draft(pairs: Pairs) -> None:
    person_id = pairs.world.person("amina").id
    pairs.session.add(FormDraft(person_id=person_id, page="/behoeften/nieuw", fields={}))


def _import(pairs: Pairs) -> None:
    amina = pairs.world["amina"]
    assert amina.person_id is not None
    pairs.session.add(
        ImportDraft(
            person_id=amina.person_id,
            organisation_id=next(iter(amina.organisation_ids)),
            kind=next(iter(ImportKind)),
            filename="lijst.csv",
            rows={},
        )
    )


def _mail(pairs: Pairs) -> None:
    mail = Mail(
        kind="test:letter", address="a@b.example", object_id=uuid4(), language="nl", facts={}
    )
    mail.state, mail.ended_at = MailState.SENT, clock.now()
    pairs.session.add(mail)


def _contact(pairs: Pairs) -> None:
    organisation = pairs.world.organisation("Boodschappenhulp Delfzijl")
    organisation.status = OrganisationStatus.SUSPENDED
    profile = pairs.session.get(OrganisationProfile, organisation.id)
    assert profile is not None
    profile.contact_name = "Chantal"
    pairs.session.add_all([organisation, profile, _line(organisation.id)])


def _account(pairs: Pairs) -> None:
    person = pairs.world.person("bram")
    person.is_active = False
    pairs.session.add_all([person, _line(person.id)])


def _decision(pairs: Pairs) -> None:
    match = pairs.running()
    pairs.complete(match)
    need = pairs.session.get(Need, match.need_id)
    assert need is not None
    pairs.session.execute(
        sa.text("UPDATE need SET status = 'closed', outcome = 'met', ended_at = :at"),
        {"at": clock.now()},
    )
    pairs.session.execute(
        sa.text("UPDATE offer SET status = 'withdrawn', withdrawal = 'stopped', ended_at = :at"),
        {"at": clock.now()},
    )


def _entry(pairs: Pairs) -> None:
    pairs.session.add(_line(uuid4()))


def _line(object_id: UUID) -> AuditEntry:
    return AuditEntry(event="test:done", object_id=object_id)


# What makes one of it, when it still stands, and when it is gone.
MAKERS: dict[str, tuple[Callable[[Pairs], None], timedelta, timedelta]] = {
    "sessions": (_session, 7 * HOURS, 9 * HOURS),
    "second_steps": (_half, 9 * MINUTE, 11 * MINUTE),
    "provider_rounds": (_round, 9 * MINUTE, 11 * MINUTE),
    "password_links": (_link, 23 * HOURS, 25 * HOURS),
    "address_changes": (_address, 23 * HOURS, 25 * HOURS),
    "invitations": (_invitation, 89 * DAYS, 91 * DAYS),
    "claims": (_claim, 89 * DAYS, 91 * DAYS),
    "signal_addresses": (_signal, 89 * DAYS, 91 * DAYS),
    "signals": (_answered, 360 * DAYS, 370 * DAYS),
    "logged_signals": (_logged, 5 * YEAR - 10 * DAYS, 5 * YEAR + DAYS),
    "shown_lists": (_shown, 364 * DAYS, YEAR),
    "form_drafts": (_draft, 6 * DAYS, 8 * DAYS),
    "imports": (_import, 23 * HOURS, 25 * HOURS),
    "mail": (_mail, 89 * DAYS, 91 * DAYS),
    "contacts": (_contact, 360 * DAYS, 370 * DAYS),
    "accounts": (_account, 360 * DAYS, 370 * DAYS),
    "decisions": (_decision, 5 * YEAR - 10 * DAYS, 5 * YEAR + DAYS),
    "trail": (_entry, 5 * YEAR - 10 * DAYS, 5 * YEAR + DAYS),
}


def remove(
    session: Session, settings: Settings, name: str, take: periods.Take | None = None
) -> int:
    kinds = [kind for kind in periods.KINDS if kind.name == name]
    trail_commands.make_role(session)
    gone = retention_commands.remove_old(session, SYSTEM, settings, kinds, take)
    session.execute(sa.text("RESET ROLE"))
    session.expire_all()
    return gone[name]


@pytest.mark.parametrize("name", MAKERS)
def test_it_goes_when_its_period_is_over_and_not_before(
    pairs: Pairs, settings: Settings, name: str
) -> None:
    make, stands, is_gone = MAKERS[name]
    session = pairs.session
    begun = clock.now() - (6 * YEAR if name == "trail" else timedelta())
    with clock.at(begun):
        make(pairs)
        session.flush()
        before = remove(session, settings, name)
    with clock.at(begun + stands):
        assert remove(session, settings, name) == 0
    with clock.at(begun + is_gone):
        assert remove(session, settings, name) >= 1
        assert remove(session, settings, name) == 0
    assert before == 0


def test_every_kind_has_its_test_and_every_table_of_people_its_kind() -> None:
    assert MAKERS.keys() == {kind.name for kind in periods.KINDS}
    kept = yaml.safe_load((PROJECT / "docs" / "verwerkingsregister.yml").read_text("utf-8"))
    named = [table for kind in periods.KINDS for table in kind.tables]
    assert sorted(set(named)) == sorted(kept["tabellen"])
    assert set(named) <= SQLModel.metadata.tables.keys()


def test_decisions_are_handed_over_before_they_go(pairs: Pairs, settings: Settings) -> None:
    _decision(pairs)
    lines: list[str] = []
    with clock.at(clock.now() + 6 * YEAR):
        remove(pairs.session, settings, "decisions", lines.append)
    assert {line.split('"')[3] for line in lines} == {"match", "need", "offer"}
    assert not pairs.session.exec(select(Match)).all()


def test_a_need_stays_as_long_as_an_offer_of_it_takes_part(
    pairs: Pairs, settings: Settings
) -> None:
    _decision(pairs)
    later = clock.now() + 6 * YEAR
    pairs.session.execute(
        sa.text(
            "UPDATE offer SET status = 'published', ended_at = NULL, withdrawal = NULL, "
            "published_at = now(), fresh_until = :day"
        ),
        {"day": later.date()},
    )
    with clock.at(later):
        assert remove(pairs.session, settings, "decisions") == 0


def test_a_signal_that_nobody_answered_stays_twice_as_long(
    pairs: Pairs, settings: Settings
) -> None:
    begun = clock.now()
    doors.stored(pairs.session)
    for days, gone in ((720, 0), (740, 1)):
        with clock.at(begun + days * DAYS):
            assert remove(pairs.session, settings, "signals") == gone
    assert not pairs.session.exec(select(Signal)).all()


def test_what_went_is_told_in_the_trail(pairs: Pairs, settings: Settings) -> None:
    _account(pairs)
    pairs.session.flush()
    with clock.at(clock.now() + 2 * YEAR):
        remove(pairs.session, settings, "accounts")
    told = col(AuditEntry.event) == KeptLongEnough.name
    entry = pairs.session.exec(select(AuditEntry).where(told)).one()
    assert entry.facts["kind"] == "accounts"
    assert entry.facts["rows"] == 1
    assert entry.person_id is None


def test_an_account_that_somebody_uses_stays(pairs: Pairs, settings: Settings) -> None:
    with clock.at(clock.now() + 9 * YEAR):
        assert remove(pairs.session, settings, "accounts") == 0
    assert pairs.session.exec(select(Person)).first() is not None


def test_a_contact_of_who_takes_part_stays(pairs: Pairs, settings: Settings) -> None:
    with clock.at(clock.now() + 9 * YEAR):
        assert remove(pairs.session, settings, "contacts") == 0
    assert pairs.session.exec(select(Organisation)).first() is not None


def test_of_the_trail_only_what_is_older_than_a_year_can_go_whatever_the_setting(
    pairs: Pairs,
) -> None:
    session = pairs.session
    session.add(_line(uuid4()))
    session.flush()
    trail_commands.make_role(session)
    trail_commands.become_role(session)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), session.begin_nested():
        trail_commands.remove_lines(session, clock.now() + DAYS)
    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        session.execute(sa.text("UPDATE audit_entry SET event = 'x'"))
    session.execute(sa.text("RESET ROLE"))


def test_who_is_not_the_role_and_may_not_become_it_is_told_what_is_missing(
    pairs: Pairs,
) -> None:
    session = pairs.session
    trail_commands.make_role(session)
    session.execute(sa.text("CREATE ROLE test_web NOLOGIN"))
    session.execute(sa.text("GRANT ALL ON ALL TABLES IN SCHEMA public TO test_web"))
    session.add(_line(uuid4()))
    session.flush()
    session.execute(sa.text("SET LOCAL SESSION AUTHORIZATION test_web"))
    with pytest.raises(errors.Refused, match="schakelbord_retention"):
        trail_commands.become_role(session)
    for statement in ("UPDATE audit_entry SET event = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), session.begin_nested():
            session.execute(sa.text(statement))
    session.execute(sa.text("RESET SESSION AUTHORIZATION"))
