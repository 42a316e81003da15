"""Every route × person × state of its object has one expected status: the table is
`app/rights/data/matrix.txt`, which the page of rights shows too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import Connection, Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.actions.commands import Opening, open_action
from app.actions.models import ActionStatus
from app.core import clock, tokens
from app.core.i18n import LOCALES
from app.core.settings import Mode, Settings
from app.crises.commands import CrisisInput, add_crisis
from app.crises.measure_commands import MeasureInput, add_measure
from app.dossier.merger_commands import Merger, merge_organisation
from app.dossier.need_merger_commands import versions
from app.filters.commands import FilterInput, save_filter
from app.follows.commands import follow_thing
from app.follows.models import Follow
from app.identity.actor import SYSTEM
from app.identity.commands import start_session
from app.identity.models import Membership, OrganisationStatus, Person, Role
from app.imports.commands import keep_draft, seat_for
from app.imports.forms import example
from app.imports.models import ImportKind
from app.imports.sheets import read_sheet
from app.mail import commands as mail_commands
from app.mail.models import Mail, MailState
from app.members.models import MemberInvitation
from app.messages import letters as message_letters
from app.needs.models import Need, NeedOutcome, NeedStatus, NeedWithdrawal
from app.offers.models import OfferStatus, OfferWithdrawal
from app.organisations import letters
from app.organisations.commands import NewOrganisation, register_organisation
from app.organisations.models import ClaimStatus
from app.planning.models import Plan, PlanFailure, PlanLine, PlanNeed, PlanStage, PlanStatus
from app.providers.models import ClientAuthentication, Provider, ProviderTie
from app.reference.models import OrganisationKind
from app.reports import making_commands
from app.resilience.commands import withdraw_example
from app.rights import lines, matrix, state_labels
from app.rights.matrix import Expectation
from app.routers import ROUTERS
from app.signals import commands as signal_commands, form_keys
from app.signals.form_keys import PublicForm
from app.signals.models import SignalRejection, SignalStatus
from app.target_groups.commands import GroupInput, GroupMerging, add_group, merge_group
from app.target_groups.queries import get_group
from tests.actions.deeds import PLAN, Deeds
from tests.actions.states import path_in
from tests.background.rows import add_job
from tests.crises.lists import CRISIS, MEASURE
from tests.interpretations import interpretations
from tests.matches.pairs import Pairs, in_state
from tests.members.invitations import HOME, SIGN_UP, address_of, invite
from tests.neighbours.boards import open_board
from tests.organisations.claims import CLAIM, UNKEPT, claim_of
from tests.organisations.registrations import REGISTRATION
from tests.region.numbers import REGION, WEIGHTS
from tests.releases import releases
from tests.reports import reports
from tests.resilience import examples
from tests.signals.doors import HELP, SIGNAL, stored
from tests.signals.entries import ENTRY, logged_by
from tests.web.conftest import NOBODYS
from tests.world import GROCERIES, SHOPPING, Visitors, World, form

ROWS = matrix.expectations()
STRANGER = "stranger"
# Who is not of the cast: the organisation where each of them works, and as what.
ADDED = {
    "iris": ("Gemeente Eemsdelta", Role.READER),
    "joris": (HOME, Role.MEMBER),
    "kim": (HOME, Role.READER),
    "otto": ("Gemeente Westerwolde", Role.MEMBER),
    "lena": ("Veiligheidsregio Groningen", Role.READER),
    "mats": ("Veiligheidsregio Drenthe", Role.COORDINATOR),
    "nina": ("Veiligheidsregio Drenthe", Role.ADMINISTRATOR),
}
# Of the other region, to which the board of this one may be open.
FAR = ("hugo", "mats", "nina")
# `make rights` asks every cell of the table; else a row asks those from whom something is learned.
EVERY_CELL = "EVERY_CELL" in os.environ

PROVIDER: dict[str, Any] = {
    "name": "Gemeente Eemsdelta",
    "client_id": "schakelbord",
    "authentication": "secret",
}
# What a valid post of each verb holds; the rest need no fields.
BODIES: dict[str, dict[str, Any]] = {
    "/taal": {"language": "nl"},
    "/inloggen": {"email": "niemand@nergens.example", "password": "verkeerd-wachtwoord"},
    "/inloggen/demo": {"person": "amina"},
    "/inloggen/tweede-stap": {"code": "000000"},
    "/inloggen/passkey": {"answer": "{}"},
    "/mijn-account/tweede-stap/wachtwoord": {"password": "helemaal-verkeerd"},
    "/mijn-account/tweede-stap/app/code": {"code": "000000"},
    "/mijn-account/tweede-stap/passkeys": {"name": "Telefoon", "answer": "{}"},
    "/mijn-account/organisatie": {"organisation": NOBODYS},
    "/mijn-account/naam": {"name": "Sam", "language": "nl"},
    "/mijn-account/wachtwoord": {"old": "helemaal-verkeerd", "new": "een heel nieuw wachtwoord"},
    "/mijn-account/e-mail": {"email": "nieuw@nergens.example", "password": "helemaal-verkeerd"},
    "/beheer/tweede-stap": {
        "email": "niemand@nergens.example",
        "reason": "lost",
        "check": "in_person",
    },
    "/signaal-geven": SIGNAL,
    "/hulp-aanbieden": HELP,
    "/aanmelden-organisatie": REGISTRATION,
    "/aanmelden-organisatie/aanvraag/{organisation_id}": CLAIM,
    "/netwerk/aanvragen/{claim_id}/uitnodigen": {"role": "member"},
    "/netwerk/aanvragen/{claim_id}/weigeren": {"reason": "Niemand kent je hier."},
    "/signalen": ENTRY,
    "/signalen/{signal_id}/oppakken": {
        "theme": "social_cohesion",
        "target_group": "older_people",
        "severity": "3",
        "answer": "We bespreken het met het dorpsteam.",
    },
    "/signalen/{signal_id}/afwijzen": {"rejection": "known"},
    "/signalen/{signal_id}/aanbod": {
        "title": "Ritten naar het ziekenhuis",
        "support_type": "transport",
        "target_groups": "all_residents",
        "quantity": "3",
        "unit": "rides_per_week",
        "answer": "We bellen het vervoersteam.",
    },
    "/veerkracht": form(examples.SOUP),
    "/veerkracht/{example_id}": form(examples.SOUP | {"title": "Soep aan de deur op vrijdag"}),
    "/rapporten": {"sections": "spread"},
    "/duiding": interpretations.COLD,
    "/duiding/{interpretation_id}": interpretations.COLD
    | {"seen": "Wij zien het nu ook elders.", "version": "1"},
    "/duiding/{interpretation_id}/plaatsen": {"version": "1"},
    "/duiding/{interpretation_id}/meeschrijvers": {"email": "greet@ggdgroningen.example"},
    "/duiding/{interpretation_id}/opmerkingen": {"text": "Dit zien wij ook."},
    "/duiding/{interpretation_id}/voorstellen": interpretations.WARM,
    "/filters": {"list": "needs", "name": "Spoed bij ons", "query": "urgency=acute"},
    "/behoeften": form(GROCERIES),
    "/behoeften/belbalie": {"said": "twintig ouderen zonder warme maaltijd"},
    "/behoeften/belbalie/plaatsen": form(GROCERIES),
    "/behoeften/belbalie/doorgeven": form(GROCERIES) | {"elsewhere": "GM1966"},
    "/behoeften/{need_id}": form(GROCERIES),
    "/behoeften/{need_id}/sluiten": {"outcome": "met"},
    "/behoeften/{need_id}/intrekken": {"reason": "duplicate"},
    "/aanbod": form(SHOPPING | {"municipalities": []}),
    "/aanbod/{offer_id}": form(SHOPPING),
    "/aanbod/{offer_id}/terugsturen": {"team_note": "Noem ook op welke dagen."},
    "/aanbod/{offer_id}/intrekken": {"reason": "stopped"},
    "/koppelingen": {"quantity": "10"},
    "/koppelingen/past-niet": {"reason": "too_far"},
    "/koppelingen/{match_id}/afwijzen": {"reason": "too_far"},
    "/koppelingen/{match_id}/intrekken": {"reason": "cannot_anymore"},
    "/koppelingen/{match_id}/notities": {"text": "We beginnen op dinsdag."},
    "/koppelingen/{match_id}/aangekomen": {"arrived": "partly"},
    "/koppelingen/{match_id}/afronden": {"outcome": "partly", "people_reached": "12"},
    "/importeren": {"kind": "needs"},
    "/netwerk/{organisation_id}/weigeren": {"reason": "Bestaat al."},
    "/netwerk/{organisation_id}/schorsen": {"reason": "Is gestopt."},
    "/netwerk/{organisation_id}/samenvoegen": {"name": "Boodschappenhulp Delfzijl"},
    "/netwerk/{organisation_id}/leden/uitnodigen": {
        "email": "noor@nieuw.example",
        "role": "member",
    },
    "/netwerk/{organisation_id}/leden/{person_id}/rol": {"role": "member"},
    "/uitnodiging/{token}": SIGN_UP,
    "/uitnodiging/{token}/bewezen": {"name": "Noor"},
    "/netwerk/{organisation_id}/niet-beschikbaar": {"unavailable_until": clock.today().isoformat()},
    "/doelgroepen": {"label": "Schippers"},
    "/doelgroepen/{slug}": {"label": "Varenden"},
    "/doelgroepen/{slug}/woorden": {"synonyms": "grijsaards"},
    "/doelgroepen/{slug}/samenvoegen": {"into": "older_people"},
    "/doelgroepen/{slug}/omvang": {
        "municipality": "GM1979",
        "people": "120",
        "source": "CBS, 2025",
    },
    "/beheer/aanmelden-via": form(PROVIDER | {"issuer": "https://127.0.0.1:1"}),
    "/beheer/aanmelden-via/{provider_id}": form(PROVIDER),
    "/beheer/regio": form(REGION),
    "/beheer/koppelen": form(WEIGHTS),
    "/beheer/koppelen/voorbeeld": form(WEIGHTS),
    "/beheer/crises": form(CRISIS),
    "/beheer/crises/{crisis_id}": form(CRISIS),
    "/beheer/maatregelen": form(MEASURE),
    "/beheer/maatregelen/{measure_id}": form(MEASURE),
    "/bord/beoordelen/{match_id}/afwijzen": {"reason": "too_far"},
    "/bord/beoordelen/suggesties/{need_id}/goedkeuren": {"quantity": "10"},
    "/bord/beoordelen/suggesties/{need_id}/afwijzen": {"reason": "too_far"},
    "/acties": form(PLAN),
    "/acties/{action_id}": form(PLAN | {"title": "Elke vrijdag samen boodschappen doen"}),
    "/acties/{action_id}/afronden": {
        "outcome": "partly",
        "lessons": "Vaste dagen werken het best.",
    },
    "/acties/{action_id}/stoppen": {"reason": "no_means"},
    "/acties/{action_id}/openbaar": {"value": "1"},
    "/acties/{action_id}/partners/{organisation_id}/antwoord": {"answer": "yes"},
    "/acties/{action_id}/stappen": {"title": "Busje regelen"},
    "/acties/{action_id}/stappen/{step_id}": {"title": "Bus regelen"},
    "/acties/{action_id}/voortgang": {"text": "De eerste rit is gereden.", "people_reached": "7"},
    "/acties/{action_id}/koppelingen/{match_id}/afronden": {
        "outcome": "partly",
        "people_reached": "7",
    },
    "/bord/plan": {"region": "VR01"},
    "/bord/plan/{plan_id}/overnemen": {"everything": "1"},
}
SIZES_OF_EEMSDELTA = b"doelgroep;gemeente;aantal;bron\nOuderen;GM1979;1.250;CBS\n"
GROUP = "schippers_vr01"
STRANGE = {"unknown": NOBODYS, "nonsense": "geen-nummer"}


DOORS = {
    "/signaal-geven": PublicForm.SIGNAL,
    "/hulp-aanbieden": PublicForm.HELP,
    "/aanmelden-organisatie": PublicForm.REGISTRATION,
    "/aanmelden-organisatie/aanvraag/{organisation_id}": PublicForm.CLAIM,
}
REFUSED = ("403", "404", "in")
# What names the thing that a form is about, where the address does not.
NAMING = ("need", "offer", "kind")
# A post that needs no right beyond being here: why.
FOR_EVERYBODY = {
    "/taal": "everybody reads the pages in a language of their own",
    "/inloggen": "nobody is known yet",
    "/inloggen/demo": "nobody is known yet; outside the demo it does not exist",
    "/inloggen/tweede-stap": "who is half signed in",
    "/inloggen/tweede-stap/stoppen": "and may stop being so",
    "/inloggen/via/{slug}/verplicht": "half signed in, and goes on through a provider",
    "/wachtwoord-vergeten": "nobody is known yet",
    "/inloggen/passkey": "nobody is known yet",
    "/inloggen/passkey/vraag": "nobody is known yet",
    "/mijn-account/tweede-stap/wachtwoord": "a person's own password",
    "/mijn-account/mail": "a person's own mail",
    "/berichten/gelezen": "a person's own messages",
    "/mijn-account/tweede-stap/app": "a person's own second step",
    "/mijn-account/tweede-stap/app/code": "a person's own second step",
    "/mijn-account/tweede-stap/app/weghalen": "a person's own second step",
    "/mijn-account/tweede-stap/herstelcodes": "a person's own second step",
    "/mijn-account/tweede-stap/verder": "leads back to a person's own second step",
    "/mijn-account/tweede-stap/passkeys": "a person's own second step",
    "/mijn-account/tweede-stap/passkeys/vraag": "a person's own second step",
    "/mijn-account/organisatie": "a person's own choice",
    "/mijn-account/naam": "a person's own name",
    "/mijn-account/wachtwoord": "a person's own password",
    "/mijn-account/e-mail": "a person's own address",
    "/mijn-account/gegevens/bestand": "a person's own data",
    "/mijn-account/sessies/andere/beeindigen": "a person's own sessions",
    "/uitloggen": "whoever is signed in may sign out",
    "/uitloggen/achterdeur/{slug}": "it is no person who sends this: its token says who it is",
    "/formulieren/bewaren": "what somebody types is kept for that person only",
    "/formulieren/opnieuw": "and thrown away by that person only",
    "/live": "pages renew themselves for that person only",
    "/mijn-werk/eerste-stappen": "they are put away for that person only",
    "/signaal-geven": "a public door: it needs no account",
    "/hulp-aanbieden": "a public door: it needs no account",
    "/aanmelden-organisatie": "a public door: it needs no account",
    "/filters": "a filter is saved for that person only",
}


class Sent(NamedTuple):
    """What a row sends, and where."""

    path: str
    body: dict[str, Any]
    files: dict[str, Any] | None


def _need_in(world: World, state: str) -> str:
    if state in STRANGE:
        return STRANGE[state]
    need = world.need("amina", publish=state != "draft")
    if state == "closed":
        need.status, need.outcome = NeedStatus.CLOSED, NeedOutcome.MET
    if state == "withdrawn":
        need.status, need.withdrawal = NeedStatus.WITHDRAWN, NeedWithdrawal.OTHER
    return str(need.id)


def _offer_in(world: World, state: str) -> str:
    if state in STRANGE:
        return STRANGE[state]
    offer = world.offer("chantal")
    state = "published" if state == "shut" else state
    if state not in ("draft", "submitted", "unseen"):
        offer.published_at, offer.fresh_until = clock.now(), clock.today() + timedelta(weeks=8)
    if state == "expired":
        offer.fresh_until = clock.today() - timedelta(days=1)
    if state in ("withdrawn", "unseen"):
        offer.withdrawal = OfferWithdrawal.OTHER
    offer.status = _status_of(state)
    return str(offer.id)


def _status_of(state: str) -> OfferStatus:
    stored = {"expired": OfferStatus.PUBLISHED, "unseen": OfferStatus.WITHDRAWN}
    return stored.get(state) or OfferStatus(state)


def _match_in(world: World, state: str) -> str:
    return STRANGE.get(state) or str(in_state(Pairs(world), state).id)


def _organisation_in(world: World, state: str) -> str:
    if state in STRANGE:
        return STRANGE[state]
    organisation = world.organisation("Boodschappenhulp Delfzijl")
    if state == "requested":
        given = NewOrganisation(
            name="De Achterdeur", kind=OrganisationKind.INITIATIVE, region_code="VR01"
        )
        organisation = register_organisation(world.session, SYSTEM, given)
    if state == "suspended":
        organisation.status = OrganisationStatus.SUSPENDED
    if state == "away":
        organisation.unavailable_until = clock.today() + timedelta(days=3)
    if state == "merged":
        stays = world.organisation("Superrit Delfzijl").id
        merged = Merger(into=stays, name=organisation.name)
        merge_organisation(world.session, world["eva"], organisation, merged)
    return str(organisation.id)


def _invitation_in(world: World, state: str) -> str:
    """One of chantal's, that nobody took up, to somebody new or to farid."""
    if state in STRANGE:
        return STRANGE[state]
    email = "noor@nieuw.example" if state != "for_farid" else world.person("farid").email
    return str(invite(world, email).id)


def _claim_in(world: World, state: str) -> str:
    """Somebody who says to belong to the organisation of chantal, or to the bakery that nobody
    administers.
    """
    if state in STRANGE:
        return STRANGE[state]
    claim = claim_of(world, UNKEPT if state == "unkept" else HOME)
    if state == "refused":
        claim.status, claim.answer, claim.ended_at = ClaimStatus.REFUSED, "Nee.", clock.now()
    return str(claim.id)


def _member_in(world: World, state: str) -> str:
    """Somebody else of chantal's organisation, or one who does not belong to it."""
    if state in STRANGE:
        return STRANGE[state]
    person = world.person("hugo")
    if state == "available":
        home = world.organisation(HOME)
        world.session.add(
            Membership(person_id=person.id, organisation_id=home.id, role=Role.READER)
        )
    return str(person.id)


def _token_in(world: World, settings: Settings, state: str) -> str:
    if state in STRANGE:
        return STRANGE[state]
    if state == "registered":
        home = world.organisation(HOME)
        return tokens.make(settings, letters.REFUSED.purpose, home.id)
    if state == "asked":
        return tokens.make(settings, letters.CLAIM_REFUSED.purpose, claim_of(world).id)
    invitation = world.session.get_one(MemberInvitation, UUID(_invitation_in(world, state)))
    if state == "withdrawn":
        invitation.withdrawn_at = clock.now()
    return address_of(settings, invitation).rpartition("/")[2]


def _action_in(world: World, state: str) -> str:
    """An action of chantal's."""
    if state in STRANGE:
        return STRANGE[state]
    deeds = Deeds(Pairs(world))
    action = deeds.action()
    if state == "public":
        open_action(world.session, world["chantal"], action, Opening())
    return str(action.id)


def _plan_in(world: World, state: str) -> str:
    """A plan of the region of daan with one proposal, as far as `state` says."""
    if state in STRANGE:
        return STRANGE[state]
    ended = state in ("ready", "failed")
    plan = Plan(
        region_code="VR01", status=PlanStatus(state), finished_at=clock.now() if ended else None
    )
    plan.stage = PlanStage.SOLVING if state == "running" else None
    plan.failure = PlanFailure.BROKEN if state == "failed" else None
    if state == "ready":
        plan.objective = plan.bound = plan.wanted = plan.covered = 10
    world.session.add(plan)
    world.session.flush()
    if state == "ready":
        pair: Any = {
            "need_id": world.need("amina", publish=True).id,
            "offer_id": UUID(_offer_in(world, "published")),
        }
        world.session.add(PlanNeed(plan_id=plan.id, need_id=pair["need_id"], wanted=10, planned=10))
        told = {locale: [["past"], []] for locale in LOCALES}
        world.session.add(
            PlanLine(plan_id=plan.id, quantity=10, score=1, terms={}, reasons=told, **pair)
        )
    return str(plan.id)


def _report_in(world: World, state: str) -> str:
    """A report that daan composed."""
    if state in STRANGE:
        return STRANGE[state]
    report = reports.compose(world, sections=["spread"])
    if state == "ready":
        reports.make(world, report)
    elif state == "failed":
        making_commands.fail_report(world.session, report.id)
    return str(report.id)


def _crisis_in(world: World, state: str) -> str:
    """A crisis of the region of daan that is not its first one."""
    if state in STRANGE:
        return STRANGE[state]
    crisis = add_crisis(world.session, world["daan"], CrisisInput.model_validate(CRISIS))
    world.session.flush()
    if state != "unused":
        world.need(crisis=crisis.slug, publish=True)
    if state == "ended":
        crisis.ended_on = clock.today() - timedelta(days=1)
    return str(crisis.id)


def _provider_in(world: World, state: str) -> Provider:
    """A provider of the region of daan that nobody answers for, to which amina is tied."""
    provider = Provider(
        slug="werk_vr01",
        name="Werk",
        region_code="VR01",
        issuer="https://127.0.0.1:1",
        client_id="schakelbord",
        authentication=ClientAuthentication.SECRET,
        is_active=state != "off",
    )
    world.session.add(provider)
    world.session.flush()
    return provider


def _tie_in(world: World, state: str) -> str:
    if state in STRANGE:
        return STRANGE[state]
    tie = ProviderTie(
        issuer="https://127.0.0.1:1", subject="amina", person_id=world.person("amina").id
    )
    world.session.add(tie)
    world.session.flush()
    return str(tie.id)


def _mail_in(world: World, state: str) -> str:
    """A mail of the region of eva."""
    if state in STRANGE:
        return STRANGE[state]
    mail = Mail(
        kind="second_factors:reset",
        person_id=world.person("amina").id,
        object_id=world.person("amina").id,
        language="nl",
        region_code="VR01",
        facts={"region": "Groningen"},
        state=MailState(state),
    )
    world.session.add(mail)
    world.session.flush()
    return str(mail.id)


def _message_in(world: World, state: str) -> str:
    """Something that amina was told."""
    if state in STRANGE:
        return STRANGE[state]
    amina = world.person("amina").id
    told = mail_commands.owe(
        world.session,
        message_letters.DIGEST,
        object_id=amina,
        person_id=amina,
        language="nl",
        facts={"titles": "Iets", "waiting": "1"},
    )
    return str(told)


def _job_in(world: World, state: str) -> str:
    """Work in the background of this region that waits, or went wrong; or of all of them."""
    if state in ("unknown", "nonsense"):
        return {"unknown": "9" * 18, "nonsense": "9" * 30}[state]
    if state == "for_all":
        return str(add_job(world.session, "failed"))
    return str(add_job(world.session, state, region="VR01"))


def _filter_in(world: World, state: str) -> str:
    """A filter that amina saved."""
    if state in STRANGE:
        return STRANGE[state]
    given = FilterInput.model_validate(BODIES["/filters"])
    return str(save_filter(world.session, world["amina"], given).id)


def _follow_in(world: World, state: str) -> str:
    """How amina follows a need."""
    if state in STRANGE:
        return STRANGE[state]
    follow_thing(world.session, world["amina"], {"need_id": world.need(publish=True).id})
    world.session.flush()
    return str(world.session.exec(select(Follow.id)).one())


def _example_in(world: World, state: str) -> str:
    """An example of chantal."""
    if state in STRANGE:
        return STRANGE[state]
    example = examples.write(world, publish="0" if state == "draft" else "1")
    if state == "withdrawn":
        withdraw_example(world.session, world["chantal"], example)
        world.session.flush()
    return str(example.id)


def _interpretation_in(world: World, path: str, state: str) -> str:
    """The address with an interpretation of daan, its proposal and greet."""
    if state in STRANGE:
        made = proposal = STRANGE[state]
    else:
        is_draft = state in ("draft", "asked_along")
        whole = interpretations.write(world, publish="0" if is_draft else "1")
        one = interpretations.propose(world, whole)
        if state == "asked_along":
            interpretations.invite(world, whole, "greet")
        if state == "withdrawn":
            interpretations.withdraw(world, whole)
        if state == "followed":
            one.need_id = world.need(publish=True).id
            world.session.flush()
        made, proposal = str(whole.id), str(one.id)
    whose = str(world.person("greet").id)
    known = path.replace("{interpretation_id}", made).replace("{proposal_id}", proposal)
    return known.replace("{person_id}", whose)


def _release_in(world: World, state: str) -> str:
    """A release of daan."""
    if state in STRANGE:
        return STRANGE[state]
    made = releases.release(world)
    if state == "withdrawn":
        releases.withdraw(world, made)
    return str(made.id)


def _signal_in(world: World, state: str) -> tuple[str, str]:
    """The id and the number of a signal from Eemsdelta."""
    if state in STRANGE:
        return STRANGE[state], "0" * 12
    if state in ("logged", "counts"):
        logged = logged_by(world, "chantal")
        if state == "counts":
            logged.status, logged.ended_at = SignalStatus.ACCEPTED, clock.now()
        return str(logged.id), "0" * 12
    signal = stored(world.session, moments=["day"]) if state == "help" else stored(world.session)
    status = SignalStatus.RECEIVED if state == "help" else SignalStatus(state)
    if status is not SignalStatus.RECEIVED:
        rejected = status is SignalStatus.REJECTED
        signal.rejection = SignalRejection.KNOWN if rejected else None
        signal_commands.end(signal, status)
    return str(signal.id), signal.number or ""


def _measure_in(world: World, state: str) -> str:
    if state in STRANGE:
        return STRANGE[state]
    measure = add_measure(world.session, world["daan"], MeasureInput.model_validate(MEASURE))
    world.session.flush()
    if state == "used":
        world.need(measure=measure.slug, publish=True)
    return str(measure.id)


def _group_in(world: World, state: str) -> str:
    """A group that everybody has, one of the region of daan, or one that went up in another."""
    if state in ("unknown", "national"):
        return {"unknown": "bestaat-niet", "national": "homeless"}[state]
    add_group(world.session, world["daan"], GroupInput(label="Schippers"))
    if state == "merged":
        group = get_group(world.session, world["daan"], GROUP)
        merge_group(world.session, world["daan"], group, GroupMerging(into="homeless"))
    return GROUP


def _file() -> bytes:
    return example(ImportKind.NEEDS, None)


def _draft_in(world: World, state: str) -> str:
    """A file that amina sent and has not confirmed."""
    if state in STRANGE:
        return STRANGE[state]
    sheet = read_sheet("behoeften.csv", _file())
    seat = seat_for(world["amina"], ImportKind.NEEDS, None)
    kept = json.dumps(sheet.to_json())
    draft = keep_draft(world.session, world["amina"], seat, ImportKind.NEEDS, "behoeften.csv", kept)
    return str(draft.id)


def _pair(world: World, state: str) -> dict[str, str]:
    """The need and the offer that somebody wants to match."""
    if state == "-":
        return {}
    if state in STRANGE:
        return {"need": STRANGE[state], "offer": STRANGE[state]}
    pair = {
        "need": str(world.need(publish=state != "as_draft").id),
        "offer": _offer_in(world, "published"),
    }
    return {
        kind: pair[kind] for kind in pair if not state.startswith("for_") or state == f"for_{kind}"
    }


def _arrange(world: World, settings: Settings, row: Expectation) -> Sent:
    """What a row sends; its object is made."""
    path = row.path.replace("{path:path}", "bestaat-niet")
    if path.startswith("/acties"):
        path = path_in(world, path, row.state)
    if "{region_code}" in path:
        path = path.replace("{region_code}", "VR01" if row.state not in STRANGE else "VR99")
        if row.state != "shut":
            open_board(world.session, world["hugo"])
    if "{need_id}" in path:
        path = path.replace("{need_id}", _need_in(world, row.state))
    if "{offer_id}" in path:
        path = path.replace("{offer_id}", _offer_in(world, row.state))
    if "{match_id}" in path:
        path = path.replace("{match_id}", _match_in(world, row.state))
    if row.state == "waiting":
        in_state(Pairs(world), "proposed")
    if "{job_id}" in path:
        path = path.replace("{job_id}", _job_in(world, row.state))
    if "{plan_id}" in path:
        path = path.replace("{plan_id}", _plan_in(world, row.state))
    if "{action_id}" in path:
        path = path.replace("{action_id}", _action_in(world, row.state))
    if "{example_id}" in path:
        path = path.replace("{example_id}", _example_in(world, row.state))
    if "{public_region}" in path:
        _release_in(world, row.state)
        path = path.replace("{public_region}", "VR01").replace("{public_week}", "actueel")
    if "{release_id}" in path:
        path = path.replace("{release_id}", _release_in(world, row.state))
    if "{interpretation_id}" in path:
        path = _interpretation_in(world, path, row.state)
    if "{report_id}" in path:
        path = path.replace("{report_id}", _report_in(world, row.state))
    if "{draft_id}" in path:
        path = path.replace("{draft_id}", _draft_in(world, row.state))
    if "{filter_id}" in path:
        path = path.replace("{filter_id}", _filter_in(world, row.state))
    if "{follow_id}" in path:
        path = path.replace("{follow_id}", _follow_in(world, row.state))
    if "{organisation_id}" in path:
        path = path.replace("{organisation_id}", _organisation_in(world, row.state))
    if "{claim_id}" in path:
        path = path.replace("{claim_id}", _claim_in(world, row.state))
    if "{invitation_id}" in path:
        path = path.replace("{invitation_id}", _invitation_in(world, row.state))
    if "{person_id}" in path:
        path = path.replace("{person_id}", _member_in(world, row.state))
    if "{token}" in path:
        path = path.replace("{token}", _token_in(world, settings, row.state))
    if "{tie_id}" in path:
        path = path.replace("{tie_id}", _tie_in(world, row.state))
    if "{message_id}" in path:
        path = path.replace("{message_id}", _message_in(world, row.state))
    path = path.replace("{mail_id}", _mail_in(world, row.state)) if "{mail_id}" in path else path
    path = path.replace("{token}", STRANGE["nonsense"])
    if "{provider_id}" in path:
        known = STRANGE.get(row.state) or str(_provider_in(world, row.state).id)
        path = path.replace("{provider_id}", known)
    if "/via/{slug}" in path or "aanmelden-via/{slug}" in path or "achterdeur/{slug}" in path:
        slug = STRANGE.get(row.state) or _provider_in(world, row.state).slug
        path = path.replace("{slug}", slug)
    if "{signal_id}" in path or "{number}" in path:
        signal_id, number = _signal_in(world, row.state)
        path = path.replace("{signal_id}", signal_id).replace("{number}", number)
    if "{crisis_id}" in path:
        path = path.replace("{crisis_id}", _crisis_in(world, row.state))
    if "{measure_id}" in path:
        path = path.replace("{measure_id}", _measure_in(world, row.state))
    if "{slug}" in path:
        path = path.replace("{slug}", _group_in(world, row.state))
    path = path.replace("{name}", row.state).replace("{ending}", row.state.split("_")[-1])
    if row.state.startswith("wrong_"):
        path += "?cursor=" + "x" * 70 + "&municipality=" + "x" * 70
    body = dict(BODIES.get(row.path, {}))
    if row.path in DOORS:
        body["form_key"] = form_keys.new_key(Settings(mode=Mode.DEMO), DOORS[row.path])
    if path == "/mijn-account/volgen" and row.method == "POST":
        body["need"] = _need_in(world, row.state)
    if path == "/koppelingen/nieuw":
        path += "?" + urlencode(_pair(world, row.state))
    if row.path.startswith("/bord/beoordelen/suggesties/") and row.method == "POST":
        body["offer"] = _offer_in(world, "published")
    if path in ("/koppelingen", "/koppelingen/past-niet", "/koppelingen/past-toch"):
        body |= _pair(world, row.state)
    if row.path == "/acties/{action_id}/uitnodigen":
        body["partners"] = str(world.organisation("GGD Groningen").id)
    if row.path == "/signalen/{signal_id}/actie" and row.state != "unknown":
        body["action"] = str(Deeds(Pairs(world)).action().id)
    if row.path == "/acties/{action_id}/koppelingen" and row.state != "unknown":
        body["match"] = str(Deeds(Pairs(world)).accepted(1)[0].id)
    if row.path == "/netwerk/{organisation_id}/samenvoegen" and row.method == "POST":
        body |= {"into": str(world.organisation("Superrit Delfzijl").id)}
    if row.path == "/behoeften/{need_id}/samenvoegen" and row.method == "POST":
        gone, other = path.split("/")[2], world.need(publish=True, title="Nog een keer hetzelfde")
        found = world.session.get(Need, gone)
        seen = versions(found, other) if found is not None else ""
        body |= {"into": str(other.id), "seen": seen}
    if row.state == "publish":
        body["publish"] = "1"
    if row.state == "for_other":
        body["organisation"] = str(world.organisation("GGD Groningen").id)
    world.session.commit()
    if row.state in ("sizes", "partners"):
        body["kind"] = {"sizes": "sizes", "partners": "organisations"}[row.state]
    files = {
        "file": ("behoeften.csv", _file()),
        "sizes": ("omvang.csv", SIZES_OF_EEMSDELTA),
        "partners": ("organisaties.csv", example(ImportKind.ORGANISATIONS, None)),
    }
    return Sent(path, body, {"file": files[row.state]} if row.state in files else None)


def _answer(client: TestClient, row: Expectation, sent: Sent) -> str:
    answer = client.request(row.method, sent.path, data=sent.body or None, files=sent.files)
    if (
        answer.headers.get("location", "").startswith("/inloggen?")
        or answer.headers.get("location") == "/inloggen"
    ):
        is_sign_out = row.path == "/uitloggen" and "set-cookie" in answer.headers
        return "303" if is_sign_out else "in"
    return str(answer.status_code)


class Everybody(NamedTuple):
    """The connection of all rows, on which everybody signed in."""

    connection: Connection
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def table(engine: Engine, settings: Settings) -> Iterator[Everybody]:
    """Everybody signs in once: again for each row it was a sixth of what a row costs."""
    with engine.connect() as connection:
        outer = connection.begin()
        # Later than any row asks, or each request would note that its session is alive.
        with (
            clock.at(clock.now() + timedelta(hours=1)),
            Session(connection, join_transaction_mode="create_savepoint") as session,
            Visitors(connection, session, settings) as visitors,
        ):
            tokens = {who: visitors.sign_in(who) for who in matrix.NAMED if who != STRANGER}
            for who, (home, role) in ADDED.items():
                known = visitors.world.person("amina").password_hash
                person = Person(name=who, email=f"{who}@rechten.example", password_hash=known)
                session.add(person)
                session.flush()
                organisation = visitors.world.organisation(home).id
                seat = Membership(person_id=person.id, organisation_id=organisation, role=role)
                session.add(seat)
                session.flush()
                tokens[who] = start_session(session, person)
            session.commit()
        yield Everybody(connection, tokens)
        outer.rollback()


@pytest.fixture
def everybody(table: Everybody, settings: Settings) -> Iterator[Visitors]:
    """The browsers of one row, which leaves nothing behind."""
    before = table.connection.begin_nested()
    with (
        Session(
            table.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session,
        Visitors(table.connection, session, settings, table.tokens) as visitors,
    ):
        yield visitors
    before.rollback()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_route_answers_each_person_as_the_table_says(
    row: Expectation, table: Everybody, everybody: Visitors, settings: Settings
) -> None:
    connection = table.connection
    sent = _arrange(everybody.world, settings, row)
    actual: dict[str, str] = {}
    for who in _asked(row):
        before = connection.begin_nested()  # each person finds the object as it was made
        actual[who] = _answer(_client(everybody, who), row, sent)
        before.rollback()
    if "{region_code}" not in row.path:
        # Of a region with an open board a neighbour reads that board, and nothing else.
        before = connection.begin_nested()
        open_board(everybody.world.session, everybody.world["hugo"])
        everybody.world.session.commit()
        far = {who: actual[who] for who in FAR if who in actual}
        for who in far if EVERY_CELL else _one_of_each(far):
            inner = connection.begin_nested()
            assert _answer(_client(everybody, who), row, sent) == row.expected[who], who
            inner.rollback()
        before.rollback()
    assert actual == {who: row.expected[who] for who in actual}
    if row.method == "POST" and row.state != "publish":
        # Who may not do it hears so whatever the form says: the right comes before the form. An
        # empty form publishes nothing: it asks for a draft, which has a row of its own.
        empty = sent._replace(body={n: sent.body[n] for n in NAMING if n in sent.body}, files=None)
        refused = {who: status for who, status in actual.items() if status in REFUSED}
        assert refused == {who: _answer(_client(everybody, who), row, empty) for who in refused}


def _asked(row: Expectation) -> list[str]:
    """Who is asked for a row: with `make rights` everybody. Else who has a column; of the others
    who gets something else than whom they are like, and of another region whenever there is
    something of this one. Where there is nothing, one person for each answer.
    """
    if EVERY_CELL:
        return list(row.expected)
    if row.state in state_labels.NOT_THERE:
        return list(_one_of_each(row.expected))
    differs = {
        who for who, like in matrix.alike().items() if row.expected[who] != row.expected[like]
    }
    return [
        who
        for who in row.expected
        if who in matrix.NAMED
        or who in differs
        or (who in FAR and lines.is_about_a_thing(row.path))
    ]


def _one_of_each(expected: dict[str, str]) -> dict[str, str]:
    """The first person who gets each answer."""
    first = {status: who for who, status in reversed(expected.items())}
    return {who: status for status, who in first.items()}


def _client(everybody: Visitors, who: str) -> TestClient:
    return everybody[None if who == STRANGER else who]


# What somebody of two organisations reads and does, as each of them.
OF_TWO = [
    row for row in ROWS
    if (row.method, row.path, row.state) in {
        ("GET", "/behoeften/{need_id}", "draft"), ("GET", "/behoeften/{need_id}", "withdrawn"),
        ("POST", "/behoeften/{need_id}/plaatsen", "draft"),
        ("GET", "/aanbod/{offer_id}", "submitted"),
        ("POST", "/aanbod/{offer_id}/plaatsen", "draft"),
        ("GET", "/koppelingen/{match_id}", "accepted"),
        ("POST", "/koppelingen/{match_id}/goedkeuren", "proposed"),
        ("GET", "/beheer", "-"), ("GET", "/beheer/regio", "-"), ("GET", "/beheer/crises", "-"),
        ("GET", "/bord/plan", "-"),
    }
]  # fmt: skip


@pytest.mark.parametrize("other", ["amina", "eva", "greet", "hugo"])
def test_who_has_two_organisations_is_answered_as_of_the_one_they_work_for(
    everybody: Visitors, settings: Settings, table: Everybody, other: str
) -> None:
    """Farid gets what `other` gets while he works where they do, and else what he always gets."""
    world, session = everybody.world, everybody.world.session
    [theirs] = world[other].seats
    farid = world.person("farid").id
    home = world["farid"].seats[0].organisation_id
    day = clock.now()
    session.add(
        Membership(
            person_id=farid, organisation_id=theirs.organisation_id, role=theirs.role,
            created_at=day,
        )
    )  # fmt: skip
    session.commit()
    wrong: list[tuple[str, ...]] = []
    for row in OF_TWO:
        before = table.connection.begin_nested()
        sent = _arrange(world, settings, row)
        for who, here in (("farid", home), (other, theirs.organisation_id)):
            session.get_one(Membership, (farid, here)).chosen_at = clock.now()
            session.commit()
            stamp = f"{'&' if '?' in sent.path else '?'}als={here}"
            path = sent.path + (stamp if row.method == "POST" else "")
            inner = table.connection.begin_nested()
            found = _answer(everybody["farid"], row, sent._replace(path=path))
            inner.rollback()
            session.expire_all()
            if found != row.expected[who]:
                wrong.append((str(row), who, found, row.expected[who]))
        before.rollback()
        session.expire_all()
    assert wrong == []


def test_every_route_is_in_the_table() -> None:
    routes = {
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert {(row.method, row.path) for row in ROWS} == routes


def test_a_post_that_nobody_is_refused_says_why() -> None:
    refusing = {
        row.path
        for row in ROWS
        if row.method == "POST" and not {"403", "404"}.isdisjoint(row.expected.values())
    }
    assert {row.path for row in ROWS if row.method == "POST"} - refusing == FOR_EVERYBODY.keys()


@pytest.mark.parametrize("verb", ["", "/plaatsen", "/sluiten", "/intrekken", "/weggooien"])
def test_no_refusal_says_where_a_small_group_lives(visitors: Visitors, verb: str) -> None:
    need = visitors.world.need("amina", publish=True, people=3, quantity=3)
    visitors.world.session.commit()
    for person in ("chantal", "daan", "eva", "farid", "greet", "hugo"):
        for sent in ({}, form(GROCERIES), {"on_behalf": "1"}):
            answer = visitors[person].post(f"/behoeften/{need.id}{verb}", data=sent)
            assert answer.status_code in (403, 404), person
            assert "Eemsdelta" not in answer.text and "GM1979" not in answer.text


def test_every_state_of_a_need_an_offer_and_an_action_is_in_the_table_of_its_page() -> None:
    shown = {(row.path, row.state) for row in ROWS if row.method == "GET"}
    assert {("/behoeften/{need_id}", status.value) for status in NeedStatus} <= shown
    assert {("/aanbod/{offer_id}", status.value) for status in OfferStatus} <= shown
    assert {("/acties/{action_id}", status.value) for status in ActionStatus} <= shown


GUARDED = [
    "/behoeften?status=all&q=a b", "/aanbod", "/behoeften/nieuw", f"/behoeften/{NOBODYS}",
    f"/aanbod/{NOBODYS}",
    "/acties?status=done&q=a b", "/acties/nieuw", f"/acties/{NOBODYS}",
    "/mijn-werk", "/bord", "/behoeften/lijst.xlsx", "/bord/lijst.csv?q=a",
    f"/koppelingen/{NOBODYS}", "/importeren",
    "/bord/plan", f"/netwerk/{NOBODYS}", "/beheer", "/beheer/koppelen", "/bord/beoordelen",
    "/acties/lessen",
    "/beheer/crises", "/beheer/maatregelen",
]  # fmt: skip


@pytest.mark.parametrize("path", GUARDED)
def test_a_stranger_is_sent_to_sign_in_and_comes_back_after_it(
    visitors: Visitors, path: str
) -> None:
    wanted = path.replace(" ", "%20")
    answer = visitors[None].get(wanted)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/inloggen?next={quote(wanted, safe='')}"
    signed_in = visitors[None].post("/inloggen/demo", data={"person": "amina", "next": wanted})
    assert signed_in.headers["location"] == wanted


@pytest.mark.parametrize("path", GUARDED)
def test_a_stranger_with_an_old_page_open_is_sent_to_sign_in_as_a_whole(
    visitors: Visitors, path: str
) -> None:
    answer = visitors[None].get(
        path, headers={"hx-request": "true", "hx-target": "div#need_results"}
    )
    assert answer.headers["hx-redirect"].startswith("/inloggen?next=")
    assert answer.text == ""


def test_what_is_refused_changes_nothing(visitors: Visitors, session: Session) -> None:
    need = visitors.world.need("amina", publish=True)
    session.commit()
    changed = form(GROCERIES | {"title": "Overgenomen door een ander"})
    for person in ("chantal", "daan", "eva", "farid", "greet", "hugo", None):
        visitors[person].post(f"/behoeften/{need.id}", data=changed)
    session.refresh(need)
    assert (need.title, need.version) == (GROCERIES["title"], 1)
