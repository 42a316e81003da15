"""Bringing in organisations with a file, and changing what nobody of theirs says here yet."""

from typing import Any

from sqlmodel import Session

from app.audit import record
from app.core import clock, db, edits, errors, personal_sentences, read_once, search
from app.core.events import address
from app.core.fields import typed
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.dossier import partner_file, partner_queries, profile_commands
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.organisations import events, models, policy
from app.reference import checks
from app.reference.models import OrganisationKind


@asks(policy.may_bring_in)
def check_partner(
    session: Session, actor: Actor, given: partner_file.PartnerInput
) -> dict[str, Any]:
    """The columns `bring_in_partner` would store, or what it would raise. Stores nothing."""
    return _checked(session, actor.administered_regions[0], given)


@asks(policy.may_bring_in)
def bring_in_partner(
    session: Session,
    actor: Actor,
    given: partner_file.PartnerInput,
    *,
    checked: dict[str, Any] | None = None,
) -> Organisation:
    """Let an organisation take part. Nobody is invited or mailed: that its people come in is asked
    on its own page. `checked`: what `check_partner` said of it in this transaction.
    """
    values = checked or check_partner(session, actor, given)
    ours, said = _apart(values)
    organisation = Organisation(
        **ours,
        sort_name=db.sort_name(given.name),
        region_code=actor.administered_regions[0],
        status=OrganisationStatus.ADMITTED,
        created_at=clock.now(),
    )
    profile = models.OrganisationProfile(
        organisation_id=organisation.id, search_words=given.name, **said
    )
    session.add_all([organisation, profile])
    read_once.flush_row(session)
    event = events.OrganisationBroughtIn(**_place(organisation), kind=organisation.kind)
    record(session, actor, event)
    return organisation


@asks(
    lambda actor, partner: (
        policy.FilePolicy(actor, partner.organisation, partner.speaks_itself).edit
    )
)
def edit_partner(
    session: Session,
    actor: Actor,
    partner: partner_file.FiledPartner,
    given: partner_file.PartnerInput,
) -> None:
    """Store what a file says otherwise of an organisation that nobody speaks for here. It is not
    confirmed by that.
    """
    organisation, profile = partner.organisation, partner.profile
    if partner_queries.find_speaking(session, [organisation.id]):
        raise errors.Invalid({"name": _("A coordinator of it came in meanwhile.")})
    ours, said = _apart(_checked(session, organisation.region_code, given, stored=partner))
    changed = [name for name, value in ours.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, ours[name])
    if "name" in changed:
        organisation.sort_name = db.sort_name(given.name)
        if partner_queries.is_taken(
            session, organisation.region_code, organisation.sort_name, organisation.id
        ):
            raise errors.Invalid({"name": _("Another organisation has this name already.")})
        former = partner_queries.find_former_names(session, organisation.id)
        profile.search_words = search.join_words([given.name, *former])
    if changed:
        profile.version += 1
    changed += edits.edit(profile, said, version=None, sentence="")
    if changed:
        record(
            session,
            actor,
            events.ProfileEdited(**_place(organisation), changed=tuple(changed)),
        )


def _checked(
    session: Session,
    region_code: str,
    given: partner_file.PartnerInput,
    *,
    stored: partner_file.FiledPartner | None = None,
) -> dict[str, Any]:
    """The columns of an organisation and its profile, or Invalid."""
    wrong: checks.Errors = {}
    had = None if stored is None else stored.profile
    groups, kinds = profile_commands.check_lists(session, region_code, given, wrong, stored=had)
    if given.kind is OrganisationKind.SAFETY_REGION:
        wrong["kind"] = _("A safety region cannot be made by a file.")
    at_home = [given.municipality] if given.municipality is not None else []
    works_in = edits.each_once(given.works_in, [] if had is None else had.municipalities)
    for name, codes in (("municipality", at_home), ("works_in", works_in)):
        found = checks.check_municipalities(session, codes, wrong, name)
        if any(place.region_code != region_code for place in found.values()):
            wrong[name] = _("Choose a municipality in your own region.")
    if given.kind is OrganisationKind.MUNICIPALITY and given.municipality is None:
        wrong.setdefault("municipality", _("Choose which municipality it is."))
    personal_sentences.check_names(given, wrong)
    if wrong:
        raise errors.Invalid(wrong)
    lists = {"target_groups": groups, "support_types": kinds, "municipalities": works_in}
    return typed(given) | lists


def _apart(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of the organisation, and those of its profile."""
    ours = {name: value for name, value in values.items() if name in _OURS}
    return ours, {name: value for name, value in values.items() if name not in _OURS}


_OURS = frozenset({"name", "kind", "municipality_code"})


def _place(organisation: Organisation) -> dict[str, Any]:
    return address(organisation, organisation_id=organisation.id)
