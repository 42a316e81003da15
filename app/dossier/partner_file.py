"""What a file says of an organisation: its columns when it comes in, and when it leaves.

How to reach somebody comes in and never leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.core import i18n, inputs, shown
from app.core.fields import Called, Stored
from app.core.i18n import gettext as _, mark
from app.dossier import profile_commands
from app.dossier.partner_list_queries import NetworkRow
from app.identity.models import Organisation
from app.organisations import models
from app.reference import fields as reference_fields
from app.reference.models import OrganisationKind

# What nobody is told of an organisation that speaks for itself.
CONTACT = ("contact_name", "contact_email", "contact_phone")


class PartnerInput(inputs.Input):
    """One organisation as a row of a file says it."""

    when_missing: ClassVar[dict[str, str]] = {
        "name": mark("Fill in the name of the organisation."),
        "kind": mark("Choose what kind of organisation it is."),
    }
    asks_names: ClassVar[Mapping[str, str]] = {"description": mark("what it does")}

    name: Annotated[
        str,
        StringConstraints(min_length=2, max_length=160),
        AfterValidator(inputs.without_contacts),
        inputs.Readable,
        inputs.OneLine,
        Called(
            mark("name"),
            ("naam", "organisatie", "naam organisatie", "organisatienaam"),
            mark("As people know it."),
        ),
    ]
    kind: Annotated[
        OrganisationKind,
        Called(
            mark("kind"),
            ("soort organisatie", "soort", "type"),
            mark("Municipality, initiative, welfare, care, faith, education, business or other."),
        ),
    ]
    municipality: Annotated[
        inputs.Slug | None,
        Stored("municipality_code"),
        Called(
            mark("municipality"),
            ("gemeente", "gemeentecode", "vestigingsgemeente"),
            mark("Where it is at home. Empty: the whole region."),
        ),
    ] = None
    description: Annotated[
        inputs.AskedDescription,
        Called(
            mark("what it does"),
            ("wat doet ze", "omschrijving", "wat ze doen", "beschrijving"),
            mark("No names, addresses or phone numbers."),
        ),
    ] = ""
    support_types: Annotated[
        list[inputs.Slug],
        Field(max_length=40),
        Called(
            mark("kinds of help"),
            ("soorten hulp", "soort hulp", "support_type"),
            mark("Several with a ; between them."),
        ),
    ] = []
    target_groups: Annotated[
        list[inputs.Slug],
        Field(max_length=40),
        Called(
            mark("target groups"),
            ("doelgroepen", "doelgroep", "target_group"),
            mark("Several with a ; between them."),
        ),
    ] = []
    # Not as offers have it: without any it works where it is at home.
    works_in: Annotated[
        list[inputs.Slug],
        Field(max_length=60),
        Stored("municipalities"),
        Called(
            mark("municipalities"),
            ("werkt in", "werkgebied", "gemeenten", "municipalities"),
            mark("Several with a ; between them. Empty: where it is at home."),
        ),
    ] = []
    contact_name: Annotated[
        profile_commands.Line,
        Called(mark("contact"), ("contactpersoon", "contact", "naam contactpersoon")),
    ] = ""
    contact_email: Annotated[
        profile_commands.ContactAddress,
        Called(mark("contact"), ("e-mailadres", "e-mail", "email", "mail")),
    ] = ""
    contact_phone: Annotated[
        profile_commands.Line,
        Called(
            mark("contact"),
            ("telefoonnummer", "telefoon", "tel"),
            mark("For partners with a match and the team of the region."),
        ),
    ] = ""
    sure_no_names: reference_fields.SureNoNames = False


@dataclass
class FiledPartner:
    """An organisation with what it says of itself, as a file is laid beside it."""

    organisation: Organisation
    profile: models.OrganisationProfile
    # Somebody of it decides for it here: then it says this itself.
    speaks_itself: bool

    def __getattr__(self, name: str) -> Any:
        """Its fields, under the names of the input model and of its columns."""
        held = self.organisation if name in _OF_ORGANISATION else self.profile
        return getattr(held, name)


_OF_ORGANISATION = frozenset({"id", "name", "kind", "municipality_code", "region_code", "status"})


@dataclass(frozen=True)
class PartnerName:
    """What an organisation is recognised by. `id`: of the one that it went up in, if it did."""

    id: UUID
    name: str
    municipality_code: str | None


def _labels(values: tuple[str, ...], words: Any) -> str | None:
    return "; ".join(words.label(value) for value in values) or None


# The columns of the list as a file.
FILE: tuple[shown.Column[NetworkRow, Any], ...] = (
    shown.Column(mark("Name"), lambda each, words: each.name, width=40, field="name"),
    shown.Column(mark("Status"), lambda each, words: each.status.word),
    shown.Column(
        mark("Kind of organisation"), lambda each, words: each.kind.word, width=20, field="kind"
    ),
    shown.Column(
        mark("Municipality"),
        lambda each, words: (
            words.label(each.municipality_code) if each.municipality_code else _("whole region")
        ),
        field="municipality",
    ),
    shown.Column(
        mark("What it does"),
        lambda each, words: each.description or None,
        width=60,
        field="description",
    ),
    shown.Column(
        mark("Kinds of help"),
        lambda each, words: _labels(each.support_types, words),
        width=36,
        field="support_types",
    ),
    shown.Column(
        mark("Target groups"),
        lambda each, words: _labels(each.target_groups, words),
        width=36,
        field="target_groups",
    ),
    shown.Column(
        mark("Works in"),
        lambda each, words: _labels(each.municipalities, words),
        width=36,
        field="works_in",
    ),
    shown.Column(
        mark("Confirmed on"),
        lambda each, words: each.confirmed_at and i18n.local_day(each.confirmed_at),
        shown.Kind.DATE,
        width=14,
    ),
    shown.Column(
        mark("Can help nobody until"),
        lambda each, words: each.unavailable_until,
        shown.Kind.DATE,
        width=16,
    ),
    shown.Column(
        mark("Reference"), lambda each, words: str(each.id), width=38, field=shown.REFERENCE
    ),
)
