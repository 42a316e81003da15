"""The page of the board."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.board import forms, queries
from app.core import shown
from app.core.errors import Invalid
from app.filters.models import FilteredList
from app.filters.queries import find_saved
from app.identity.deps import ActorDep
from app.reference import neighbour_queries
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/bord")

CARDS = 20  # in a column, before "more"


@router.get("", name="board:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[forms.BoardFilters], Depends(from_address(forms.BoardFilters))],
) -> Response:
    choices = forms.BoardChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "board/index.html",
            status=422,
            form=form.refuse(problem),
            board=None,
            choices=choices,
            has_neighbours=False,
        )
    board = queries.get_board(session, actor, filters, size=CARDS)
    return view.page(
        "board/index.html",
        fragments=("board_columns",),
        form=form,
        board=board,
        choices=choices,
        has_neighbours=neighbour_queries.is_any_open_to(session, actor.regions),
        saved=find_saved(session, actor, FilteredList.BOARD),
        left_out=shown.left_out(queries.count_left_out(session, actor, filters)),
    )
