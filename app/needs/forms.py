"""Choices and starting values of the pages of needs."""

from typing import Any

from app.core import clock
from app.core.i18n import gettext as _
from app.core.shown import told
from app.needs.fields import LIST, PAGE, NeedRow, SeenNeed
from app.needs.labels import (
    outcome_label,
    owner_label,
    status_icon,
    status_label,
    urgency_label,
    withdrawal_label,
)
from app.needs.models import Need, NeedOutcome, NeedStatus, NeedWithdrawal, Urgency
from app.needs.queries import NeedSort, StatusFilter
from app.reference.models import Unit
from app.reference.queries import Choice
from app.target_groups.choices import RegionChoices


class NeedChoices(RegionChoices):
    """Every list a page of needs can offer, and every label it can show."""

    status_label = staticmethod(status_label)
    status_icon = staticmethod(status_icon)
    urgency_label = staticmethod(urgency_label)
    outcome_label = staticmethod(outcome_label)
    owner_label = staticmethod(owner_label)
    withdrawal_label = staticmethod(withdrawal_label)

    @property
    def urgencies(self) -> list[Choice]:
        return [Choice(urgency.value, urgency_label(urgency)) for urgency in Urgency]

    @property
    def outcomes(self) -> list[Choice]:
        return [Choice(outcome.value, outcome_label(outcome)) for outcome in NeedOutcome]

    @property
    def withdrawals(self) -> list[Choice]:
        return [Choice(reason.value, withdrawal_label(reason)) for reason in NeedWithdrawal]

    @property
    def statuses(self) -> list[Choice]:
        states = [Choice(status.value, status_label(status)) for status in NeedStatus]
        return [
            Choice(StatusFilter.CURRENT, _("Drafts and open")),
            *states,
            Choice(StatusFilter.ALL, _("All")),
        ]

    @property
    def sorts(self) -> list[Choice]:
        return [
            Choice(NeedSort.URGENT, _("Most urgent first")),
            Choice(NeedSort.NEWEST, _("Newest first")),
            Choice(NeedSort.ENDING, _("Ending soonest first")),
        ]

    @property
    def named_lists(self) -> dict[str, list[Choice]]:
        return {"status": self.statuses, "urgency": self.urgencies}

    def list_facts(self, row: NeedRow) -> list[str]:
        """What a list says of a need, below its title."""
        return [text for _label, text in told(LIST, row, self)]

    def page_facts(
        self, need: Need, *, is_masked: bool, hides_number: bool
    ) -> list[tuple[str, str]]:
        """What the page of a need says first, with labels."""
        return told(PAGE, SeenNeed(need, is_masked, hides_number), self)

    @property
    def defaults(self) -> dict[str, Any]:
        """What a new form starts with."""
        return {
            "unit": Unit.PEOPLE.value,
            "urgency": Urgency.NORMAL.value,
            "needed_from": clock.today().isoformat(),
            "crisis": self.reference.default_crisis,
        }
