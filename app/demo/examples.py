"""Examples of resilience in the demo region: written, done too and appreciated by its people."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.demo import region as demo_region
from app.demo.cast import read
from app.identity.actor import Actor
from app.resilience import adoption_commands, commands, fields, queries

# What the story says besides the fields of the form.
_TOLD = ("of", "shown", "doers", "likes")


def seed_examples(session: Session, region: demo_region.DemoRegion) -> int:
    """Make the examples. Returns how many."""
    coordinators = region.everybody().coordinators
    by_key = {key: coordinators[each.id] for key, each in region.organisations.items()}
    here = {key: actor for key, actor in by_key.items() if actor.regions == ("VR01",)}
    for thing in read("examples"):
        _tell(session, here, thing)
    return len(read("examples"))


def _tell(session: Session, people: dict[str, Actor], thing: dict[str, Any]) -> None:
    said = {name: value for name, value in thing.items() if name not in _TOLD}
    given = fields.NewExample.model_validate(said | {"publish": "1", "sure_no_names": True})
    with clock.at(_days_ago(thing["shown"])):
        example = commands.write_example(session, people[thing["of"]], given)
    session.flush()
    for number, (who, place, note) in enumerate(thing["doers"], start=1):
        with clock.at(_days_ago(thing["shown"] * (1 - number / 8))):
            held = queries.get_example(session, people[who], example.id, lock=True)
            adoption = adoption_commands.Adoption(municipality=place, note=note, sure_no_names=True)
            adoption_commands.adopt_example(session, people[who], held, adoption)
    for who in sorted(people)[: thing["likes"]]:
        held = queries.get_example(session, people[who], example.id, lock=True)
        liked = adoption_commands.Appreciating()
        adoption_commands.appreciate_example(session, people[who], held, liked)


def _days_ago(days: float) -> datetime:
    return demo_region.moment_ago(days)
