"""Downloads: one line for each list, at the address of the list."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any

from fastapi import APIRouter, Depends, Response
from starlette.responses import StreamingResponse

from app.core import clock
from app.exports import (
    actions,
    commands,
    files,
    groups,
    lists,
    matches,
    needs,
    offers,
    partners,
    picture_effects,
    picture_groups,
    picture_help,
    signals,
    sizes,
)
from app.exports.listing import Listing
from app.identity.deps import ActorDep
from app.web import Form, SessionDep, from_address

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
        session: SessionDep, actor: ActorDep, ending: files.Ending, form: Form[Any] = asked_for
    ) -> Response:
        filters = listing.choices.for_reading(session, actor).understand(form).parse()
        with ExitStack() as unfinished:
            file: IO[bytes] = unfinished.enter_context(tempfile.TemporaryFile())
            commands.take_export(session, actor, listing, filters, ending, file)
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


_serve("/behoeften/lijst", needs.NEEDS)
_serve("/aanbod/lijst", offers.OFFERS)
_serve("/acties/lijst", actions.ACTIONS)
_serve("/bord/lijst", matches.MATCHES)
_serve("/doelgroepen/lijst", groups.GROUPS)
_serve("/doelgroepen/omvang", sizes.SIZES)
_serve("/signalen/lijst", signals.SIGNALS)
_serve("/netwerk/lijst", partners.ORGANISATIONS)
_serve("/beheer/crises/lijst", lists.CRISES)
_serve("/beheer/maatregelen/lijst", lists.MEASURES)
_serve("/beeld/gevolgen", picture_effects.EFFECTS)
_serve("/beeld/draagvlak", picture_effects.SUPPORT)
_serve("/beeld/signalen", picture_groups.SIGNALS)
_serve("/beeld/behoeften", picture_groups.NEEDS)
_serve("/beeld/omvang", picture_groups.SIZES)
_serve("/beeld/partijen", picture_groups.ROLES)
_serve("/beeld/hulp", picture_help.FUNNEL)
_serve("/beeld/verdeling", picture_help.SPREAD)
