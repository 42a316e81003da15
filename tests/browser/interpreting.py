"""An interpretation in every state, for the stops of the browser."""

from __future__ import annotations

from sqlmodel import Session

from tests.interpretations import interpretations
from tests.world import World


def add_interpretations(session: Session) -> dict[str, str]:
    """The addresses by name."""
    world = World(session)
    draft = interpretations.write(world, publish="0", title="Een concept over de kou in huis")
    interpretations.invite(world, draft, "greet")
    interpretations.propose(world, draft)
    newer = interpretations.write(world, municipality="GM0047", part="partners")
    interpretations.invite(world, newer, "greet")
    interpretations.rewrite(world, newer, "greet", meaning="Het raakt nu ook de kinderen thuis.")
    asked, followed = interpretations.propose(world, newer), interpretations.propose(world, newer)
    followed.need_id = world.need(publish=True, title="Warme maaltijden in een koud huis").id
    withdrawn = interpretations.write(world, title="Een duiding die is ingetrokken")
    interpretations.withdraw(world, withdrawn)
    session.flush()
    found = {
        "interpretation_draft": draft,
        "interpretation_newer": newer,
        "interpretation_withdrawn": withdrawn,
    }
    return {name: f"/duiding/{made.id}" for name, made in found.items()} | {
        "need_from_proposal": f"/behoeften/nieuw?proposal={asked.id}",
        "action_from_proposal": f"/acties/nieuw?proposal={asked.id}",
    }
