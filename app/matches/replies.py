"""Replies: what a side writes with its own yes, for the other side to read."""

from app.matches.models import Match, Side


def said(match: Match) -> dict[Side, str]:
    """Of the sides that said yes, the offer's first. Who took its yes back has said nothing."""
    kept = (
        (Side.OFFER, match.awaits_offer, match.offer_reply),
        (Side.NEED, match.awaits_need, match.need_reply),
    )
    return {side: text for side, is_asked, text in kept if text and not is_asked}


def typed(match: Match, side: Side | None) -> str:
    """What a side wrote, also when it took its yes back: its form is filled with it again."""
    if side is Side.NEED:
        return match.need_reply
    return match.offer_reply if side is Side.OFFER else ""


def keep(match: Match, side: Side, text: str) -> None:
    """What a side writes now takes the place of what it wrote before."""
    if side is Side.NEED:
        match.need_reply = text
    elif side is Side.OFFER:
        match.offer_reply = text
