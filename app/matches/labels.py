"""Words for matches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from app.core.i18n import gettext as _, listed, long_date, mark, ngettext, number
from app.identity.timeline import Words
from app.matches import arrivals, models, queries, terms
from app.needs import labels as need_labels
from app.reference import models as reference_models
from app.target_groups.choices import RegionChoices


def status_label(status: models.MatchStatus, *, needs_review: bool = True) -> str:
    """Where a match stands, in the words of the board."""
    if status is models.MatchStatus.PROPOSED and not needs_review:
        return models.MatchStatus.APPROVED.word
    return status.word


# The organisations of a match, and the team, as a reader may know them.
Names = Mapping[models.Side, str]


def names_of(match: models.Match, *, is_masked: bool) -> Names:
    """Who speaks in a match. `is_masked`: the reader may not know whose the need is."""
    owner = need_labels.owner_label(match.need.organisation.name, is_masked=is_masked)
    return speakers(owner, match.offer.organisation.name)


def speakers(need_owner: str, offer_owner: str) -> Names:
    """Who speaks in a match, by the names that the reader may know."""
    return {
        models.Side.NEED: need_owner,
        models.Side.OFFER: offer_owner,
        models.Side.TEAM: models.Side.TEAM.word,
    }


def noted_label(answer: models.NotedAnswer, names: Names) -> str:
    """An answer that was written down: for whom, how it came, and the note."""
    text = _("%(how)s, from %(who)s", how=answer.channel.word, who=names[answer.side])
    return f"{text}: “{answer.note}”" if answer.note else text


def what_follows(
    settings: reference_models.RegionSettings,
    partner: str,
    *,
    by_team: bool,
    needs_review: bool | None = None,
) -> str:
    """What happens after a proposal: who looks at it, and how long the partner has to answer.
    `needs_review`: whether the team looks at it first, of what is proposed already.
    """
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
    if needs_review is False:
        return answer
    if needs_review or settings.review_mode is reference_models.ReviewMode.ALL:
        return _("The team of the region looks at it first. After that %(answer)s", answer=answer)
    if settings.review_mode is reference_models.ReviewMode.ACROSS:
        return _(
            "Across municipalities the team of the region looks at it first. %(answer)s",
            answer=answer,
        )
    return answer


def _with_channel(text: str, facts: dict[str, Any]) -> str:
    if facts.get("with_note"):
        return _("%(what)s, with a message", what=text)
    if facts.get("on_behalf") is None:
        return text
    return _(
        "%(what)s (written down: %(how)s)",
        what=text,
        how=models.Channel(facts["on_behalf"]).word.lower(),
    )


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
    match: models.Match, choices: RegionChoices, names: Names, *, is_masked: bool
) -> list[ChangedTerm]:
    """What is different since the yes. `is_masked`: the reader may not know where the people of
    the need are, nor how few.
    """
    hidden = ("municipality_code", "quantity") if is_masked else ()
    return [
        ChangedTerm(
            names[side],
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
    return listed(choices.label(slug) for slug in slugs) or _("whole region")


# What the system withdrew, by whose room is used up.
FULL = {
    "need": mark("Withdrawn by the system: the need is covered"),
    "offer": mark("Withdrawn by the system: the offer is used up"),
}
_FULL_WITH = {
    "need": mark("Match with %(name)s withdrawn by the system: the need is covered"),
    "offer": mark("Match with %(name)s withdrawn by the system: the offer is used up"),
}


def event_words(names: Names, *, is_quiet: bool) -> Words:
    """What happened to a match, for who may read its details. `is_quiet`: not how few people it is
    about.
    """

    def who(facts: dict[str, Any], key: str = "side") -> str:
        return names[models.Side(facts[key])]

    def proposed(facts: dict[str, Any]) -> str:
        if is_quiet:
            return _("Proposed by %(who)s", who=who(facts, "by"))
        return ngettext(
            "Proposed by %(who)s, for %(num)s",
            "Proposed by %(who)s, for %(num)s",
            facts["quantity"],
            who=who(facts, "by"),
        )

    def agreed(facts: dict[str, Any]) -> str:
        return _with_channel(_("Yes from %(who)s", who=who(facts)), facts)

    def accepted(facts: dict[str, Any]) -> str:
        if is_quiet:
            return agreed(facts)
        text = ngettext(
            "Yes from %(who)s: %(num)s agreed",
            "Yes from %(who)s: %(num)s agreed",
            facts["quantity"],
            who=who(facts),
        )
        return _with_channel(text, facts)

    def declined(facts: dict[str, Any]) -> str:
        why = models.DeclineReason(facts["reason"]).word
        return _with_channel(_("No from %(who)s: %(why)s", who=who(facts), why=why), facts)

    return {
        "match:proposed": proposed,
        "match:approved": lambda facts: _("Approved by the team of the region"),
        "match:review_undone": lambda facts: _("Decision of the team undone"),
        "match:told": lambda facts: _("Decision of the team passed on"),
        "match:agreed": agreed,
        "match:accepted": accepted,
        "match:answer_confirmed": lambda facts: _("Yes of %(who)s confirmed", who=who(facts)),
        "match:answer_undone": lambda facts: _("Answer undone by %(who)s", who=who(facts)),
        "match:answer_taken_back": lambda facts: _("Answer undone by %(who)s", who=who(facts)),
        "match:asked_again": lambda facts: _("Asked again: there is room again"),
        "match:answer_told": lambda facts: (
            _("%(who)s was told", who=who(facts, "told"))
            if facts.get("told")
            else _("Answer passed on")
        ),
        "match:terms_changed": lambda facts: _("Changed after the yes, by %(who)s", who=who(facts)),
        "match:terms_confirmed": lambda facts: _(
            "The change is agreed, by %(who)s", who=who(facts)
        ),
        "match:declined": declined,
        "match:withdrawn": lambda facts: (
            _(FULL[facts["full"]])
            if facts.get("full")
            else _("Withdrawn: %(why)s", why=models.WithdrawReason(facts["reason"]).word)
        ),
        "match:started": lambda facts: _("Started"),
        "match:completed": lambda facts: _(
            "Completed: %(how)s", how=models.MatchOutcome(facts["outcome"]).word
        ),
        "match:arrived": lambda facts: _(
            "Did the help arrive? %(who)s: %(how)s",
            who=who(facts),
            how=arrivals.Arrived(facts["arrived"]).word,
        ),
        "match:lapsed": lambda facts: _("No answer before the deadline"),
        "match:note_written": lambda facts: _("Note from %(who)s", who=who(facts)),
        "match:notes_viewed": lambda facts: _("Notes read by the team of the region"),
    }


def partner_words(row: queries.PartnerRow) -> Words:
    """What happened to a match in the history of its need or offer: what everybody in the region
    may know of it, so without who said why.
    """
    name = row.partner

    def counted(quiet: str, loud: str, facts: dict[str, Any]) -> str:
        if not row.counted_as:
            return _(quiet, name=name)
        return _(loud, name=name, num=number(facts[row.counted_as]))

    decided: Words = {
        "match:approved": lambda facts: _(
            "Match with %(name)s approved by the team of the region", name=name
        ),
        "match:review_undone": lambda facts: _(
            "Decision of the team on %(name)s undone", name=name
        ),
        "match:declined": lambda facts: _("Match with %(name)s declined", name=name),
    }
    return {
        "match:proposed": partial(
            counted,
            mark("Match with %(name)s proposed"),
            mark("Match with %(name)s proposed, for %(num)s"),
        ),
        # Nobody is told yet what the team decided this minute.
        **({} if row.is_untold else decided),
        "match:accepted": partial(
            counted,
            mark("Agreed with %(name)s"),
            mark("Agreed with %(name)s, for %(num)s"),
        ),
        "match:withdrawn": lambda facts: _(
            _FULL_WITH[facts["full"]]
            if facts.get("full")
            else mark("Match with %(name)s withdrawn"),
            name=name,
        ),
        "match:answer_taken_back": lambda facts: _("Answer of %(name)s undone", name=name),
        "match:asked_again": lambda facts: _("%(name)s asked again", name=name),
        "match:started": lambda facts: _("Begun with %(name)s", name=name),
        "match:completed": lambda facts: _("Match with %(name)s completed", name=name),
        "match:lapsed": lambda facts: _("No answer in time: match with %(name)s", name=name),
    }
