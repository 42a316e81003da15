"""A running demo region: its address, its people, and where to find a need or an offer in each
state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, create_engine
from sqlmodel import Session, col, select

from app.core import clock
from app.demo.cast import read
from app.drafts.commands import keep_draft
from app.drafts.models import FormDraft
from app.identity.actor import Actor
from app.identity.commands import start_session
from app.identity.models import Membership, Organisation, Person, Role
from app.identity.queries import get_actor, get_person_by_email
from app.needs.models import SMALL_GROUP, Need, NeedStatus
from app.offers.commands import OfferReturning, post_offer, return_offer
from app.offers.fields import OfferInput
from app.offers.models import Offer, OfferStatus
from app.organisations.commands import Unavailability, say_unavailable
from app.organisations.queries import get_organisation
from app.reference.models import Crisis, Measure, Unit
from app.target_groups.commands import GroupInput, add_group
from app.target_groups.estimate_commands import add_estimate
from app.target_groups.fields import EstimateInput
from app.web.cookies import LANGUAGE, PREFIX, SESSION
from tests.browser.doors import HALF_IN, SHOWN, add_doors, cookies_of
from tests.browser.interpreting import add_interpretations
from tests.browser.pairings import add_matches
from tests.browser.planning import add_plans
from tests.browser.undertakings import add_actions
from tests.neighbours.boards import open_board
from tests.organisations.claims import claimed
from tests.world import SHOPPING

# Nobody of the cast works for a company; this is the coordinator of one whose offers the region
# moderates.
BUSINESS = "c-keuken-noord"
LONG_AGO = timedelta(days=90)
KEPT_FORM = "/aanbod/nieuw?support_type=transport"


class Region:
    """The server at `address` on the database at `database`."""

    def __init__(self, address: str, database: str) -> None:
        self.address = address
        self.engine = create_engine(database)

    def close(self) -> None:
        self.engine.dispose()

    def cookies(self, person: str | None, language: str = "nl") -> dict[str, str]:
        """The cookies of a browser in which somebody has just signed in: of the cast, or
        "c-keuken-noord"; or of HALF_IN or SHOWN, who are not in yet.
        """
        kept: dict[str, str] = {} if language == "nl" else {LANGUAGE: language}
        if person is not None and person in (HALF_IN, SHOWN):
            assert self.places  # the provider is there
            with self.session() as session:
                kept |= cookies_of(session, person, _person(session, BUSINESS))
        elif person is not None:
            with self.session() as session:
                kept[SESSION] = start_session(session, _person(session, person))
        # A demonstration on loopback over plain http.
        return {name.removeprefix(PREFIX): value for name, value in kept.items()}

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction of its own, committed at the end."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def begin_anew(self) -> None:
        """Every form begins as it starts and every page is live, whatever a test before this one
        typed or switched.
        """
        with self.session() as session:
            session.execute(sa.update(Person).values(is_live=True).where(~col(Person.is_live)))
            session.execute(sa.delete(FormDraft).where(col(FormDraft.page) != KEPT_FORM))

    def add_expired_offer(self) -> str:
        """The address of an offer of chantal's that nobody confirmed for three months."""
        with self.session() as session, clock.at(clock.now() - LONG_AGO):
            given = OfferInput.model_validate(
                SHOPPING | {"title": "Boodschappen van vorig seizoen", "publish": "1"}
            )
            return f"/aanbod/{post_offer(session, actor_of(session, 'chantal'), given).id}"

    @cached_property
    def places(self) -> dict[str, str]:
        """The address of a need, an offer or a match in every state, by name."""
        with self.session() as session:
            found = (
                _needs(session) | _offers(session) | add_matches(session) | _organisations(session)
            )
            found |= _groups(session) | _lists(session)
            found |= add_interpretations(session)
            found |= add_plans(session) | add_actions(session) | _kept_form(session)
            open_board(session, actor_of(session, "hugo"))
            found |= add_doors(session, actor_of(session, "chantal"), _person(session, "farid"))
            found["second"] = _join(session, "c-gm1966", actor_of(session, "chantal"))
        return found | {"expired_own": self.add_expired_offer()}


def _person(session: Session, key: str) -> Person:
    email = next(person["email"] for person in read("people") if person["key"] == key)
    person = get_person_by_email(session, email)
    assert person is not None
    return person


def _join(session: Session, key: str, other: Actor) -> str:
    """Somebody belongs to the organisation of another one too."""
    joined = other.seats[0].organisation_id
    seat = Membership(
        person_id=_person(session, key).id,
        organisation_id=joined,
        role=Role.COORDINATOR,
        created_at=clock.now(),
    )
    session.add(seat)
    return str(joined)


def actor_of(session: Session, key: str) -> Actor:
    session.flush()
    actor = get_actor(session, _person(session, key).id)
    assert actor is not None
    return actor


def _needs(session: Session) -> dict[str, str]:
    amina = Need.organisation_id == actor_of(session, "amina").writing_seats[0].organisation_id

    def first(*rules: Any) -> str:
        query = select(Need).where(*rules).order_by(col(Need.created_at), col(Need.id))
        return f"/behoeften/{session.exec(query).all()[0].id}"

    small = col(Need.people) < SMALL_GROUP
    big = (Need.status == NeedStatus.OPEN, col(Need.people) >= SMALL_GROUP)
    twins = [first(amina, *big), first(amina, *big, Need.unit != Unit.PEOPLE)]
    into = twins[1].rpartition("/")[2]
    return {
        "need_merger": f"{twins[0]}/samenvoegen",
        "need_merger_chosen": f"{twins[0]}/samenvoegen?into={into}",
        "need_draft": first(amina, Need.status == NeedStatus.DRAFT),
        "need_open": first(amina, Need.status == NeedStatus.OPEN, col(Need.people) >= SMALL_GROUP),
        "need_closed": first(amina, Need.status == NeedStatus.CLOSED),
        "need_withdrawn": first(amina, Need.status == NeedStatus.WITHDRAWN),
        "need_small": first(amina, small, Need.status == NeedStatus.OPEN),
        "need_small_people": first(
            ~amina, small, Need.status == NeedStatus.OPEN, Need.unit == Unit.PEOPLE
        ),
    }


def _offers(session: Session) -> dict[str, str]:
    chantal = _owned_by(session, "chantal")
    business = _owned_by(session, BUSINESS)

    def first(*rules: Any) -> Offer:
        query = (
            select(Offer)
            .where(Offer.region_code == "VR01", *rules)
            .order_by(col(Offer.created_at), col(Offer.id))
        )
        return session.exec(query).all()[0]

    returned = post_offer(
        session,
        actor_of(session, BUSINESS),
        OfferInput.model_validate(SHOPPING | {"publish": "1", "title": "Kookploeg"}),
    )
    note = OfferReturning(team_note="Zeg erbij hoeveel porties het zijn.")
    return_offer(session, actor_of(session, "daan"), returned, note)
    states = {
        "offer_draft": first(chantal, Offer.status == OfferStatus.DRAFT),
        "offer_published": first(chantal, Offer.status == OfferStatus.PUBLISHED),
        "offer_submitted": first(business, Offer.status == OfferStatus.SUBMITTED),
        "offer_returned": returned,
        "offer_paused": first(business, Offer.status == OfferStatus.PAUSED),
        "offer_withdrawn": first(Offer.status == OfferStatus.WITHDRAWN),
    }
    return {name: f"/aanbod/{offer.id}" for name, offer in states.items()}


def _organisations(session: Session) -> dict[str, str]:
    """One that can help, one with needs, and one that can help nobody, with an offer of it."""
    places = {
        "organisation": "chantal",
        "organisation_amina": "amina",
        "organisation_away": "farid",
    }
    found = {name: actor_of(session, who).seats[0].organisation_id for name, who in places.items()}
    farid = actor_of(session, "farid")
    away = get_organisation(session, farid, found["organisation_away"])
    say_unavailable(
        session, farid, away, Unavailability(unavailable_until=clock.today() + timedelta(days=9))
    )
    given = SHOPPING | {"publish": "1", "title": "Soep aan de deur", "municipalities": ["GM1950"]}
    offer = post_offer(session, farid, OfferInput.model_validate(given))
    query = select(Organisation).where(col(Organisation.name) == "Superrit Delfzijl")
    other = session.exec(query).one()
    asked = claimed(session, get_organisation(session, farid, found["organisation"]))
    return {name: f"/netwerk/{key}" for name, key in found.items()} | {
        "offer_away": f"/aanbod/{offer.id}",
        "claim": f"/netwerk/aanvragen/{asked.id}",
        "merger": f"/netwerk/{found['organisation']}/samenvoegen",
        "merger_chosen": f"/netwerk/{found['organisation']}/samenvoegen?into={other.id}",
        "claim_door": f"/aanmelden-organisatie/aanvraag/{found['organisation']}",
    }


def _lists(session: Session) -> dict[str, str]:
    """A crisis and a measure that something points at, and a need of one of them."""
    crisis = session.exec(
        select(Crisis).where(Crisis.region_code == "VR01", Crisis.slug == "hoogwater")
    ).one()
    measure = session.exec(
        select(Measure).where(Measure.region_code == "VR01", Measure.link != "")
    ).all()[0]
    followed = (
        Need.measure_id == measure.id,
        Need.status == NeedStatus.OPEN,
        col(Need.people) >= SMALL_GROUP,
    )
    need = session.exec(select(Need).where(*followed)).all()[0]
    return {
        "crisis": f"/beheer/crises/{crisis.id}",
        "measure": f"/beheer/maatregelen/{measure.id}",
        "measure_slug": measure.slug,
        "need_measure": f"/behoeften/{need.id}",
    }


def _kept_form(session: Session) -> dict[str, str]:
    """The form of an offer that bram did not send yet."""
    typed = {"title": ["Met de bus naar de winkel"], "description": ["Bel 06-12345678"]}
    bram = _person(session, "bram").id
    keep_draft(session, bram, KEPT_FORM, typed, opened_at=clock.now())
    return {"kept_form": KEPT_FORM}


def _groups(session: Session) -> dict[str, str]:
    """A group with everything, sizes of few people too, and one that the region has just added."""
    daan, amina = actor_of(session, "daan"), actor_of(session, "amina")
    sizes = [
        (daan, "GM0014", 18400),
        (daan, "GM1979", 6300),
        (amina, "GM1979", 6350),
        (daan, "GM1895", 4),
    ]
    for actor, municipality, people in sizes:
        size = {
            "target_group": "older_people",
            "municipality": municipality,
            "people": people,
            "source": "CBS, 2025",
        }
        add_estimate(session, actor, EstimateInput.model_validate(size))
    own = add_group(
        session, daan, GroupInput(label="Schippers", synonyms="binnenvaart, schippersgezinnen")
    )
    return {"group": "/doelgroepen/older_people", "group_regional": f"/doelgroepen/{own.slug}"}


def _owned_by(session: Session, key: str) -> ColumnElement[bool]:
    return col(Offer.organisation_id) == actor_of(session, key).writing_seats[0].organisation_id
