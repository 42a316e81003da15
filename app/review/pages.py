"""What the pages of the review share: where they lead to, and what they show."""

from typing import Any

from app.matches.forms import MatchChoices
from app.review import comparison, queries
from app.review.queue import Queue, Waiting
from app.web import View


def page_of(view: View, one: Waiting | None) -> str:
    """Where something is looked at; after the last one the round is at its end."""
    if one is None:
        return view.url("review:end")
    if one.is_need:
        return view.url("review:suggestion", need_id=one.id)
    return view.url("review:show", match_id=one.id)


def shown(view: View, queue: Queue, case: queries.Case, choices: MatchChoices) -> dict[str, Any]:
    """What the page of one proposal or suggestion shows, but for its forms."""
    own = case.match.id if case.match is not None else case.need.id
    return {
        "case": case,
        "lines": comparison.compare(case.pair, choices),
        "queue": queue,
        "round": queue.proposals if case.match is not None else queue.needs,
        "own_id": own,
        "skip_url": page_of(view, queue.after(own)),
        "page_of": lambda one: page_of(view, one),
        "choices": choices,
    }
