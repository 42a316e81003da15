"""The page of the board."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.board import queries
from app.board.forms import BoardChoices
from app.board.queries import BoardFilters
from app.core.errors import Invalid
from app.identity.deps import ActorDep
from app.web.database import SessionDep
from app.web.forms import Form, from_address
from app.web.view import ViewDep

router = APIRouter(prefix="/bord")

CARDS = 20  # in a column, before "more"


@router.get("", name="board:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[BoardFilters], Depends(from_address(BoardFilters))],
) -> Response:
    choices = BoardChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "board/index.html", status=422, form=form.refuse(problem), board=None, choices=choices
        )
    board = queries.get_board(session, actor, filters, size=CARDS)
    return view.page(
        "board/index.html", fragments=("board_columns",), form=form, board=board, choices=choices
    )
