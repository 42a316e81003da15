"""The page of a match.

Both sides, whose turn it is, the action that serves it, and what can be done with it.
"""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.actions import match_queries
from app.core import inputs
from app.core.i18n import mark
from app.dossier import deps
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.matches import (
    arrival_commands,
    arrival_policy,
    commands,
    estimates,
    forms as match_forms,
    labels as match_labels,
    locks as match_locks,
    models as match_models,
    note_commands,
    note_policy,
    note_queries,
    noted_answer_commands,
    policy as match_policy,
    queries,
    replies,
    small_groups,
    terms,
    terms_commands,
    turns,
    undo_commands,
)
from app.matches.models import Match
from app.needs import policy as need_policy
from app.offers import policy as offer_policy
from app.suggestions.queries import explain_pair
from app.web import Form, Page, SessionDep, ViewDep, blank, from_address, notice, submitted

router = APIRouter(prefix="/koppelingen")

APPROVED = notice("match_approved", mark("Approved. The partner is asked now."))
ACCEPTED = notice("match_accepted", mark("Agreed. Both sides see each other's contact now."))
UNPROVEN = notice(
    "match_unproven",
    mark("Agreed. You see each other's contact once they, or the team, confirm their yes."),
)
PROVEN = notice("match_proven", mark("Confirmed. Both sides see each other's contact now."))
AGREED = notice("match_agreed", mark("Your yes is noted. The other side is still asked."))
DECLINED = notice("match_declined", mark("The no is noted."))
UNDONE = notice("match_undone", mark("The answer is undone. You are asked again."))
ENDED = notice(
    "match_ended",
    mark("The answer is undone. Nobody is asked for this any more, so this match has ended."),
)
YES_CONFIRMED = notice("match_yes_confirmed", mark("Confirmed."))
CONFIRMED = notice("match_confirmed", mark("Agreed as it is now."))
WITHDRAWN = notice("match_withdrawn", mark("The match is withdrawn."))
STARTED = notice("match_started", mark("Good luck! The match is running."))
NOTED = notice("match_noted", mark("The note is sent. The other side gets a message."))
COMPLETED = notice("match_completed", mark("Completed. Thank you."))
ARRIVED = notice("match_arrived", mark("Your answer is saved. Thank you."))


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep, match_id: UUID) -> Page[Match]:
    """The page of the match of the path. Every verb locks it with its need and offer."""
    return Page(
        view,
        session,
        actor,
        read=partial(queries.get_match, session, actor, match_id),
        lock=partial(match_locks.lock_match, session, actor, match_id),
        template="matches/show.html",
        block="match_page",
        address=view.url("matches:show", match_id=match_id),
        shown=partial(_shown, session, actor),
    )


class Opened(inputs.Input):
    """Which form of the page is open. A no asks its reason, where it does not stand in the way of a
    yes.
    """

    opened: str = ""
    page: Literal["work"] | None = None


class RefusalOnPage(commands.Refusal):
    """A no, and from which page somebody came to say it."""

    page: Literal["work"] | None = None


PageDep = Annotated[Page[Match], Depends(page_of)]
YesForm = Annotated[Form[commands.Yes], Depends(submitted(commands.Yes))]
AnswerForm = Annotated[Form[commands.Answer], Depends(submitted(commands.Answer))]
RefusalForm = Annotated[Form[RefusalOnPage], Depends(submitted(RefusalOnPage))]
TakingBackForm = Annotated[Form[commands.TakingBack], Depends(submitted(commands.TakingBack))]
NoteForm = Annotated[Form[note_commands.NoteInput], Depends(submitted(note_commands.NoteInput))]
ArrivalForm = Annotated[
    Form[arrival_commands.ArrivalInput], Depends(submitted(arrival_commands.ArrivalInput))
]
CompletionForm = Annotated[Form[commands.Completion], Depends(submitted(commands.Completion))]


@router.get("/{match_id}", name="matches:show")
def show(page: PageDep, wish: Annotated[Form[Opened], Depends(from_address(Opened))]) -> Response:
    came_from = "work" if wish.value("page") == "work" else None
    refusing = blank(RefusalOnPage, page=came_from)
    return page.open(opened=wish.value("opened") or None, refusing=refusing)


@router.post("/{match_id}/goedkeuren", name="matches:approve")
def approve(page: PageDep, form: YesForm) -> Response:
    return page.do(commands.approve_match, form=form, name="yes", said=APPROVED)


@router.post("/{match_id}/accepteren", name="matches:accept")
def accept(page: PageDep, form: AnswerForm) -> Response:
    on_behalf = form.value("on_behalf") == "1"
    return page.do(
        commands.accept_match,
        form=form,
        name="answering_for" if on_behalf else "answering",
        said=_said_after_yes,
        right=lambda *of: (
            match_policy.MatchPolicy(*of).accept_for
            if on_behalf
            else match_policy.MatchPolicy(*of).accept
        ),
    )


@router.post("/{match_id}/afwijzen", name="matches:decline")
def decline(page: PageDep, form: RefusalForm) -> Response:
    on_behalf = form.value("on_behalf") == "1"
    return page.do(
        commands.decline_match,
        form=form,
        name="refusing_for" if on_behalf else "refusing",
        said=DECLINED,
        # Who answers one thing after the other goes on where the list is.
        then=page.view.url("work:index") if form.value("page") == "work" else None,
        right=lambda *of: (
            match_policy.MatchPolicy(*of).decline_for
            if on_behalf
            else match_policy.MatchPolicy(*of).decline
        ),
    )


@router.post("/{match_id}/bevestigen", name="matches:confirm")
def confirm(page: PageDep, form: YesForm) -> Response:
    return page.do(terms_commands.confirm_terms, form=form, name="yes", said=CONFIRMED)


@router.post("/{match_id}/klopt", name="matches:vouch")
def vouch(page: PageDep) -> Response:
    return page.do(
        noted_answer_commands.vouch_for_answer,
        said=lambda match: PROVEN if match.accepted_at else YES_CONFIRMED,
    )


@router.post("/{match_id}/terugdraaien", name="matches:undo")
def undo(page: PageDep, form: deps.OnPageForm, match_id: UUID) -> Response:
    # What ended with the answer may come back, so that is locked as well.
    lock = partial(match_locks.lock_answered, page.session, page.actor, match_id)
    return replace(page, lock=lock).do(
        undo_commands.undo_answer,
        said=lambda match: UNDONE if match.status in match_models.ASKED else ENDED,
        then=page.view.url("work:index") if form.value("page") == "work" else None,
    )


@router.post("/{match_id}/intrekken", name="matches:withdraw")
def withdraw(page: PageDep, form: TakingBackForm) -> Response:
    return page.do(commands.withdraw_match, form=form, name="taking_back", said=WITHDRAWN)


@router.post("/{match_id}/starten", name="matches:start")
def start(page: PageDep) -> Response:
    return page.do(commands.start_match, said=STARTED)


@router.post("/{match_id}/afronden", name="matches:complete")
def complete(page: PageDep, form: CompletionForm) -> Response:
    return page.do(commands.complete_match, form=form, name="completing", said=COMPLETED)


@router.post("/{match_id}/notities", name="matches:note")
def note(page: PageDep, form: NoteForm) -> Response:
    return page.do(note_commands.write_note, form=form, name="noting", said=NOTED, focus="notes")


@router.post("/{match_id}/aangekomen", name="matches:arrive")
def arrive(page: PageDep, form: ArrivalForm) -> Response:
    return page.do(
        arrival_commands.say_arrived, form=form, name="arriving", said=ARRIVED, focus="arrived"
    )


def _said_after_yes(match: Match) -> str:
    if not match.accepted_at:
        return AGREED
    return UNPROVEN if match.unproven else ACCEPTED


def _shown(session: Session, actor: Actor, match: Match) -> dict[str, Any]:
    """What the page of a match shows."""
    may = match_policy.MatchPolicy(actor, match)
    may_arrive = arrival_policy.ArrivalPolicy(actor, match)
    contacts: list[queries.Contact] = []
    if may.contact:
        commands.view_contact(session, actor, match)
        contacts = queries.get_contacts(session, actor, match)
    notes = note_queries.find_notes(session, actor, match)
    # What a side says of the help may come with a few words, which are a note as well.
    if notes or (may.details and any(note for _side, _said, note, _at in match.said_arrivals)):
        note_commands.view_notes(session, actor, match)
    same_unit = match.need.unit is match.offer.unit
    masked, quiet = (
        need_policy.is_masked(actor, match.need),
        need_policy.hides_number_from(actor, match.need),
    )
    names = match_labels.names_of(match, is_masked=masked)
    words = match_labels.event_words(names, is_quiet=quiet)
    own = actor.organisation_ids
    entries = find_timeline(session, match.id, words, with_names=False, own=own)
    asks = match_forms.asked_of(match, masked=masked, quiet=quiet)
    choices = match_forms.MatchChoices.for_reading(session, actor)
    rest = min(match.need.left, match.offer.left) if same_unit else match.need.left
    now = None if quiet else min(match.quantity, rest) or None
    action = match_queries.find_serving(session, actor, [match.id]).get(match.id)
    return {
        "match": match,
        "may": may,
        "proposer": names[match.proposed_by],
        "contacts": contacts,
        "action": action,
        "may_become_action": action is None and match_queries.can_serve(session, actor, match),
        "entries": entries if may.details else [],
        "notes": [(note, names[note.side]) for note in notes],
        "may_note": note_policy.NotePolicy(actor, match),
        "arrived": [(names[side], *said) for side, *said in match.said_arrivals]
        if may.details
        else [],
        "may_arrive": may_arrive,
        "arriving": blank(arrival_commands.ArrivalInput, **may_arrive.typed),
        "noting": blank(note_commands.NoteInput),
        "focus": "",
        "replies": {names[side]: text for side, text in replies.said(match).items()}
        if may.details
        else {},
        "noted": [match_labels.noted_label(answer, names) for answer in match.noted_answers]
        if may.details
        else [],
        "choices": choices,
        "changed": match_labels.changed_terms(match, choices, names, is_masked=masked or quiet)
        if may.details
        else [],
        # What speaks for and against it matters as long as somebody still has to say yes.
        "why": explain_pair(session, actor, match.need, match.offer, label=choices.label)
        if may.details and match.status in match_models.ASKED
        else None,
        "is_masked": masked,
        "hides_number": quiet,
        # Withdrawn things are gone for who had no match with them.
        "can_read_need": need_policy.can_see(actor, match.need),
        "can_read_offer": offer_policy.can_see(actor, match.offer),
        "hides_offer_number": asks["offer_quantity"] is None,
        "takes": small_groups.told(match.need, match.offer, match, masked=masked),
        "same_unit": same_unit,
        "seen": terms.versions(match),
        "past": turns.past_of(match) if match.status in match_models.ASKED else None,
        "agreed": terms.agreed_of(match),
        "yes_holds": terms.shared_period(match),
        "rate": estimates.rate_words(match.need.support_type, match.need.unit, match.offer.unit),
        "answering": blank(
            commands.Answer,
            **asks | {"quantity": now, "note": replies.typed(match, may.own_answer)},
        ),
        "answering_for": blank(commands.Answer, **asks),
        "refusing": blank(RefusalOnPage),
        "refusing_for": blank(RefusalOnPage),
        "taking_back": blank(commands.TakingBack),
        "completing": blank(commands.Completion),
        "opened": None,
    }
