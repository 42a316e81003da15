"""A match that the team approved a moment ago: it can still undo it, so nobody is told."""

from __future__ import annotations

from app.matches.locks import lock_match
from app.matches.models import Match
from app.suggestions.review_commands import approve_in_review
from tests.matches.pairs import Pairs


def approved_just_now(pairs: Pairs, title: str = "Warm eten op woensdag") -> Match:
    match, daan = pairs.propose(need=pairs.need(title=title)), pairs["daan"]
    return approve_in_review(pairs.session, daan, lock_match(pairs.session, daan, match.id))
