"""Which boards of others an actor may read, and as whom. Every page starts here."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core import inputs
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.identity.actor import Actor, outsider_in
from app.reference import neighbour_queries
from app.reference.models import SafetyRegion


class BoardPage(inputs.Input):
    """What the address of a list asks for: no words and no filters, only where to go on."""

    cursor: str | None = None


@dataclass(frozen=True)
class Neighbour:
    """A region with an open board, and who its pages are read as: nobody's reader, for whom the
    rules of needs and offers leave what everybody there shares.
    """

    region: SafetyRegion
    reader: Actor


def find_neighbours(session: Session, actor: Actor) -> list[SafetyRegion]:
    """The regions whose board is open to this actor now."""
    return neighbour_queries.find_open_to(session, actor.regions)


def get_neighbour(session: Session, actor: Actor, region_code: str) -> Neighbour:
    """A region with a board that is open to this actor now; NotFound when it is not, or closed
    again.
    """
    for region in find_neighbours(session, actor):
        if region.code == region_code:
            return Neighbour(region, outsider_in(region.code))
    raise NotFound(_("This board does not exist, or it is not open to your region."))
