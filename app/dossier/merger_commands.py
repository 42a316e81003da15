"""Letting an organisation that is there twice go up in the other one (ADR 62)."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlmodel import Session

from app.audit import record
from app.core import edits, errors, inputs, search
from app.core.db import sort_name
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import asks, require
from app.dossier import locks, merger_queries
from app.dossier.locks import MergedPair
from app.dossier.merger_tables import move_all
from app.drafts import commands as draft_commands
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.mail import commands as mail_commands
from app.matches import ending_commands
from app.organisations import events, letters, policy
from app.reference.models import OrganisationKind


class Merger(inputs.Noted):
    """In which organisation another one goes up, and what it says of itself from then on."""

    when_missing: ClassVar[dict[str, str]] = {
        "into": mark("Choose the organisation that stays."),
        "name": mark("Type the name of the organisation that goes, as it stands above."),
    }
    asks_names: ClassVar[dict[str, str]] = {"description": mark("what it does")}

    into: UUID
    description: inputs.AskedDescription = ""
    # Of the one that goes: who types it has read which one that is.
    name: Annotated[str, inputs.OneLine]
    # Of the profile of the one that stays.
    version: inputs.Version | None = None


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).merge)
def merge_organisation(
    session: Session, actor: Actor, organisation: Organisation, given: Merger
) -> UUID:
    """Everything that it has, in one transaction, to the one that stays, which is returned. Its row
    stays, so that an old address leads on. This cannot be undone.
    """
    if " ".join(sort_name(given.name).split()) != " ".join(organisation.sort_name.split()):
        raise errors.Invalid({"name": _("This is not the name of the organisation that goes.")})
    pair = MergedPair(organisation.id, given.into)
    found = locks.lock_pair(session, pair)
    gone, stays = found[pair.gone], found.get(pair.stays)
    require(policy.AdmissionPolicy(actor, gone).merge)
    objection = find_objection(actor, gone, stays)
    if stays is None or objection is not None:
        raise errors.Invalid({"into": objection or ""})
    locks.lock_things(session, pair)
    _tell(session, gone, stays)
    _unite_profiles(session, gone, stays, given)
    ending_commands.end_between(session, actor, pair.gone, pair.stays)
    session.flush()
    move_all(session, pair)
    draft_commands.move_drafts(session, gone.id, stays.id)
    session.expire_all()
    gone.status, gone.merged_into_id = OrganisationStatus.MERGED, stays.id
    session.flush()
    record(session, actor, events.OrganisationMerged(**_place(gone), into=stays.id))
    record(session, actor, events.OrganisationTookOver(**_place(stays), taken=gone.id))
    return stays.id


def find_objection(actor: Actor, gone: Organisation, stays: Organisation | None) -> str | None:
    """Why the one cannot go up in the other; None when it can."""
    if stays is None or stays.id == gone.id:
        return _("Choose another organisation from the list.")
    may = policy.AdmissionPolicy(actor, stays).merge
    if gone.region_code != stays.region_code or isinstance(may.objection, errors.Forbidden):
        return _("Choose another organisation from the list.")
    if may.objection is not None:
        return _("%(name)s does not take part now.", name=stays.name)
    municipal = OrganisationKind.MUNICIPALITY
    if municipal in (gone.kind, stays.kind) and (
        gone.kind is not stays.kind or gone.municipality_code != stays.municipality_code
    ):
        # Its people do what no other organisation may, such as look at what residents send in.
        return _("A municipality is only merged with the same municipality.")
    return None


def _unite_profiles(
    session: Session, gone: Organisation, stays: Organisation, given: Merger
) -> None:
    """Nothing of what it does is lost, and it is found by both names. The contact stays that of the
    one that stays; the other's is forgotten, unless it is the only one.
    """
    old, new = locks.lock_profiles(session, gone.id, stays.id)
    edits.refuse_stale(
        new,
        given.version,
        _("This profile was changed meanwhile. Look at it and save once more."),
    )
    for name in ("target_groups", "municipalities", "support_types"):
        had: list[str] = getattr(new, name)
        other: list[str] = getattr(old, name)
        # No municipality means everywhere it is at home: together that stays the widest.
        is_widest = name == "municipalities" and not (had and other)
        setattr(new, name, [] if is_widest else list(dict.fromkeys([*had, *other])))
    new.description = given.description
    new.search_words = search.join_words(
        [new.search_words or stays.name, old.search_words, gone.name]
    )
    has_contact = new.contact_name or new.contact_email or new.contact_phone
    for name in ("contact_name", "contact_email", "contact_phone"):
        if not has_contact:
            setattr(new, name, getattr(old, name))
        setattr(old, name, "")
    new.version += 1


def _tell(session: Session, gone: Organisation, stays: Organisation) -> None:
    """Who speaks for one of the two gets a mail."""
    for person_id, language in merger_queries.find_speaking(session, gone.id, stays.id):
        mail_commands.owe(
            session,
            letters.MERGED,
            object_id=gone.id,
            person_id=person_id,
            language=language,
            region_code=stays.region_code,
            facts={"gone": gone.name, "stays": stays.name},
        )


def _place(organisation: Organisation) -> dict[str, Any]:
    return address(organisation, organisation_id=organisation.id)
