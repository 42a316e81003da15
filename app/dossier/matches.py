"""The page of a match.

Both sides, whose turn it is, the action that serves it, and what can be done with it.
"""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.match_queries import can_serve, find_serving
from app.core.errors import Invalid
from app.core.i18n import mark
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.matches import commands, queries
from app.matches.commands import Answer, Completion, Refusal, TakingBack
from app.matches.forms import MatchChoices, asked_of
from app.matches.labels import EVENT_WORDS, QUIET_WORDS, noted_label
from app.matches.locks import lock_match
from app.matches.models import ASKED, Match, MatchStatus
from app.matches.policy import MatchPolicy
from app.needs.policy import hides_number_from, is_masked
from app.suggestions.queries import explain_pair
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/koppelingen")

APPROVED = notice("match_approved", mark("Approved. The partner is asked now."))
ACCEPTED = notice("match_accepted", mark("Agreed. Both sides see each other's contact now."))
AGREED = notice("match_agreed", mark("Your yes is noted. The other side is still asked."))
DECLINED = notice("match_declined", mark("The no is noted."))
UNDONE = notice("match_undone", mark("The answer is undone. You are asked again."))
ENDED = notice(
    "match_ended", mark("The answer is undone. The need is closed, so this match has ended.")
)
WITHDRAWN = notice("match_withdrawn", mark("The match is withdrawn."))
STARTED = notice("match_started", mark("Good luck! The match is running."))
COMPLETED = notice("match_completed", mark("Completed. Thank you."))


def locked_match(session: SessionDep, actor: ActorDep, match_id: UUID) -> Match:
    """The match of the path, with its need and offer, locked until the request is done."""
    return lock_match(session, actor, match_id)


LockedMatchDep = Annotated[Match, Depends(locked_match)]
AnswerForm = Annotated[Form[Answer], Depends(submitted(Answer))]
RefusalForm = Annotated[Form[Refusal], Depends(submitted(Refusal))]
TakingBackForm = Annotated[Form[TakingBack], Depends(submitted(TakingBack))]
CompletionForm = Annotated[Form[Completion], Depends(submitted(Completion))]


@router.get("/{match_id}", name="matches:show")
def show(view: ViewDep, session: SessionDep, actor: ActorDep, match_id: UUID) -> Response:
    match = queries.get_match(session, actor, match_id)
    return view.page("matches/show.html", **_shown(session, actor, match))


@router.post("/{match_id}/goedkeuren", name="matches:approve")
def approve(view: ViewDep, session: SessionDep, actor: ActorDep, match: LockedMatchDep) -> Response:
    commands.approve_match(session, actor, match)
    return _changed(view, session, actor, match, APPROVED)


@router.post("/{match_id}/accepteren", name="matches:accept")
def accept(
    view: ViewDep, session: SessionDep, actor: ActorDep, match: LockedMatchDep, form: AnswerForm
) -> Response:
    def act() -> None:
        commands.accept_match(session, actor, match, form.parse())

    on_behalf = form.value("on_behalf") == "1"
    return _try(
        view,
        session,
        actor,
        match,
        act,
        lambda: ACCEPTED if match.accepted_at else AGREED,
        "answering_for" if on_behalf else "answering",
        form,
    )


@router.post("/{match_id}/afwijzen", name="matches:decline")
def decline(
    view: ViewDep, session: SessionDep, actor: ActorDep, match: LockedMatchDep, form: RefusalForm
) -> Response:
    def act() -> None:
        commands.decline_match(session, actor, match, form.parse())

    on_behalf = form.value("on_behalf") == "1"
    return _try(
        view,
        session,
        actor,
        match,
        act,
        lambda: DECLINED,
        "refusing_for" if on_behalf else "refusing",
        form,
    )


@router.post("/{match_id}/terugdraaien", name="matches:undo")
def undo(view: ViewDep, session: SessionDep, actor: ActorDep, match: LockedMatchDep) -> Response:
    commands.undo_answer(session, actor, match)
    is_asked = match.status is MatchStatus.APPROVED
    return _changed(view, session, actor, match, UNDONE if is_asked else ENDED)


@router.post("/{match_id}/intrekken", name="matches:withdraw")
def withdraw(
    view: ViewDep, session: SessionDep, actor: ActorDep, match: LockedMatchDep, form: TakingBackForm
) -> Response:
    def act() -> None:
        commands.withdraw_match(session, actor, match, form.parse())

    return _try(view, session, actor, match, act, lambda: WITHDRAWN, "taking_back", form)


@router.post("/{match_id}/starten", name="matches:start")
def start(view: ViewDep, session: SessionDep, actor: ActorDep, match: LockedMatchDep) -> Response:
    commands.start_match(session, actor, match)
    return _changed(view, session, actor, match, STARTED)


@router.post("/{match_id}/afronden", name="matches:complete")
def complete(
    view: ViewDep, session: SessionDep, actor: ActorDep, match: LockedMatchDep, form: CompletionForm
) -> Response:
    def act() -> None:
        commands.complete_match(session, actor, match, form.parse())

    return _try(view, session, actor, match, act, lambda: COMPLETED, "completing", form)


def _page_of(view: View, match: Match) -> str:
    return view.url("matches:show", match_id=match.id)


def _try(
    view: View,
    session: Session,
    actor: Actor,
    match: Match,
    act: Callable[[], None],
    said: Callable[[], str],
    name: str,
    form: Form[Any],
) -> Response:
    """Do a verb with a form; when it is not filled in right, the page again with that form open."""
    match_id = match.id
    try:
        act()
    except Invalid as problem:
        session.rollback()
        shown = _shown(session, actor, queries.get_match(session, actor, match_id)) | {
            name: form,
            "opened": name,
        }
        answer = view.invalid(
            "matches/show.html", form, problem, fragments=("match_page",), **shown
        )
        # The verb itself is rolled back above; that the page showed the contact stays in the trail.
        view.request.state.discard = False
        return answer
    return _changed(view, session, actor, match, said())


def _changed(view: View, session: Session, actor: Actor, match: Match, said: str) -> Response:
    session.flush()
    match_id = match.id

    def shown() -> dict[str, Any]:
        session.expire_all()
        return _shown(session, actor, queries.get_match(session, actor, match_id))

    return view.changed(
        "matches/show.html", "match_page", then=_page_of(view, match), shown=shown, said=said
    )


def _shown(session: Session, actor: Actor, match: Match) -> dict[str, Any]:
    """What the page of a match shows."""
    may = MatchPolicy(actor, match)
    contacts: list[queries.Contact] = []
    if may.contact:
        commands.view_contact(session, actor, match)
        contacts = queries.get_contacts(session, actor, match)
    same_unit = match.need.unit is match.offer.unit
    masked, quiet = is_masked(actor, match.need), hides_number_from(actor, match.need)
    words = QUIET_WORDS if quiet else EVENT_WORDS
    entries = find_timeline(session, match.id, words, with_names=False) if may.details else []
    asks = asked_of(match, masked=masked, quiet=quiet)
    choices = MatchChoices.for_reading(session, actor)
    rest = min(match.need.left, match.offer.left) if same_unit else match.need.left
    now = None if quiet else min(match.quantity, rest) or None
    action = find_serving(session, actor, [match.id]).get(match.id)
    return {
        "match": match,
        "may": may,
        "contacts": contacts,
        "action": action,
        "may_become_action": action is None and can_serve(session, actor, match),
        "entries": entries,
        "noted": [noted_label(answer) for answer in match.noted_answers] if may.details else [],
        "choices": choices,
        # What speaks for and against it matters as long as somebody still has to say yes.
        "why": explain_pair(session, actor, match.need, match.offer, label=choices.label)
        if may.details and match.status in ASKED
        else None,
        "is_masked": masked,
        "hides_number": quiet,
        "hides_offer_number": asks["offer_quantity"] is None,
        "same_unit": same_unit,
        "answering": blank(Answer, **asks | {"quantity": now}),
        "answering_for": blank(Answer, **asks),
        "refusing": blank(Refusal),
        "refusing_for": blank(Refusal),
        "taking_back": blank(TakingBack),
        "completing": blank(Completion),
        "opened": None,
    }
