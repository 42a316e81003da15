"""The page of the board, and what it hears while somebody looks at it."""

from collections.abc import Hashable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.board import forms, picture, queries
from app.core import shown
from app.core.errors import Invalid
from app.filters.models import FilteredList
from app.filters.queries import find_saved
from app.identity.actor import Actor
from app.identity.deps import ActorDep, VisitorDep
from app.live import stream
from app.live.picture import Watched
from app.reference import neighbour_queries
from app.web import Form, SessionDep, View, ViewDep, from_address

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
            picture=None,
            choices=choices,
            has_neighbours=False,
        )
    known = stream.hall_of(view.request)
    heard = known.heard
    board = queries.get_board(session, actor, filters, size=CARDS)
    drawn = None
    if filters.column is None:
        drawn = _draw(view, actor, board, choices, _others(form))
        known.draw(actor, _key(form), drawn, heard)
    return view.page(
        "board/index.html",
        fragments=("board_columns",),
        form=form,
        board=board,
        picture=drawn,
        choices=choices,
        has_neighbours=neighbour_queries.is_any_open_to(session, actor.regions),
        saved=find_saved(session, actor, FilteredList.BOARD),
        left_out=shown.left_out(queries.count_left_out(session, actor, filters)),
    )


@router.get("/live", name="board:live")
def watch(
    view: ViewDep,
    session: SessionDep,
    actor: VisitorDep,
    form: Annotated[Form[forms.WatchedBoard], Depends(from_address(forms.WatchedBoard))],
) -> Response:
    """What changes on the board, for the page that shows it."""
    page = view.url("board:index")
    if actor is None or not stream.is_asked(view):
        return stream.closed() if stream.is_asked(view) else view.redirect(page)
    forms.BoardChoices.for_reading(session, actor).understand(form)
    try:
        filters = form.parse()
    except Invalid:
        return stream.closed()
    others = _others(form)

    def read(session: Session, actor: Actor) -> picture.BoardPicture:
        choices = forms.BoardChoices.for_reading(session, actor)
        board = queries.get_board(session, actor, filters, size=CARDS)
        return _draw(view, actor, board, choices, others)

    watched = Watched(_key(form), read)
    return stream.open_for(view, actor, page, watched, form.value("shown"))


def _others(form: Form[Any]) -> dict[str, str]:
    """The filters, as they stand in the address."""
    return form.chosen(without=("column", "cursor", "shown"))


def _key(form: Form[Any]) -> Hashable:
    """Of this page with these filters, in the hall."""
    return "board", tuple(_others(form).items())


def _draw(
    view: View,
    actor: Actor,
    board: queries.Board,
    choices: forms.BoardChoices,
    others: dict[str, str],
) -> picture.BoardPicture:
    macros = view.macros("board/parts.html")
    return picture.draw(board, choices, others, macros, is_team=bool(actor.team_regions))
