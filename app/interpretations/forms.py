"""Choices of the pages of interpretations, and what a form starts with that a proposal leads to."""

from typing import Any
from uuid import UUID

from app.core import characters, inputs
from app.core.forms import Form
from app.core.i18n import gettext as _
from app.interpretations import fields
from app.interpretations.models import Interpretation, InterpretationProposal
from app.target_groups.choices import RegionChoices

LONGEST_TITLE = 120


class ProposalStart(inputs.Input):
    """From which proposal a new need or action follows."""

    proposal: inputs.Slug | None = None


def proposal_of(start: Form[Any]) -> UUID | None:
    """The proposal of an address: none, or nonsense that names none that is there."""
    said = start.value("proposal")
    return (inputs.read_id(said) or UUID(int=0)) if said else None


class InterpretationChoices(RegionChoices):
    """The lists of the pages, and what their filters are called."""

    def filter_label(self, name: str, value: str) -> str:
        if name == "open_proposals":
            return _("With an open proposal")
        return super().filter_label(name, value)


def need_of(proposal: InterpretationProposal, interpretation: Interpretation) -> dict[str, Any]:
    """What the form of a need starts with that follows from a proposal."""
    return {
        **_told(proposal, interpretation),
        "support_type": proposal.support_type,
        "target_group": proposal.target_group,
        "municipality": proposal.municipality_code,
    }


def action_of(proposal: InterpretationProposal, interpretation: Interpretation) -> dict[str, Any]:
    """The same of the form of an action."""
    return {
        **_told(proposal, interpretation),
        "target_groups": [proposal.target_group] if proposal.target_group else [],
        "municipalities": [proposal.municipality_code] if proposal.municipality_code else [],
    }


def _told(proposal: InterpretationProposal, interpretation: Interpretation) -> dict[str, Any]:
    """As much of its text as a title holds, and where that is not all of it, the whole below."""
    text = proposal.text
    is_title = len(text) <= LONGEST_TITLE
    return {
        "title": text if is_title else characters.shortened(text, LONGEST_TITLE - 2),
        "description": "" if is_title else text,
        "crisis": interpretation.crisis.slug if interpretation.crisis else None,
    }


def changed_in(interpretation: Interpretation) -> dict[int, list[str]]:
    """By the number of a version what it says otherwise than the one before it."""
    pairs = zip(interpretation.versions, interpretation.versions[1:], strict=False)
    names = fields.InterpretationFields.asks_names
    return {
        after.number: [
            _(word) for name, word in names.items() if getattr(before, name) != getattr(after, name)
        ]
        for before, after in pairs
    }
