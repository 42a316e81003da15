"""Downloads: one line for each list, at the address of the list."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response, StreamingResponse

from app.core import clock
from app.exports.actions import ACTIONS
from app.exports.commands import take_export
from app.exports.files import Ending
from app.exports.groups import GROUPS
from app.exports.listing import Listing
from app.exports.lists import CRISES, MEASURES
from app.exports.matches import MATCHES
from app.exports.needs import NEEDS
from app.exports.offers import OFFERS
from app.exports.sizes import SIZES
from app.identity.deps import ActorDep
from app.web.database import SessionDep
from app.web.forms import Form, from_address

router = APIRouter()

# Every listing that has an address, by its name.
LISTINGS: dict[str, Listing[Any, Any, Any]] = {}

CHUNK = 64 * 1024


def _serve(path: str, listing: Listing[Any, Any, Any]) -> None:
    """Give a listing its address: `path` with `.csv` and `.xlsx` behind it, under the name
    `exports:<name>`.
    """
    asked_for = Depends(from_address(listing.filters))

    @router.get(path + ".{ending}", name=f"exports:{listing.name}")
    def download(
        session: SessionDep, actor: ActorDep, ending: Ending, form: Form[Any] = asked_for
    ) -> Response:
        filters = form.parse()
        with ExitStack() as unfinished:
            file: IO[bytes] = unfinished.enter_context(tempfile.TemporaryFile())
            take_export(session, actor, listing, filters, ending, file)
            unfinished.pop_all()  # from here on the answer closes it
        return _attachment(
            file,
            f"{listing.filename}-{clock.today().isoformat()}.{ending.value}",
            ending.media_type,
        )

    LISTINGS[listing.name] = listing


def _attachment(file: IO[bytes], name: str, media_type: str) -> Response:
    """The file, piece by piece: written before the answer starts, so that the trail has its line
    whatever follows.
    """
    size = file.tell()
    file.seek(0)

    def chunks() -> Iterator[bytes]:
        with file:
            while chunk := file.read(CHUNK):
                yield chunk

    headers = {"content-disposition": f'attachment; filename="{name}"', "content-length": str(size)}
    return StreamingResponse(chunks(), media_type=media_type, headers=headers)


_serve("/behoeften/lijst", NEEDS)
_serve("/aanbod/lijst", OFFERS)
_serve("/acties/lijst", ACTIONS)
_serve("/bord/lijst", MATCHES)
_serve("/doelgroepen/lijst", GROUPS)
_serve("/doelgroepen/omvang", SIZES)
_serve("/beheer/crises/lijst", CRISES)
_serve("/beheer/maatregelen/lijst", MEASURES)
