"""Choices and starting values of the pages of needs."""

from typing import Any

from app.core import clock
from app.needs.labels import owner_label
from app.needs.models import Need, Urgency
from app.reference.models import Unit
from app.target_groups.choices import RegionChoices


class NeedChoices(RegionChoices):
    """The lists a page of needs can offer, and what a new need starts with."""

    owner_label = staticmethod(owner_label)

    @property
    def defaults(self) -> dict[str, Any]:
        """What a new form starts with."""
        return {
            "unit": Unit.PEOPLE.value,
            "urgency": Urgency.NORMAL.value,
            "needed_from": clock.today().isoformat(),
            "crisis": self.reference.default_crisis,
        }


def typed_of(need: Need) -> dict[str, Any]:
    """A stored need as the values of its form."""
    return {
        "title": need.title,
        "description": need.description,
        "support_type": need.support_type,
        "target_group": need.target_group,
        "also_groups": need.also_groups,
        "municipality": need.municipality_code,
        "people": need.people,
        "quantity": need.quantity,
        "unit": need.unit.value,
        "urgency": need.urgency.value,
        "needed_from": need.needed_from.isoformat(),
        "needed_until": need.needed_until.isoformat() if need.needed_until else None,
        "crisis": need.crisis.slug if need.crisis else None,
        "measure": need.measure.slug if need.measure else None,
        "version": need.version,
    }
