"""An interpretation in every state, for the stops of the browser."""

from __future__ import annotations

from sqlmodel import Session

from app.reports import making_commands
from tests.interpretations import interpretations
from tests.reports import reports
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
    ready = reports.make(world, reports.compose(world, interpretations=[str(newer.id)]))
    failed, waiting = reports.compose(world, sections=["spread"]), reports.compose(world)
    making_commands.fail_report(session, failed.id)
    session.flush()
    told = {"report": ready, "report_failed": failed, "report_waiting": waiting}
    return {name: f"/duiding/{made.id}" for name, made in found.items()} | {
        **{name: f"/rapporten/{made.id}" for name, made in told.items()},
        "need_from_proposal": f"/behoeften/nieuw?proposal={asked.id}",
        "action_from_proposal": f"/acties/nieuw?proposal={asked.id}",
    }
