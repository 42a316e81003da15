"""The round of the review: where its pages lead to, and what each of them shows."""

from functools import partial
from typing import Any

from app.core.i18n import gettext as _
from app.matches.forms import MatchChoices
from app.review import comparison, queries
from app.review.queue import Queue, Waiting
from app.web import View, back


def page_of(view: View, one: Waiting | None) -> str:
    """Where something is looked at; after the last one the round is at its end."""
    if one is None:
        return in_round(view, "review:end")
    if one.is_need:
        return in_round(view, "review:suggestion", need_id=one.id)
    return in_round(view, "review:show", match_id=one.id)


def in_round(view: View, route: str, **params: Any) -> str:
    """A page of the round, or a verb of it. It keeps where somebody began: of that a browser tells
    only the first page.
    """
    return view.url(route, **params, **({"page": "work"} if _began_in_work(view) else {}))


def around(view: View, queue: Queue) -> dict[str, Any]:
    """What every page of the round shows beside what it is about: where it leads on and back."""
    path = _path_before(view)
    previous = queue.previous
    return {
        # It is told once: not again to who goes on from there without a decision.
        "just_decided": previous is not None
        and str(previous.id if previous.is_match else previous.need_id) in path,
        "page_of": partial(page_of, view),
        "in_round": partial(in_round, view),
        "round_back": (_("My work"), view.url("work:index"))
        if _began_in_work(view)
        else back.way_back(view.request, _("To the board"), view.url("board:index")),
        # Who goes on in the round reads on, instead of from the top of the page.
        "goes_on": view.request.app.state.paths.page_at(path).startswith("review:"),
    }


def _began_in_work(view: View) -> bool:
    return view.request.query_params.get("page") == "work" or _path_before(view) == view.url(
        "work:index"
    )


def _path_before(view: View) -> str:
    return back.page_before(view.request).partition("?")[0]


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
        "choices": choices,
        **around(view, queue),
    }
