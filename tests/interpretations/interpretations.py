"""Quick ways to an interpretation in a state, always through the commands."""

from __future__ import annotations

from typing import Any

from app.interpretations import commands, people_commands, proposal_commands, queries
from app.interpretations.fields import NewInterpretation, NextVersion, ReadVersion
from app.interpretations.models import Interpretation, InterpretationProposal
from app.picture import interpretation_commands
from tests.world import World

COLD: dict[str, Any] = {
    "title": "Kou in huis raakt wie al schulden had",
    "seen": "Signalen over kou in huis zijn in vier weken bijna verdubbeld.",
    "meaning": "Mensen met schulden zetten de verwarming uit en vragen laat om hulp.",
    "advice": "Breng warme kamers en schuldhulp bij elkaar in dezelfde gebouwen.",
}
WARM: dict[str, Any] = {
    "text": "Een warme kamer in elk dorp, drie middagen per week",
    "target_group": "people_in_debt",
    "municipality": "GM1979",
    "support_type": "groceries_meals",
}


def write(world: World, who: str = "daan", **changes: Any) -> Interpretation:
    """Published, unless said otherwise."""
    given = NewInterpretation.model_validate({"publish": "1"} | COLD | changes)
    made = interpretation_commands.interpret(world.session, world[who], given)
    world.session.flush()
    return hold(world, made, who)


def hold(world: World, made: Interpretation, who: str) -> Interpretation:
    return queries.get_interpretation(world.session, world[who], made.id, lock=True)


def rewrite(world: World, made: Interpretation, who: str = "daan", **changes: Any) -> None:
    held = hold(world, made, who)
    given = NextVersion.model_validate(COLD | {"version": held.version} | changes)
    commands.write_version(world.session, world[who], held, given)
    world.session.flush()


def publish(world: World, made: Interpretation, who: str = "daan") -> None:
    """As somebody does who has read the newest version."""
    held = hold(world, made, who)
    given = ReadVersion(version=held.version)
    commands.publish_interpretation(world.session, world[who], held, given)
    world.session.flush()


def invite(world: World, made: Interpretation, who: str, by: str = "daan") -> None:
    given = people_commands.ExpertInput(email=world.person(who).email)
    people_commands.invite_expert(world.session, world[by], hold(world, made, by), given)
    world.session.flush()


def propose(
    world: World, made: Interpretation, who: str = "daan", **changes: Any
) -> InterpretationProposal:
    given = proposal_commands.ProposalInput.model_validate(WARM | changes)
    proposal = proposal_commands.add_proposal(
        world.session, world[who], hold(world, made, who), given
    )
    world.session.flush()
    return proposal


def withdraw(world: World, made: Interpretation) -> None:
    commands.withdraw_interpretation(world.session, world["daan"], hold(world, made, "daan"))
    world.session.flush()


def found(world: World, who: str, **filters: Any) -> list[Any]:
    asked = queries.InterpretationFilters.model_validate(filters)
    return queries.find_interpretations(world.session, world[who], asked, size=20).rows
