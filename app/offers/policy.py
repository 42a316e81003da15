"""Who sees an offer and who may do what with it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission, Reader
from app.offers import models
from app.offers.models import Offer

# Expired ones are published ones whose day has passed, so they are shared too.
SHARED = (models.OfferStatus.PUBLISHED, models.OfferStatus.PAUSED)
# Nobody but its own organisation sees these.
PRIVATE = (models.OfferStatus.DRAFT,)
OVERSEEN = (models.OfferStatus.SUBMITTED, models.OfferStatus.WITHDRAWN)


def visible_to(actor: Reader) -> sa.ColumnElement[bool]:
    """Own offers (drafts for those who write), shared ones of the region, submitted and withdrawn
    ones for its team, withdrawn ones for who had a match with it.

    `can_see` is the same rule on a loaded offer; a test holds the two together.
    """
    return sa.or_(
        col(Offer.organisation_id).in_(actor.writing_ids),
        sa.and_(
            col(Offer.organisation_id).in_(actor.organisation_ids),
            col(Offer.status) != models.OfferStatus.DRAFT,
        ),
        sa.and_(col(Offer.region_code).in_(actor.regions), col(Offer.status).in_(SHARED)),
        sa.and_(
            col(Offer.region_code).in_(actor.overseen_regions),
            col(Offer.status).in_(OVERSEEN),
            # Withdrawn before anybody saw it: nobody's business.
            sa.or_(
                col(Offer.status) == models.OfferStatus.SUBMITTED,
                col(Offer.published_at).is_not(None),
            ),
        ),
        sa.and_(
            col(Offer.status) == models.OfferStatus.WITHDRAWN,
            col(Offer.matched_with).bool_op("&&")(actor.own_array),
        ),
    )


def can_see(actor: Actor, offer: Offer) -> bool:
    """The rule of `visible_to` for one loaded offer."""
    if offer.status is models.OfferStatus.DRAFT:
        return actor.may(Permission.CONTENT_WRITE, offer.organisation_id)
    if offer.organisation_id in actor.organisation_ids:
        return True
    if offer.status is models.OfferStatus.SUBMITTED:
        return offer.region_code in actor.overseen_regions
    if offer.status is models.OfferStatus.WITHDRAWN:
        if not set(offer.matched_with).isdisjoint(actor.organisation_ids):
            return True
        return offer.published_at is not None and offer.region_code in actor.overseen_regions
    return offer.region_code in actor.regions


def may_post(actor: Actor) -> Verdict:
    """Whether the actor may post offers at all."""
    return (
        ALLOWED
        if actor.writing_seats
        else Verdict(errors.Forbidden(_("Your role can read, not post offers.")))
    )


@dataclass(frozen=True)
class OfferPolicy:
    """What an actor may do with one offer, each with the reason why not."""

    actor: Actor
    offer: Offer

    def _permits(self, permission: Permission, otherwise: str) -> Verdict:
        return (
            ALLOWED
            if self.actor.may(permission, self.offer.organisation_id)
            else Verdict(errors.Forbidden(otherwise))
        )

    def _is(self, allowed: tuple[models.OfferStatus, ...], otherwise: str) -> Verdict:
        return ALLOWED if self.offer.status in allowed else Verdict(errors.Conflict(otherwise))

    def _moves(self, status: models.OfferStatus, otherwise: str) -> Verdict:
        return (
            ALLOWED
            if status in models.NEXT[self.offer.status]
            else Verdict(errors.Conflict(otherwise))
        )

    def _lasts(self) -> Verdict:
        """What was offered until yesterday does not hold by saying so: it needs a later day."""
        if not self.offer.is_over:
            return ALLOWED
        return Verdict(errors.Conflict(_("The last day of this offer is past: extend it first.")))

    @property
    def edit(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_WRITE,
            _("Only the organisation that posted this offer can change it."),
        )
        living = tuple(
            status for status in models.OfferStatus if status is not models.OfferStatus.WITHDRAWN
        )
        return allowed and self._is(
            living, _("This offer is withdrawn, so it can no longer be changed.")
        )

    @property
    def repeat(self) -> Verdict:
        """Fill in a new one as this one, also when this one has ended."""
        return self._permits(
            Permission.CONTENT_WRITE,
            _("Only the organisation that posted this offer can offer it once more."),
        )

    @property
    def publish(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation can publish an offer."),
        )
        return allowed and self._is(
            (models.OfferStatus.DRAFT,), _("This offer is already published.")
        )

    @property
    def confirm(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_WRITE,
            _("Only the organisation itself can say that the offer still holds."),
        )
        status = self._is(
            (models.OfferStatus.PUBLISHED,), _("Only a published offer can be confirmed.")
        )
        return allowed and status and self._lasts()

    @property
    def renew(self) -> Verdict:
        """Confirm it with the link in a mail. Where it ends by its own last day, that one moves:
        not below what others said yes to, which is asked on the page.
        """
        if self.confirm and self.offer.ends_with_period and self.offer.committed:
            agreed = _("Others said yes to this offer until its last day: change that day itself.")
            return Verdict(errors.Conflict(agreed))
        return self.confirm

    @property
    def pause(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation can pause an offer."),
        )
        status = self._moves(models.OfferStatus.PAUSED, _("Only a published offer can be paused."))
        return allowed and status and self._lasts()

    @property
    def resume(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation can resume an offer."),
        )
        status = self._is((models.OfferStatus.PAUSED,), _("Only a paused offer can be resumed."))
        return allowed and status and self._lasts()

    @property
    def withdraw(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation can withdraw an offer."),
        )
        return allowed and self._moves(
            models.OfferStatus.WITHDRAWN, _("This offer cannot be withdrawn.")
        )

    @property
    def discard(self) -> Verdict:
        allowed = self._permits(
            Permission.CONTENT_WRITE,
            _("Only the organisation that posted this offer can throw it away."),
        )
        return allowed and self._is(
            (models.OfferStatus.DRAFT,), _("Only a draft can be thrown away.")
        )

    @property
    def moderate(self) -> Verdict:
        """Admit or return a submitted offer: the region's team."""
        if self.offer.region_code not in self.actor.team_regions:
            return Verdict(errors.Forbidden(_("Only the team of the region can admit an offer.")))
        return self._is(
            (models.OfferStatus.SUBMITTED,), _("This offer does not wait for the team.")
        )
