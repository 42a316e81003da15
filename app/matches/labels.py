"""Words for matches."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.i18n import gettext as _, long_date, mark, ngettext
from app.identity.timeline import Words
from app.matches import models, terms
from app.reference import models as reference_models
from app.target_groups.choices import RegionChoices


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


_TERMS = {
    "title": mark("Title"),
    "support_type": mark("What"),
    "groups": mark("For whom"),
    "target_groups": mark("For whom"),
    "municipality_code": mark("Where"),
    "municipalities": mark("Where"),
    "needed_from": mark("From"),
    "available_from": mark("From"),
    "needed_until": mark("Up to and including"),
    "available_until": mark("Up to and including"),
    "unit": mark("Unit"),
    "quantity": mark("How much"),
}


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """A term that is different since the yes, as a page says it."""

    side: str
    term: str
    then: str
    now: str
    # In somebody's own words.
    is_written: bool


def changed_terms(
    match: models.Match, choices: RegionChoices, *, is_masked: bool
) -> list[ChangedTerm]:
    """What is different since the yes. `is_masked`: the reader may not know where the people of
    the need are, nor how few.
    """
    hidden = ("municipality_code", "quantity") if is_masked else ()
    return [
        ChangedTerm(
            side.word,
            _(_TERMS[change.name]),
            _term(change.name, change.then, match, side, choices),
            _term(change.name, change.now, match, side, choices),
            is_written=change.name == "title",
        )
        for side in terms.OF
        for change in terms.changes(match, side)
        if side is models.Side.OFFER or change.name not in hidden
    ]


def _term(
    name: str, value: Any, match: models.Match, side: models.Side, choices: RegionChoices
) -> str:
    """One term of a snapshot as a reader knows it."""
    if name == "quantity":
        unit = match.need.unit if side is models.Side.NEED else match.offer.unit
        return choices.amount(unit, value)
    if name == "unit":
        return reference_models.Unit(value).word
    if name.endswith(("_from", "_until")):
        return long_date(date.fromisoformat(value)) if value else _("no last day")
    if name == "title":
        return str(value)
    slugs = value if isinstance(value, list) else [value] if value else []
    return ", ".join(choices.label(slug) for slug in slugs) or _("whole region")


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
    "match:terms_changed": lambda facts: _(
        "Changed after the yes, by %(who)s", who=models.Side(facts["side"]).word
    ),
    "match:terms_confirmed": lambda facts: _(
        "The change is agreed, by %(who)s", who=models.Side(facts["side"]).word
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
