"""The demo region and the one beside it: organisations, people, crises and measures."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core import clock
from app.crises.commands import CrisisInput, edit_crisis
from app.crises.measure_commands import MeasureInput, add_measure
from app.demo.cast import DEMO_PASSWORD, read
from app.demo.matches import Cast
from app.identity.actor import SYSTEM, Actor
from app.identity.commands import NewPerson, add_person
from app.identity.models import Organisation, OrganisationStatus, Role
from app.identity.queries import find_organisation, get_actor
from app.needs.models import Need
from app.offers.models import Offer
from app.organisations.commands import NewOrganisation, admit_organisation, register_organisation
from app.reference.commands import NewCrisis, choose_settings, start_crisis
from app.reference.models import CrisisPhase, OrganisationKind, ReviewMode

_TEAM = OrganisationKind.SAFETY_REGION


Thing = dict[str, Any]


def moment_ago(days_ago: float, hour: int = 8, minute: int = 0) -> datetime:
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
            with clock.at(moment_ago(later["days_ago"], hour=14)):
                edit_crisis(self.session, self._administrator(thing["region"]), crisis, changed)
        self.session.flush()

    def take(self, thing: Thing) -> None:
        """One measure, as the region's administrator describes it on its first day."""
        given = MeasureInput(
            title=thing["title"],
            description=thing["description"],
            level=thing["level"],
            starts_on=clock.today() - timedelta(days=thing["starts_days_ago"]),
            ends_on=day_in(clock.today(), thing["ends_in_days"]),
            link=thing["link"],
            crisis=thing["crisis"],
        )
        with clock.at(moment_ago(thing["starts_days_ago"], hour=12)):
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
        return self.actor_of(key)

    def _actor(self, person_id: UUID) -> Actor:
        if person_id not in self._actors:
            self.session.flush()
            actor = get_actor(self.session, person_id)
            if actor is None:
                raise LookupError(person_id)
            self._actors[person_id] = actor
        return self._actors[person_id]

    def actor_of(self, key: str) -> Actor:
        """A person of the files."""
        return self._actor(self.people[key])

    def coordinator(self, key: str) -> Actor:
        """The person who coordinates an organisation."""
        person = next(
            p for p in read("people") if p["organisation"] == key and p["role"] == Role.COORDINATOR
        )
        return self.actor_of(person["key"])

    def everybody(self) -> Cast:
        """Who acts in the story of the matches."""
        keys = {
            person["organisation"]
            for person in read("people")
            if person["role"] == Role.COORDINATOR
        }
        coordinators: dict[object, Actor] = {
            self.organisations[key].id: self.coordinator(key) for key in sorted(keys)
        }
        teams = {
            o.region_code: coordinators[o.id]
            for o in self.organisations.values()
            if o.kind is _TEAM
        }
        return Cast(coordinators, teams)


def day_in(today: date, in_days: int | None) -> date | None:
    """A day so many days from today; none where the files name none."""
    return None if in_days is None else today + timedelta(days=in_days)
