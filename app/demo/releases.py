"""Public pictures of the demo region, of three weeks in a row."""

from sqlmodel import Session

from app.core import clock
from app.demo import region as demo_region
from app.identity.actor import Actor
from app.picture import release_commands

# How many weeks ago each was released, on its Friday.
WEEKS = (3, 2, 1)


def seed_releases(session: Session, team: Actor) -> int:
    """Release what stood on each of these days. Returns how many."""
    region_code = team.team_regions[0]
    for weeks in WEEKS:
        days = clock.today().weekday() + 7 * weeks - 4
        with clock.at(demo_region.moment_ago(days, hour=15)):
            stamp = release_commands.preview(session, region_code).stamp
            given = release_commands.ReleaseInput(stamp=stamp)
            release_commands.release(session, team, given)
    return len(WEEKS)
