"""Words for matches."""

from typing import Any

from app.core.i18n import gettext as _, ngettext
from app.identity.timeline import Words
from app.matches import models
from app.reference import models as reference_models


def status_label(status: models.MatchStatus, *, needs_review: bool = True) -> str:
    """Where a match stands, in the words of the board."""
    if status is models.MatchStatus.PROPOSED and not needs_review:
        return models.MatchStatus.APPROVED.word
    return status.word


def noted_label(answer: models.NotedAnswer) -> str:
    """An answer that was written down: for whom, how it came, and the note."""
    text = _("%(how)s, from %(who)s", how=answer.channel.word, who=answer.side.word)
    return f"{text}: “{answer.note}”" if answer.note else text


def what_follows(settings: reference_models.RegionSettings, partner: str, *, by_team: bool) -> str:
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
    if settings.review_mode is reference_models.ReviewMode.ALL:
        return _("The team of the region looks at it first. After that %(answer)s", answer=answer)
    if settings.review_mode is reference_models.ReviewMode.ACROSS:
        return _(
            "Across municipalities the team of the region looks at it first. %(answer)s",
            answer=answer,
        )
    return answer


def _proposed(facts: dict[str, Any]) -> str:
    who = models.Side(facts["by"]).word
    return ngettext(
        "Proposed by %(who)s, for %(num)s",
        "Proposed by %(who)s, for %(num)s",
        facts["quantity"],
        who=who,
    )


def _yes(facts: dict[str, Any]) -> str:
    text = _("Yes from %(who)s", who=models.Side(facts["side"]).word)
    return _with_channel(text, facts)


def _accepted(facts: dict[str, Any]) -> str:
    who = models.Side(facts["side"]).word
    text = ngettext(
        "Yes from %(who)s: %(num)s agreed",
        "Yes from %(who)s: %(num)s agreed",
        facts["quantity"],
        who=who,
    )
    return _with_channel(text, facts)


def _no(facts: dict[str, Any]) -> str:
    why = models.DeclineReason(facts["reason"]).word
    return _with_channel(
        _("No from %(who)s: %(why)s", who=models.Side(facts["side"]).word, why=why), facts
    )


def _with_channel(text: str, facts: dict[str, Any]) -> str:
    if facts.get("on_behalf") is None:
        return text
    return _(
        "%(what)s (written down: %(how)s)",
        what=text,
        how=models.Channel(facts["on_behalf"]).word.lower(),
    )


def _proposed_quietly(facts: dict[str, Any]) -> str:
    return _("Proposed by %(who)s", who=models.Side(facts["by"]).word)


EVENT_WORDS: Words = {
    "match:proposed": _proposed,
    "match:approved": lambda facts: _("Approved by the team of the region"),
    "match:review_undone": lambda facts: _("Decision of the team undone"),
    "match:told": lambda facts: _("Decision of the team passed on"),
    "match:agreed": _yes,
    "match:accepted": _accepted,
    "match:answer_undone": lambda facts: _(
        "Answer undone by %(who)s", who=models.Side(facts["side"]).word
    ),
    "match:declined": _no,
    "match:withdrawn": lambda facts: _(
        "Withdrawn: %(why)s", why=models.WithdrawReason(facts["reason"]).word
    ),
    "match:started": lambda facts: _("Started"),
    "match:completed": lambda facts: _(
        "Completed: %(how)s", how=models.MatchOutcome(facts["outcome"]).word
    ),
    "match:lapsed": lambda facts: _("No answer before the deadline"),
}
# For who may not know how few people it is about.
QUIET_WORDS: Words = {**EVENT_WORDS, "match:proposed": _proposed_quietly, "match:accepted": _yes}
