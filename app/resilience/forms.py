"""Choices, forms and starting values of the pages of examples."""

from typing import Any, Literal
from uuid import UUID

from app.core import inputs, shown
from app.identity.actor import Actor
from app.resilience import adoption_commands, fields, origin_queries
from app.resilience.models import ResilienceExample
from app.target_groups.choices import RegionChoices


class ExampleStart(inputs.Input):
    """The need or action of the board that a new example comes from."""

    need: UUID | None = None
    action: UUID | None = None
    # A good signal: its words and what it is about fill the form.
    signal: UUID | None = None


class FromExamplePage(inputs.Input):
    """Whether the button stood in the list."""

    page: Literal["list"] | None = None


class AppreciationFromPage(FromExamplePage, adoption_commands.Appreciating):
    """Appreciation, and from which page."""


class AdoptionFromPage(FromExamplePage, adoption_commands.Adoption):
    """That one does it too, and from which page."""

    asks_names = adoption_commands.Adoption.asks_names


class ExampleChoices(RegionChoices):
    """Every list a page of examples can offer, and every label it can show."""

    def list_facts(self, row: fields.ExampleRow) -> list[str]:
        """What a list says of an example, below its title."""
        return [text for _label, text in shown.told(fields.LIST, row, self)]

    def page_facts(self, example: ResilienceExample, place: str | None) -> list[tuple[str, str]]:
        """What the page of an example says first, with labels; `place`: where it is told to be."""
        return shown.told(fields.PAGE, fields.SeenExample(example, place), self)

    def defaults(self, actor: Actor) -> dict[str, Any]:
        """What a new form starts with: the organisation's own municipality."""
        seats = actor.writing_seats
        return {"municipality": seats[0].municipality_code if seats else None}

    def start_of(self, origin: origin_queries.Origin) -> dict[str, Any]:
        """What a need or an action fills in. Everybody reads an example, so of a small group
        nothing that tells where it is.
        """
        themes = origin.themes or self._themes_of(origin.support_type)
        kind = origin.support_type or self._kind_for(themes)
        places = [] if origin.is_small else origin.municipalities
        return {
            "title": None if origin.is_small else origin.title,
            "description": None if origin.is_small else origin.description,
            "theme": themes[0] if themes else None,
            "support_type": kind,
            "target_group": origin.groups[0] if origin.groups else None,
            "municipality": places[0] if len(places) == 1 else None,
            ORIGINS[origin.route]: origin.id,
        }

    def _themes_of(self, support_type: str) -> list[str]:
        kinds = self.reference.support_types
        return next((list(kind.themes) for kind in kinds if kind.value == support_type), [])

    def _kind_for(self, themes: list[str]) -> str | None:
        """The one kind of help that serves a theme, if there is only one."""
        kinds = [
            kind.value for kind in self.reference.support_types if set(kind.themes[:1]) & {*themes}
        ]
        return kinds[0] if len(kinds) == 1 else None


# The field of the form that holds what an example came from, by the page that it is on.
ORIGINS = {"needs:show": "need", "actions:show": "action"}
