"""Reading releases: what everybody may, and what the team of a region does."""

from uuid import UUID

from sqlalchemy import orm
from sqlmodel import Session, col, select

from app.core import errors
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.releases import policy
from app.releases.models import PublicRelease

# So many releases before are taken into account when the next one is hidden in part, withdrawn ones
# too: whoever read them may have kept them.
REMEMBERED = 4
_LISTED = 60


def find_last(session: Session, region_code: str) -> list[PublicRelease]:
    """The last releases of a region, the oldest first."""
    found = session.exec(
        select(PublicRelease)
        .where(col(PublicRelease.region_code) == region_code)
        .order_by(col(PublicRelease.released_at).desc(), col(PublicRelease.id).desc())
        .limit(REMEMBERED)
    ).all()
    return list(reversed(found))


def find_releases(session: Session, actor: Actor) -> list[PublicRelease]:
    """What was released, the newest first, with who did."""
    return list(
        session.exec(
            select(PublicRelease)
            .where(policy.visible_to(actor))
            .options(
                orm.joinedload(PublicRelease.person),  # type: ignore[arg-type]
                orm.defer(PublicRelease.figures),  # type: ignore[arg-type]
            )
            .order_by(col(PublicRelease.released_at).desc(), col(PublicRelease.id).desc())
            .limit(_LISTED)
        )
    )


def get_release(
    session: Session, actor: Actor, release_id: UUID, *, lock: bool = False
) -> PublicRelease:
    """Raises NotFound for who may not see it."""
    query = select(PublicRelease).where(
        policy.visible_to(actor), col(PublicRelease.id) == release_id
    )
    if lock:
        query = query.with_for_update(of=PublicRelease).execution_options(populate_existing=True)
    found = session.exec(query).one_or_none()
    if found is None:
        raise errors.NotFound(_("This release does not exist."))
    return found
