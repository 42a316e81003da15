"""Building the demo region: through the commands, as the cast, at the moments the story tells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.core import clock
from app.crises.commands import CrisisInput, edit_crisis
from app.crises.measure_commands import MeasureInput, add_measure
from app.demo.actions import seed_actions
from app.demo.cast import DEMO_PASSWORD, read
from app.demo.matches import Cast, seed_matches
from app.demo.sizes import seed_groups, seed_sizes
from app.identity.actor import SYSTEM, Actor
from app.identity.commands import NewPerson, add_person
from app.identity.models import Organisation, OrganisationStatus, Person, Role
from app.identity.queries import find_organisation, get_actor
from app.language.stored import storing_later
from app.needs.commands import (
    NeedEnding,
    NeedInput,
    NeedWithdrawing,
    close_need,
    log_need,
    publish_need,
    withdraw_need,
)
from app.needs.models import Need, NeedOutcome, NeedWithdrawal
from app.offers.commands import (
    OfferInput,
    OfferWithdrawing,
    admit_offer,
    confirm_offer,
    pause_offer,
    post_offer,
    publish_offer,
    withdraw_offer,
)
from app.offers.models import Offer, OfferStatus, OfferWithdrawal
from app.organisations.commands import NewOrganisation, admit_organisation, register_organisation
from app.reference.commands import NewCrisis, choose_settings, start_crisis
from app.reference.models import CrisisPhase, OrganisationKind, ReviewMode
from app.suggestions.text_commands import count_words

FOUNDED_DAYS_AGO = 200
_TEAM = OrganisationKind.SAFETY_REGION
Thing = dict[str, Any]


def is_seeded(session: Session) -> bool:
    """Whether there is anybody already: the demo is built on an empty database only."""
    return session.exec(select(Person.id).limit(1)).first() is not None


def seed_demo(session: Session) -> dict[str, int]:
    """Everything, deterministic but for ids, with dates relative to today. Returns how many of each
    were made.
    """
    region = open_regions(session)
    needs, offers = read("needs"), read("offers")
    with storing_later(session) as texts:
        for number, need in enumerate(needs):
            region.log(need, minute=number)
        for number, offer in enumerate(offers):
            region.post(offer, minute=number)
    texts.store()
    count_words(session)
    cast = region.everybody()
    matches = seed_matches(session, cast, region.needs, region.offers)
    with storing_later(session) as texts:
        actions = seed_actions(session, cast, region.organisations, _moment)
    texts.store()
    return {
        "organisaties": len(region.organisations),
        "mensen": len(region.people),
        "behoeften": len(needs),
        "aanbod": len(offers),
        "koppelingen": matches,
        "acties": actions,
        "doelgroepen": seed_groups(session, cast.teams["VR01"], _moment(30)),
        "omvang": seed_sizes(session, cast.teams["VR01"]),
    }


def open_regions(session: Session) -> DemoRegion:
    """The organisations, people and crises of both regions, without a need or an offer yet."""
    region = DemoRegion(session)
    with clock.at(_moment(FOUNDED_DAYS_AGO, hour=9)):
        region.open()
    for crisis in read("crises"):
        region.start(crisis)
    for measure in read("measures"):
        region.take(measure)
    return region


def _moment(days_ago: float, hour: int = 8, minute: int = 0) -> datetime:
    """A working moment some days ago, never later than now."""
    day = clock.today() - timedelta(days=int(days_ago))
    moment = datetime.combine(day, time(hour, 0), clock.AMSTERDAM) + timedelta(minutes=minute)
    return min(moment, clock.now() - timedelta(minutes=1))


class DemoRegion:
    """What has been made so far, by the keys of the files."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.organisations: dict[str, Organisation] = {}
        self.people: dict[str, UUID] = {}
        self._actors: dict[UUID, Actor] = {}
        self.needs: list[Need] = []
        self.offers: list[Offer] = []
        self.measures: dict[str, str] = {}

    def open(self) -> None:
        """Organisations and people. Each region's administrator admits the others."""
        things = sorted(
            read("organisations"), key=lambda o: o["kind"] != OrganisationKind.SAFETY_REGION
        )
        for thing in things:
            self._register(thing)
        for person in read("people"):
            self._add(person)
        for thing in things:
            organisation = self.organisations[thing["key"]]
            if organisation.status is OrganisationStatus.REQUESTED:
                admit_organisation(self.session, self._administrator(thing["region"]), organisation)
        choose_settings(
            self.session,
            "VR01",
            moderated_kinds=[OrganisationKind.BUSINESS],
            review_mode=ReviewMode.ALL,
        )
        self.session.flush()

    def start(self, thing: Thing) -> None:
        """One crisis, which the region's administrator brings to its later phases."""
        given = NewCrisis(
            region_code=thing["region"],
            slug=thing["slug"],
            name=thing["name"],
            phase=CrisisPhase(thing["phase"]),
            started_on=clock.today() - timedelta(days=thing["started_days_ago"]),
            position=thing["position"],
        )
        crisis = start_crisis(self.session, given)
        for later in thing.get("later", ()):
            changed = CrisisInput(
                name=crisis.name, phase=later["phase"], started_on=crisis.started_on
            )
            with clock.at(_moment(later["days_ago"], hour=14)):
                edit_crisis(self.session, self._administrator(thing["region"]), crisis, changed)
        self.session.flush()

    def take(self, thing: Thing) -> None:
        """One measure, as the region's administrator describes it on its first day."""
        given = MeasureInput(
            title=thing["title"],
            description=thing["description"],
            level=thing["level"],
            starts_on=clock.today() - timedelta(days=thing["starts_days_ago"]),
            ends_on=_day(clock.today(), thing["ends_in_days"]),
            link=thing["link"],
            crisis=thing["crisis"],
        )
        with clock.at(_moment(thing["starts_days_ago"], hour=12)):
            measure = add_measure(self.session, self._administrator(thing["region"]), given)
        self.session.flush()
        self.measures[thing["key"]] = measure.slug

    def _register(self, thing: Thing) -> None:
        given = NewOrganisation(
            name=thing["name"],
            kind=OrganisationKind(thing["kind"]),
            region_code=thing["region"],
            municipality=thing["municipality"],
            description=thing["description"],
            contact_name=thing["contact_name"],
            contact_email=thing["contact_email"],
            contact_phone=thing["contact_phone"],
        )
        # Somebody may have imported real needs and offers before the demo was built.
        organisation = find_organisation(
            self.session, given.name, given.region_code
        ) or register_organisation(self.session, SYSTEM, given)
        self.organisations[thing["key"]] = organisation
        if organisation.status is not OrganisationStatus.REQUESTED:
            return
        if organisation.kind is OrganisationKind.SAFETY_REGION:
            admit_organisation(self.session, SYSTEM, organisation)

    def _add(self, person: Thing) -> None:
        password = DEMO_PASSWORD if person.get("is_cast", True) else None
        given = NewPerson(
            name=person["name"], email=person["email"], role=Role(person["role"]), password=password
        )
        self.people[person["key"]] = add_person(
            self.session, SYSTEM, self.organisations[person["organisation"]], given
        ).id

    def _administrator(self, region_code: str) -> Actor:
        """Eva in Groningen; the other region gets one of its own the first time it is asked."""
        key = "eva" if region_code == "VR01" else f"beheer-{region_code.lower()}"
        if key not in self.people:
            given = NewPerson(
                name="Beheer", email=f"{key}@veiligheidsregio.example", role=Role.ADMINISTRATOR
            )
            owner = next(
                o
                for o in self.organisations.values()
                if o.region_code == region_code and o.kind is OrganisationKind.SAFETY_REGION
            )
            self.people[key] = add_person(self.session, SYSTEM, owner, given).id
        return self._actor(self.people[key])

    def _actor(self, person_id: UUID) -> Actor:
        if person_id not in self._actors:
            self.session.flush()
            actor = get_actor(self.session, person_id)
            if actor is None:
                raise LookupError(person_id)
            self._actors[person_id] = actor
        return self._actors[person_id]

    def _coordinator(self, key: str) -> Actor:
        """The person who coordinates an organisation."""
        person = next(
            p for p in read("people") if p["organisation"] == key and p["role"] == Role.COORDINATOR
        )
        return self._actor(self.people[person["key"]])

    def everybody(self) -> Cast:
        """Who acts in the story of the matches."""
        keys = {
            person["organisation"]
            for person in read("people")
            if person["role"] == Role.COORDINATOR
        }
        coordinators: dict[object, Actor] = {
            self.organisations[key].id: self._coordinator(key) for key in sorted(keys)
        }
        teams = {
            o.region_code: coordinators[o.id]
            for o in self.organisations.values()
            if o.kind is _TEAM
        }
        return Cast(coordinators, teams)

    def log(self, thing: Thing, *, minute: int) -> None:
        """One need, from draft to where the story leaves it."""
        actor, day = self._coordinator(thing["organisation"]), clock.today()
        given = NeedInput(
            title=thing["title"],
            description=thing["description"],
            support_type=thing["support_type"],
            target_group=thing["target_group"],
            also_groups=thing["also_groups"],
            municipality=thing["municipality"],
            people=thing["people"],
            quantity=thing["quantity"],
            unit=thing["unit"],
            urgency=thing["urgency"],
            needed_from=_day(day, thing["needed_from_in_days"]),
            needed_until=_day(day, thing["needed_until_in_days"]),
            crisis=thing["crisis"],
            measure=self.measures.get(thing.get("measure", "")),
        )
        created = _moment(thing["created_days_ago"], minute=minute)
        with clock.at(created):
            need = log_need(self.session, actor, given)
        self.needs.append(need)
        if thing["state"] == "draft":
            return
        published = min(created + timedelta(hours=thing["publish_after_hours"] or 0), _moment(0))
        with clock.at(max(published, created)):
            publish_need(self.session, actor, need)
        if thing["state"] == "open":
            return
        with clock.at(max(_moment(thing["ended_days_ago"], hour=15, minute=minute), published)):
            note = thing["closing_note"] or ""
            if thing["state"] == "closed":
                close_need(
                    self.session,
                    actor,
                    need,
                    NeedEnding(outcome=NeedOutcome(thing["outcome"]), closing_note=note),
                )
            else:
                reason = NeedWithdrawal(thing["reason"])
                withdraw_need(
                    self.session, actor, need, NeedWithdrawing(reason=reason, closing_note=note)
                )

    def post(self, thing: Thing, *, minute: int) -> None:
        """One offer, from draft to where the story leaves it."""
        actor, day = self._coordinator(thing["organisation"]), clock.today()
        given = OfferInput(
            title=thing["title"],
            description=thing["description"],
            support_type=thing["support_type"],
            target_groups=thing["target_groups"],
            municipalities=thing["municipalities"],
            quantity=thing["quantity"],
            unit=thing["unit"],
            available_from=_day(day, thing["available_from_in_days"]),
            available_until=_day(day, thing["available_until_in_days"]),
            crisis=thing["crisis"],
            measure=self.measures.get(thing.get("measure", "")),
        )
        created = _moment(thing["created_days_ago"], hour=10, minute=minute)
        with clock.at(created):
            offer = post_offer(self.session, actor, given)
            self.offers.append(offer)
            if thing["state"] == "draft":
                return
            publish_offer(self.session, actor, offer)
        if thing["state"] == "submitted":
            return
        if offer.status is OfferStatus.SUBMITTED:
            with clock.at(created + timedelta(hours=3)):
                admit_offer(self.session, self._actor(self.people["daan"]), offer)
        if thing["confirmed_days_ago"] < thing["created_days_ago"]:
            with clock.at(_moment(thing["confirmed_days_ago"], hour=11, minute=minute)):
                confirm_offer(self.session, actor, offer)
        with clock.at(_moment(max(thing["confirmed_days_ago"] - 1, 0), hour=16, minute=minute)):
            if thing["state"] == "paused":
                pause_offer(self.session, actor, offer)
            elif thing["state"] == "withdrawn":
                withdraw_offer(
                    self.session,
                    actor,
                    offer,
                    OfferWithdrawing(reason=OfferWithdrawal(thing["reason"])),
                )


def _day(today: date, in_days: int | None) -> date | None:
    return None if in_days is None else today + timedelta(days=in_days)
