"""The demo region and the one beside it: organisations, people, crises and measures."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core import clock
from app.crises import commands as crisis_commands, measure_commands
from app.demo import cast, matches
from app.identity import (
    commands as identity_commands,
    models as identity_models,
    queries as identity_queries,
)
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Organisation
from app.needs.models import Need
from app.offers.models import Offer
from app.organisations import admission_commands, commands as organisation_commands
from app.organisations.models import OrganisationProfile
from app.reference import commands as reference_commands, models as reference_models

_TEAM = reference_models.OrganisationKind.SAFETY_REGION


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
            cast.read("organisations"),
            key=lambda o: o["kind"] != reference_models.OrganisationKind.SAFETY_REGION,
        )
        for thing in things:
            self._register(thing)
        for person in cast.read("people"):
            self._add(person)
        for thing in things:
            organisation = self.organisations[thing["key"]]
            if organisation.status is identity_models.OrganisationStatus.REQUESTED:
                admission_commands.admit_organisation(
                    self.session, self._administrator(thing["region"]), organisation
                )
        reference_commands.choose_settings(
            self.session,
            "VR01",
            moderated_kinds=[reference_models.OrganisationKind.BUSINESS],
            review_mode=reference_models.ReviewMode.ALL,
        )
        self.session.flush()

    def start(self, thing: Thing) -> None:
        """One crisis, which the region's administrator brings to its later phases."""
        given = reference_commands.NewCrisis(
            region_code=thing["region"],
            slug=thing["slug"],
            name=thing["name"],
            phase=reference_models.CrisisPhase(thing["phase"]),
            started_on=clock.today() - timedelta(days=thing["started_days_ago"]),
            position=thing["position"],
        )
        crisis = reference_commands.start_crisis(self.session, given)
        for later in thing.get("later", ()):
            changed = crisis_commands.CrisisInput(
                name=crisis.name, phase=later["phase"], started_on=crisis.started_on
            )
            with clock.at(moment_ago(later["days_ago"], hour=14)):
                crisis_commands.edit_crisis(
                    self.session, self._administrator(thing["region"]), crisis, changed
                )
        self.session.flush()

    def take(self, thing: Thing) -> None:
        """One measure, as the region's administrator describes it on its first day."""
        given = measure_commands.MeasureInput(
            title=thing["title"],
            description=thing["description"],
            level=thing["level"],
            starts_on=clock.today() - timedelta(days=thing["starts_days_ago"]),
            ends_on=day_in(clock.today(), thing["ends_in_days"]),
            link=thing["link"],
            crisis=thing["crisis"],
        )
        with clock.at(moment_ago(thing["starts_days_ago"], hour=12)):
            measure = measure_commands.add_measure(
                self.session, self._administrator(thing["region"]), given
            )
        self.session.flush()
        self.measures[thing["key"]] = measure.slug

    def _register(self, thing: Thing) -> None:
        given = organisation_commands.NewOrganisation(
            name=thing["name"],
            kind=reference_models.OrganisationKind(thing["kind"]),
            region_code=thing["region"],
            municipality=thing["municipality"],
            description=thing["description"],
            contact_name=thing["contact_name"],
            contact_email=thing["contact_email"],
            contact_phone=thing["contact_phone"],
        )
        # Somebody may have imported real needs and offers before the demo was built.
        organisation = identity_queries.find_organisation(
            self.session, given.name, given.region_code
        ) or organisation_commands.register_organisation(self.session, SYSTEM, given)
        self.organisations[thing["key"]] = organisation
        if organisation.status is not identity_models.OrganisationStatus.REQUESTED:
            return
        # Each said within the last year that what they tell of themselves is right.
        self.session.flush()
        profile = self.session.get_one(OrganisationProfile, organisation.id)
        profile.confirmed_at = moment_ago(len(self.organisations) * 23 % 150 + 1, hour=10)
        if organisation.kind is reference_models.OrganisationKind.SAFETY_REGION:
            admission_commands.admit_organisation(self.session, SYSTEM, organisation)

    def _add(self, person: Thing) -> None:
        password = cast.DEMO_PASSWORD if person.get("is_cast", True) else None
        given = identity_commands.NewPerson(
            name=person["name"],
            email=person["email"],
            role=identity_models.Role(person["role"]),
            password=password,
        )
        self.people[person["key"]] = identity_commands.add_person(
            self.session, SYSTEM, self.organisations[person["organisation"]], given
        ).id

    def _administrator(self, region_code: str) -> Actor:
        """Eva in Groningen; the other region gets one of its own the first time it is asked."""
        key = "eva" if region_code == "VR01" else f"beheer-{region_code.lower()}"
        if key not in self.people:
            given = identity_commands.NewPerson(
                name="Beheer",
                email=f"{key}@veiligheidsregio.example",
                role=identity_models.Role.ADMINISTRATOR,
            )
            owner = next(
                o
                for o in self.organisations.values()
                if o.region_code == region_code
                and o.kind is reference_models.OrganisationKind.SAFETY_REGION
            )
            self.people[key] = identity_commands.add_person(self.session, SYSTEM, owner, given).id
        return self.actor_of(key)

    def _actor(self, person_id: UUID) -> Actor:
        if person_id not in self._actors:
            self.session.flush()
            actor = identity_queries.get_actor(self.session, person_id)
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
            p
            for p in cast.read("people")
            if p["organisation"] == key and p["role"] == identity_models.Role.COORDINATOR
        )
        return self.actor_of(person["key"])

    def everybody(self) -> matches.Cast:
        """Who acts in the story of the matches."""
        keys = {
            person["organisation"]
            for person in cast.read("people")
            if person["role"] == identity_models.Role.COORDINATOR
        }
        coordinators: dict[object, Actor] = {
            self.organisations[key].id: self.coordinator(key) for key in sorted(keys)
        }
        teams = {
            o.region_code: coordinators[o.id]
            for o in self.organisations.values()
            if o.kind is _TEAM
        }
        return matches.Cast(coordinators, teams)


def day_in(today: date, in_days: int | None) -> date | None:
    """A day so many days from today; none where the files name none."""
    return None if in_days is None else today + timedelta(days=in_days)
