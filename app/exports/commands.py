"""Making the file of a list."""

from typing import IO

import sqlalchemy as sa
from sqlmodel import Session

from app.audit import record
from app.core.db import Alone, new_id
from app.core.errors import Busy
from app.core.i18n import gettext as _
from app.exports import events, files
from app.exports.listing import C, F, Listing, R, Table
from app.identity.actor import Actor

# Large files at a time, by all processes together. A place is for the making, not for the sending.
AT_ONCE = 2


def take_export(
    session: Session,
    actor: Actor,
    listing: Listing[F, C, R],
    filters: F,
    ending: files.Ending,
    file: IO[bytes],
) -> int:
    """Write what the actor may see of a list into an empty file, and a line in the trail. Returns
    how many rows.

    Reading is authorising here too: the rows come from the query of the list's own page. Raises
    Busy when it turns out large and others make large ones.
    """

    def take_place() -> None:
        if not has_place(session):
            raise Busy(_("Other large files are being made now. Try again in a minute."))

    table = Table(session, actor, listing, filters, at_large=take_place)
    files.write(ending, file, table)
    home = actor.seats[0] if actor.seats else None
    event = events.ExportTaken(
        object_id=new_id(),
        organisation_id=home.organisation_id if home else None,
        region_code=home.region_code if home else None,
        listing=listing.name,
        ending=ending.value,
        rows=table.count,
    )
    record(session, actor, event)
    return table.count


def has_place(session: Session) -> bool:
    """Whether this transaction has one of the places, until its end."""
    return any(
        session.execute(
            sa.select(
                sa.func.pg_try_advisory_xact_lock(sa.cast(Alone.EXPORTING, sa.Integer), place)
            )
        ).scalar_one()
        for place in range(AT_ONCE)
    )
