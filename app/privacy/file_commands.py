"""The trail as a file, in the fields of the standard Logboek Dataverwerkingen."""

import json
from typing import IO, Any

from sqlmodel import Session

from app.audit import record
from app.core import db
from app.core.policy import require
from app.core.settings import Settings
from app.identity.actor import Actor
from app.privacy import events, policy, trail_queries

MOST = 100_000
AT_ONCE = 1_000
# Of what only happens, no step of it is measured: it begins and ends at once.
STATUS = "Unset"


def take_trail(
    session: Session,
    actor: Actor,
    settings: Settings,
    filters: trail_queries.TrailFilters,
    file: IO[bytes],
) -> int:
    """Write the lines that the filters ask for, one JSON object a line, and a line in the trail.
    Returns how many.
    """
    require(policy.TrailPolicy(actor).read)
    count = 0
    for row in trail_queries.every_line(session, actor, filters, size=AT_ONCE, most=MOST):
        said = json.dumps(as_processing(row, settings), ensure_ascii=False, default=str)
        file.write(said.encode() + b"\n")
        count += 1
    seat = actor.seats[0]
    event = events.TrailTaken(
        object_id=db.new_id(),
        organisation_id=seat.organisation_id,
        region_code=policy.TrailPolicy(actor).regions[0],
        rows=count,
    )
    record(session, actor, event)
    return count


def as_processing(row: trail_queries.TrailRow, settings: Settings) -> dict[str, Any]:
    """One line in those fields. Who the data are of is the account where it is about one;
    otherwise nobody: needs, offers and matches are of groups. What the standard does not name
    stands under a name of our own.
    """
    at = row.at.isoformat(timespec="milliseconds")
    noun = row.event.partition(":")[0]
    is_person = noun in ("person", "factor")
    return {
        "trace_id": row.id.hex,
        "span_id": row.id.hex[16:],
        "status": STATUS,
        "name": row.event,
        "start_time": at,
        "end_time": at,
        "resource": {"attributes": {"service.name": "schakelbord"}},
        "attributes": {
            "dpl.core.processing_activity_id": f"{settings.base_url}/privacy#{noun}",
            "dpl.core.data_subject_id": str(row.object_id) if is_person else "",
            "dpl.core.data_subject_id_type": "schakelbord:account" if is_person else "",
            "schakelbord.object_id": str(row.object_id),
            "schakelbord.user_id": str(row.person_id) if row.person_id else "",
            "schakelbord.object_organisation": row.organisation_name or "",
            "schakelbord.facts": row.facts,
        },
    }
