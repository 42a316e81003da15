"""Whose item a row becomes, and as whom it is stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.core import errors, forms as core_forms, personal_sentences
from app.core.i18n import gettext as _
from app.identity import models as identity_models
from app.identity.actor import Actor, Seat
from app.identity.models import Organisation
from app.imports import columns, models, policy, queries
from app.organisations import admission_commands, commands as organisation_commands
from app.reference.models import OrganisationKind

IMPORT = Actor(person_id=None, name="Import")


@dataclass(frozen=True)
class Claim:
    """What a row says of its owner. `places` are codes that exist."""

    kind: models.ImportKind
    name: str | None
    organisation_kind: OrganisationKind | None
    places: Sequence[str]


def acting_for(
    actor: Actor,
    organisation: Organisation,
    region_name: str,
    role: identity_models.Role = identity_models.Role.COORDINATOR,
) -> Actor:
    """The same person, or nobody for the system, with one seat: in this organisation."""
    seat = Seat(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        kind=organisation.kind,
        region_code=organisation.region_code,
        region_name=region_name,
        municipality_code=organisation.municipality_code,
        role=role,
    )
    return replace(actor, seats=(seat,))


class Owners:
    """Finds the owner of each row. Everybody who imports has their own kind."""

    def __init__(self, session: Session, actor: Actor, regions: Collection[str]) -> None:
        self.session = session
        self.actor = actor
        self._regions = queries.get_regions(session)
        self._places = queries.get_places(session)
        self._organisations: dict[tuple[str, str], Organisation] = {}
        self._municipalities: dict[str, Organisation] = {}
        self._acting: dict[object, Actor] = {}
        self._read: set[str] = set()
        for region_code in regions:
            self._learn_region(region_code)

    def find(self, claim: Claim) -> Actor:
        """Who stores the row. Raises Invalid with a sentence on the column that is wrong."""
        raise NotImplementedError

    def _learn_region(self, region_code: str) -> None:
        if region_code not in self._read:
            self._read.add(region_code)
            for organisation in queries.find_organisations(self.session, [region_code]):
                self._learn(organisation)

    def _learn(self, organisation: Organisation) -> None:
        self._organisations.setdefault(
            (organisation.region_code, columns.fold(organisation.name)), organisation
        )
        place = organisation.municipality_code
        if organisation.kind is OrganisationKind.MUNICIPALITY and place is not None:
            known = self._municipalities.get(place)
            if known is None or (self._is_itself(organisation) and not self._is_itself(known)):
                self._municipalities[place] = organisation

    def _is_itself(self, organisation: Organisation) -> bool:
        """Named after its place: a municipality may take part with a desk or a team of its own as
        well.
        """
        place = organisation.municipality_code
        return place is not None and columns.fold(organisation.name) == columns.fold(
            f"Gemeente {self._places[place].name}"
        )

    def _as(self, organisation: Organisation) -> Actor:
        if organisation.status is not identity_models.OrganisationStatus.ADMITTED:
            message = _("“%(name)s” is not admitted to the region.", name=organisation.name)
            raise errors.Invalid({"organisation": message})
        if organisation.id not in self._acting:
            region_name = self._regions[organisation.region_code]
            self._acting[organisation.id] = acting_for(self.actor, organisation, region_name)
        return self._acting[organisation.id]


class OwnersOfPerson(Owners):
    """A coordinator imports for its own organisations; a coordinator of the team for any of the
    region, none new.
    """

    def __init__(self, session: Session, actor: Actor, default: Seat) -> None:
        super().__init__(session, actor, policy.team_regions(actor))
        self._own = {
            columns.fold(seat.organisation_name): seat for seat in reversed(actor.deciding_seats)
        }
        self._default = default
        self._for_all = (
            default.region_code if default.region_code in policy.team_regions(actor) else None
        )

    def find(self, claim: Claim) -> Actor:
        if claim.name is None:
            if self._for_all and claim.kind is models.ImportKind.NEEDS and claim.places:
                return self._municipality(claim.places[0])
            return replace(self.actor, seats=(self._default,))
        if (seat := self._own.get(columns.fold(claim.name))) is not None:
            return replace(self.actor, seats=(seat,))
        if self._for_all is None:
            raise errors.Invalid(
                {"organisation": _("You can bring in a file for your own organisation only.")}
            )
        found = self._organisations.get((self._for_all, columns.fold(claim.name)))
        if found is None:
            message = _("“%(name)s” does not take part in your region yet.", name=claim.name[:80])
            raise errors.Invalid({"organisation": message})
        return self._as(found)

    def _municipality(self, code: str) -> Actor:
        found = self._municipalities.get(code)
        if found is None:
            name = self._places[code].name
            message = _(
                "The municipality of %(name)s does not take part in your region yet.", name=name
            )
            raise errors.Invalid({"municipality": message})
        return self._as(found)


class OwnersOfSystem(Owners):
    """The command line: organisations that do not exist yet are made and admitted."""

    def __init__(self, session: Session, region_code: str) -> None:
        super().__init__(session, IMPORT, [region_code])
        self._region = region_code

    def find(self, claim: Claim) -> Actor:
        if claim.name is not None:
            found = self._organisations.get((self._region, columns.fold(claim.name)))
            return self._as(
                found
                or self._made(claim.name, claim.organisation_kind, self._region, self._home(claim))
            )
        if claim.kind is models.ImportKind.ORGANISATIONS:
            return self._keeper()
        if claim.kind is not models.ImportKind.OFFERS and claim.places:
            place = self._places[claim.places[0]]
            self._learn_region(place.region_code)
            known = self._municipalities.get(place.code)
            if known is None or not self._is_itself(known):
                name = f"Gemeente {place.name}"
                known = self._made(
                    name, OrganisationKind.MUNICIPALITY, place.region_code, place.code
                )
            return self._as(known)
        raise errors.Invalid({"organisation": _("Fill in whose it is.")})

    def _keeper(self) -> Actor:
        """Whoever keeps the list of organisations of the region."""
        for organisation in self._organisations.values():
            if organisation.kind is OrganisationKind.SAFETY_REGION:
                return acting_for(
                    self.actor,
                    organisation,
                    self._regions[self._region],
                    identity_models.Role.ADMINISTRATOR,
                )
        raise errors.Invalid({"": _("This region does not take part yet.")})

    def _home(self, claim: Claim) -> str | None:
        """Where a new organisation is at home: the one municipality of its row, in this region."""
        if len(claim.places) == 1 and self._places[claim.places[0]].region_code == self._region:
            return claim.places[0]
        return None

    def _made(
        self, name: str, kind: OrganisationKind | None, region_code: str, place: str | None
    ) -> Organisation:
        if kind is OrganisationKind.SAFETY_REGION:
            raise errors.Invalid(
                {"organisation_kind": _("A safety region cannot be made by a file.")}
            )
        if refusal := personal_sentences.refusal(name):
            raise errors.Invalid({"organisation": refusal})
        typed = {"name": name, "kind": kind or OrganisationKind.OTHER, "region_code": region_code}
        form = core_forms.Form(
            organisation_commands.NewOrganisation,
            {k: [v] for k, v in typed.items()} | ({"municipality": [place]} if place else {}),
        )
        try:
            organisation = organisation_commands.register_organisation(
                self.session, self.actor, form.parse()
            )
        except errors.Invalid as problem:
            raise errors.Invalid(
                {_COLUMN_OF.get(k, "organisation"): v for k, v in problem.errors.items()}
            ) from None
        # The system has nobody above it: it admits as the administrator of what it has just made.
        admission_commands.admit_organisation(
            self.session,
            acting_for(
                self.actor,
                organisation,
                self._regions[region_code],
                identity_models.Role.ADMINISTRATOR,
            ),
            organisation,
        )
        self._learn(organisation)
        return organisation


_COLUMN_OF = {"kind": "organisation_kind", "municipality": "municipality"}
