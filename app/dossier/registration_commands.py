"""Registering an organisation from outside: the public form, and what is stored of it."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints
from sqlmodel import Session

from app.core import errors, inputs, personal_sentences
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.organisations import commands as organisation_commands, policy, registration_queries
from app.reference import checks, queries as reference_queries
from app.reference.models import OrganisationKind
from app.signals import doors, fields, form_keys, try_commands
from app.target_groups.queries import get_groups

# Who may ask to take part. A region's own organisation is made by whoever installs it.
KINDS = tuple(kind for kind in OrganisationKind if kind is not OrganisationKind.SAFETY_REGION)
Line = Annotated[str, StringConstraints(max_length=160), inputs.OneLine]


class RegistrationInput(inputs.Input):
    """Who an organisation is, what it does for whom and where, and how to reach it."""

    when_missing: ClassVar[dict[str, str]] = {
        "name": mark("Fill in the name of the organisation."),
        "kind": mark("Choose what kind of organisation it is."),
        "municipality": mark("Choose a municipality."),
        "description": mark("Tell in one or a few sentences what you do."),
        "contact_email": mark("Fill in the e-mail address."),
    }
    asks_names: ClassVar[Mapping[str, str]] = {"description": mark("what it does")}

    name: Annotated[
        str,
        StringConstraints(min_length=2, max_length=160),
        AfterValidator(inputs.without_contacts),
        inputs.Readable,
        inputs.OneLine,
    ]
    kind: OrganisationKind
    municipality: inputs.Slug
    description: fields.Told
    target_groups: Annotated[list[inputs.Slug], Field(max_length=40)] = []
    support_types: Annotated[list[inputs.Slug], Field(max_length=40)] = []
    contact_name: Line = ""
    contact_email: inputs.EmailAddress
    contact_phone: Line = ""
    sure_no_names: bool = False
    form_key: fields.FormKey = ""
    proof: fields.Proof = ""


class RegistrationSearch(inputs.Input):
    """Which organisation somebody looks for before registering it."""

    q: Annotated[str, StringConstraints(max_length=160)] = ""


@asks(policy.anybody)
def register(
    session: Session, actor: Actor, sender: try_commands.PublicSender, given: RegistrationInput
) -> Organisation:
    """Store a request to take part; or what was stored before of the same form, when that said the
    same.
    """
    form = form_keys.PublicForm.REGISTRATION
    key = form_keys.row_of(sender.settings, form, given)
    try_commands.lock(session, key.bytes[8:])
    if (before := session.get(Organisation, key)) is not None:
        return before
    region_code = _checked(session, given)
    form_id = form_keys.get_id(sender.settings, form, given.form_key)
    sender = try_commands.prove(session, sender, given.proof, form_id)
    try_commands.count_message(session, sender, region_code)
    # They wait in one list, proven or not.
    waiting = partial(registration_queries.count_requests, session, region_code)
    try_commands.refuse_when_full(sender, waiting)
    told = organisation_commands.NewOrganisation.model_construct(
        **given.model_dump(exclude={"sure_no_names", "form_key", "proof"}),
        region_code=region_code,
    )
    return organisation_commands.register_organisation(session, actor, told, organisation_id=key)


def _checked(session: Session, given: RegistrationInput) -> str:
    """The region that it will belong to, or Invalid."""
    wrong: checks.Errors = {}
    place = doors.get_place(session, given.municipality)
    region = "" if place is None else place.region_code
    if place is None:
        wrong["municipality"] = _("Choose a municipality from the list.")
    elif registration_queries.is_known(session, given.name, region):
        wrong["name"] = _("An organisation of this name takes part already. Search for it first.")
    if given.kind not in KINDS:
        wrong["kind"] = _("Choose a kind from the list.")
    if set(given.target_groups) - get_groups(session, given.target_groups, region).keys():
        wrong["target_groups"] = _("Choose target groups from the list.")
    known = reference_queries.find_support_types(session, region).keys()
    if set(given.support_types) - known:
        wrong["support_types"] = _("Choose a kind of help from the list.")
    personal_sentences.check_names(given, wrong)
    if wrong:
        raise errors.Invalid(wrong)
    return region
