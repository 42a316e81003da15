"""Releasing the picture of a region, and taking a release back."""

from sqlmodel import Session

from app.audit import record
from app.core import clock, db, errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor
from app.picture import release_queries
from app.releases import events, models, policy, queries, suppression
from app.releases.models import PublicRelease


class ReleaseInput(inputs.Input):
    """What the team saw that releases it: the stamp of the figures on the page."""

    stamp: inputs.Seen = ""


@asks(policy.may_release)
def release(session: Session, actor: Actor, given: ReleaseInput) -> PublicRelease:
    """From now on everybody reads it. Raises Invalid when the figures are others than those that
    the page showed, or this week has a release already.
    """
    region_code = actor.team_regions[0]
    session.execute(db.turn_of(f"release {region_code}"))
    found = preview(session, region_code)
    monday = models.monday_of(clock.today())
    last = queries.find_last(session, region_code)
    if any(each.week == monday and not each.is_withdrawn for each in last):
        raise errors.Invalid(
            {"stamp": _("This week is released already. Withdraw that first to release it anew.")}
        )
    if given.stamp != found.stamp:
        raise errors.Invalid(
            {"stamp": _("The figures changed after you opened the page. Look at them again.")}
        )
    made = PublicRelease(
        region_code=region_code,
        week=monday,
        first_day=found.span.first,
        last_day=found.span.last,
        figures=found.kept,
        person_id=actor.person_id,
        released_at=clock.now(),
    )
    session.add(made)
    session.flush()
    event = events.PictureReleased(**address(made, organisation_id=None), week=made.word)
    record(session, actor, event)
    return made


def preview(session: Session, region_code: str) -> release_queries.PublicFigures:
    """What would be released now, with the releases before in mind. Raises Conflict when nothing
    can be shown.
    """
    before = [each.covered for each in queries.find_last(session, region_code)]
    try:
        return release_queries.count_public(session, region_code, before)
    except suppression.NothingSafeError:
        raise errors.Conflict(
            _("These figures cannot be released: they would tell about small groups.")
        ) from None


@asks(lambda actor, release: policy.ReleasePolicy(actor, release).withdraw)
def withdraw(session: Session, actor: Actor, release: PublicRelease) -> PublicRelease:
    """Nobody without an account reads it any more. What strangers kept of it they keep."""
    release.withdrawn_at = clock.now()
    event = events.ReleaseWithdrawn(**address(release, organisation_id=None), week=release.word)
    record(session, actor, event)
    return release
