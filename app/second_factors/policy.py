"""Who has a second factor to show, who must have one, and who takes one away."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors, policy
from app.core.i18n import gettext as _
from app.identity import policy as identity_policy
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.reference.models import OrganisationKind
from app.second_factors import models


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """A person's own."""
    return col(models.Passkey.person_id) == actor.person_id


def must_have_one(actor: Actor, kinds: Collection[tuple[str, OrganisationKind]]) -> bool:
    """Administrators and the team of a region always; the others where their region asks it of
    organisations of that kind. `kinds`: those, each with its region.
    """
    anywhere = actor.everywhere  # whichever seat somebody signs in to, they can go to another one
    asked = {(seat.region_code, seat.kind) for seat in anywhere.seats} & set(kinds)
    return bool(anywhere.overseen_regions or asked)


def may_add(actor: Actor, factors: models.Factors) -> policy.Verdict:
    """Whoever sits down at a browser that somebody left open changes nothing."""
    if actor.person_id is None:
        return policy.Verdict(errors.Forbidden(_("Only a person has a second step.")))
    if not factors.is_proven:
        return policy.Verdict(
            errors.Conflict(_("Show first that it is you, on the page “Second step”."))
        )
    return policy.ALLOWED


def may_remove(actor: Actor, factors: models.Factors) -> policy.Verdict:
    """Take one away. Who must have one keeps the last."""
    if factors.is_last and factors.is_owed:
        return policy.Verdict(
            errors.Conflict(
                _("You need a second step. Set another one up first, then this one can go.")
            )
        )
    return may_add(actor, factors)


def may_make_codes(actor: Actor, factors: models.Factors) -> policy.Verdict:
    if not factors.are_there:
        return policy.Verdict(errors.Conflict(_("Set an app or a passkey up first.")))
    return may_add(actor, factors)


def may_reset_others(actor: Actor) -> policy.Verdict:
    """Whether there are people whose second factors this actor may take away."""
    return identity_policy.may_administer(actor)


def of_region(actor: Actor) -> sa.ColumnElement[bool]:
    """Organisations of the regions that the actor administers."""
    return col(Organisation.region_code).in_(actor.administered_regions)


def may_reset(actor: Actor, person_id: UUID) -> policy.Verdict:
    """Of somebody in the actor's region, whom a query found with `of_region`; never one's own."""
    if person_id == actor.person_id:
        return policy.Verdict(
            errors.Forbidden(_("Nobody takes their own second step away here: ask a colleague."))
        )
    return may_reset_others(actor)
