"""Quick ways to an example in a state, always through the commands."""

from __future__ import annotations

from typing import Any

from app.resilience import adoption_commands, commands, queries
from app.resilience.fields import NewExample
from app.resilience.models import ResilienceExample
from tests.world import World

SOUP: dict[str, Any] = {
    "title": "Soep aan de deur op dinsdag",
    "description": "Vrijwilligers brengen soep en blijven voor een kop koffie.",
    "theme": "social_cohesion",
    "support_type": "groceries_meals",
    "target_group": "older_people",
    "municipality": "GM1979",
    "people_needed": "8 vrijwilligers, 2 uur per week",
    "place_needed": "een keuken",
}


def write(world: World, who: str = "chantal", **changes: Any) -> ResilienceExample:
    """On show, unless said otherwise."""
    given = NewExample.model_validate({"publish": "1"} | SOUP | changes)
    example = commands.write_example(world.session, world[who], given)
    world.session.flush()
    return hold(world, example, who)


def hold(world: World, example: ResilienceExample, who: str) -> ResilienceExample:
    return queries.get_example(world.session, world[who], example.id, lock=True)


def adopt(world: World, example: ResilienceExample, who: str, **given: Any) -> None:
    adoption_commands.adopt_example(
        world.session,
        world[who],
        hold(world, example, who),
        adoption_commands.Adoption.model_validate(given),
    )
    world.session.flush()


def appreciate(world: World, example: ResilienceExample, who: str, value: str = "1") -> None:
    adoption_commands.appreciate_example(
        world.session,
        world[who],
        hold(world, example, who),
        adoption_commands.Appreciating.model_validate({"value": value}),
    )


def found(world: World, who: str, **filters: Any) -> list[Any]:
    asked = queries.ExampleFilters.model_validate(filters)
    return queries.find_examples(world.session, world[who], asked, size=20).rows
