"""Quick ways to a release, always through the commands."""

from __future__ import annotations

from app.picture import release_commands
from app.releases import queries
from app.releases.models import PublicRelease
from tests.world import World


def release(world: World, who: str = "daan") -> PublicRelease:
    """What there is now, as somebody releases it who saw it."""
    world.session.flush()
    world.session.expire_all()  # another request may have withdrawn one
    found = release_commands.preview(world.session, world[who].team_regions[0])
    given = release_commands.ReleaseInput(stamp=found.stamp)
    made = release_commands.release(world.session, world[who], given)
    world.session.flush()
    return made


def withdraw(world: World, made: PublicRelease, who: str = "daan") -> None:
    held = queries.get_release(world.session, world[who], made.id, lock=True)
    release_commands.withdraw(world.session, world[who], held)
    world.session.flush()
