"""Words for matches."""

from typing import Any

from app.core.i18n import gettext as _, ngettext, pgettext
from app.identity.timeline import Words
from app.matches.models import (
    Channel,
    DeclineReason,
    MatchOutcome,
    MatchStatus,
    NotedAnswer,
    Side,
    WithdrawReason,
)
from app.reference.models import RegionSettings, ReviewMode


def status_label(status: MatchStatus, *, needs_review: bool = True) -> str:
    """Where a match stands, in the words of the board."""
    if status is MatchStatus.PROPOSED and not needs_review:
        return pgettext("match", "Asked")
    return {
        MatchStatus.PROPOSED: pgettext("match", "Proposed"),
        MatchStatus.APPROVED: pgettext("match", "Asked"),
        MatchStatus.ACCEPTED: pgettext("match", "Agreed"),
        MatchStatus.RUNNING: pgettext("match", "Running"),
        MatchStatus.COMPLETED: pgettext("match", "Completed"),
        MatchStatus.DECLINED: pgettext("match", "Declined"),
        MatchStatus.WITHDRAWN: pgettext("match", "Withdrawn"),
        MatchStatus.LAPSED: pgettext("match", "No answer"),
    }[status]


def status_icon(status: MatchStatus) -> str:
    """The drawing that goes with a status: a circle that fills."""
    return {
        MatchStatus.PROPOSED: "quarter",
        MatchStatus.APPROVED: "half",
        MatchStatus.ACCEPTED: "half",
        MatchStatus.RUNNING: "three-quarter",
        MatchStatus.COMPLETED: "full-check",
    }.get(status, "cross")


def decline_label(reason: DeclineReason) -> str:
    """Why somebody said no."""
    return {
        DeclineReason.WRONG_GROUP: _("It is not for this group"),
        DeclineReason.TOO_FAR: _("Too far away"),
        DeclineReason.NO_CAPACITY: _("No room any more"),
        DeclineReason.ALREADY_SOLVED: _("Already solved in another way"),
        DeclineReason.OTHER: _("Another reason"),
    }[reason]


def withdraw_label(reason: WithdrawReason) -> str:
    """Why a match was taken back."""
    return {
        WithdrawReason.NO_LONGER_NEEDED: _("No longer needed"),
        WithdrawReason.CANNOT_ANYMORE: _("We cannot do it any more"),
        WithdrawReason.WRONG: _("Proposed by mistake"),
        WithdrawReason.OTHER: _("Another reason"),
    }[reason]


def outcome_label(outcome: MatchOutcome) -> str:
    """How it went."""
    return {
        MatchOutcome.SUCCEEDED: _("It worked"),
        MatchOutcome.PARTLY: _("It worked partly"),
        MatchOutcome.FAILED: _("It did not work"),
    }[outcome]


def channel_label(channel: Channel) -> str:
    """How an answer came."""
    return {
        Channel.PHONE: _("By telephone"),
        Channel.EMAIL: _("By e-mail"),
        Channel.MEETING: _("In a conversation"),
    }[channel]


def side_label(side: Side) -> str:
    """Who spoke."""
    return {
        Side.NEED: _("the organisation with the need"),
        Side.OFFER: _("the organisation with the offer"),
        Side.TEAM: _("the team of the region"),
    }[side]


def noted_label(answer: NotedAnswer) -> str:
    """An answer that was written down: for whom, how it came, and the note."""
    text = _(
        "%(how)s, from %(who)s", how=channel_label(answer.channel), who=side_label(answer.side)
    )
    return f"{text}: “{answer.note}”" if answer.note else text


def what_follows(settings: RegionSettings, partner: str, *, by_team: bool) -> str:
    """What happens after a proposal: who looks at it, and how long the partner has to answer."""
    days = settings.answer_days
    if by_team:
        return ngettext(
            "Both organisations are asked. They have %(num)s day to answer.",
            "Both organisations are asked. They have %(num)s days to answer.",
            days,
        )
    answer = ngettext(
        "%(name)s has %(num)s day to answer.",
        "%(name)s has %(num)s days to answer.",
        days,
        name=partner,
    )
    if settings.review_mode is ReviewMode.ALL:
        return _("The team of the region looks at it first. After that %(answer)s", answer=answer)
    if settings.review_mode is ReviewMode.ACROSS:
        return _(
            "Across municipalities the team of the region looks at it first. %(answer)s",
            answer=answer,
        )
    return answer


def _proposed(facts: dict[str, Any]) -> str:
    who = side_label(Side(facts["by"]))
    return ngettext(
        "Proposed by %(who)s, for %(num)s",
        "Proposed by %(who)s, for %(num)s",
        facts["quantity"],
        who=who,
    )


def _yes(facts: dict[str, Any]) -> str:
    text = _("Yes from %(who)s", who=side_label(Side(facts["side"])))
    return _with_channel(text, facts)


def _accepted(facts: dict[str, Any]) -> str:
    who = side_label(Side(facts["side"]))
    text = ngettext(
        "Yes from %(who)s: %(num)s agreed",
        "Yes from %(who)s: %(num)s agreed",
        facts["quantity"],
        who=who,
    )
    return _with_channel(text, facts)


def _no(facts: dict[str, Any]) -> str:
    why = decline_label(DeclineReason(facts["reason"]))
    return _with_channel(
        _("No from %(who)s: %(why)s", who=side_label(Side(facts["side"])), why=why), facts
    )


def _with_channel(text: str, facts: dict[str, Any]) -> str:
    if facts.get("on_behalf") is None:
        return text
    return _(
        "%(what)s (written down: %(how)s)",
        what=text,
        how=channel_label(Channel(facts["on_behalf"])).lower(),
    )


def _proposed_quietly(facts: dict[str, Any]) -> str:
    return _("Proposed by %(who)s", who=side_label(Side(facts["by"])))


EVENT_WORDS: Words = {
    "match:proposed": _proposed,
    "match:approved": lambda facts: _("Approved by the team of the region"),
    "match:review_undone": lambda facts: _("Decision of the team undone"),
    "match:told": lambda facts: _("Decision of the team passed on"),
    "match:agreed": _yes,
    "match:accepted": _accepted,
    "match:answer_undone": lambda facts: _(
        "Answer undone by %(who)s", who=side_label(Side(facts["side"]))
    ),
    "match:declined": _no,
    "match:withdrawn": lambda facts: _(
        "Withdrawn: %(why)s", why=withdraw_label(WithdrawReason(facts["reason"]))
    ),
    "match:started": lambda facts: _("Started"),
    "match:completed": lambda facts: _(
        "Completed: %(how)s", how=outcome_label(MatchOutcome(facts["outcome"]))
    ),
    "match:lapsed": lambda facts: _("No answer before the deadline"),
}
# For who may not know how few people it is about.
QUIET_WORDS: Words = {**EVENT_WORDS, "match:proposed": _proposed_quietly, "match:accepted": _yes}
