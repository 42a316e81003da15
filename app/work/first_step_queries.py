"""The first steps of somebody who is new here, ticked off by what that person did."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core.i18n import gettext as _, mark
from app.identity.actor import Actor
from app.identity.models import Person
from app.reference.models import OrganisationKind


@dataclass(frozen=True)
class FirstStep:
    """One of three. `label` and `about` are msgids; `events` are what does it."""

    label: str
    about: str
    route: str
    query: tuple[tuple[str, str], ...]
    events: tuple[str, ...]


@dataclass(frozen=True)
class ShownStep:
    """A first step as its person sees it."""

    label: str
    about: str
    route: str
    query: dict[str, str]
    is_done: bool


A_LOT = 20  # things somebody did
ANSWERS = ("match:accepted", "match:declined")
AFTER_YES = ("match:started", "match:completed", "match:contact_viewed")
# Who mostly asks: municipalities, and the team of the region.
ASKING = (
    FirstStep(
        mark("Log a need"),
        mark("What does a group of people lack, how many are they, and where?"),
        "needs:new",
        (),
        ("need:logged",),
    ),
    FirstStep(
        mark("Ask a partner"),
        mark("Open a need without help. Its page says who could help, and why."),
        "needs:index",
        (("without_help", "1"),),
        ("match:proposed",),
    ),
    FirstStep(
        mark("Get in touch after a yes"),
        mark("On the page of the match you both see how to reach each other."),
        "board:index",
        (("mine", "1"),),
        AFTER_YES,
    ),
)
# Who mostly helps.
HELPING = (
    FirstStep(
        mark("Post an offer"),
        mark("Say once what you can do, for whom and where. We ask now and then whether it holds."),
        "offers:new",
        (),
        ("offer:posted",),
    ),
    FirstStep(
        mark("Say yes or no, or offer your help"),
        mark(
            "An invitation appears on this page. On the board you see what nobody helps with yet."
        ),
        "board:index",
        (("without_help", "1"),),
        (*ANSWERS, "match:proposed"),
    ),
    FirstStep(
        mark("Get in touch after a yes"),
        mark("On the page of the match you both see how to reach each other."),
        "board:index",
        (("mine", "1"),),
        AFTER_YES,
    ),
)
_ASKERS = (OrganisationKind.MUNICIPALITY, OrganisationKind.SAFETY_REGION)


def find_first_steps(session: Session, actor: Actor) -> list[ShownStep]:
    """The three first steps of the actor, or none: when all are done, when they were put away, and
    for who only reads. One query.
    """
    if not actor.writing_seats:
        return []
    steps = ASKING if actor.writing_seats[0].kind in _ASKERS else HELPING
    names = [event for step in steps for event in step.events]
    done = sa.select(col(AuditEntry.event)).where(
        col(AuditEntry.person_id) == actor.person_id, col(AuditEntry.event).in_(names)
    )
    away = sa.select(sa.literal("away")).where(
        col(Person.id) == actor.person_id, col(Person.steps_put_away_at).is_not(None)
    )
    # Who did a lot already is not new here, whichever of the three is left.
    own = sa.select(sa.literal(1)).where(
        col(AuditEntry.person_id) == actor.person_id, col(AuditEntry.event).not_like("person:%")
    )
    lots = sa.select(sa.func.count()).select_from(own.limit(A_LOT).subquery()).scalar_subquery()
    busy = sa.select(sa.literal("away")).where(lots == A_LOT)
    found = set(session.execute(sa.union(done, away, busy)).scalars())
    shown = [
        ShownStep(
            _(step.label),
            _(step.about),
            step.route,
            dict(step.query),
            not found.isdisjoint(step.events),
        )
        for step in steps
    ]
    return [] if "away" in found or all(step.is_done for step in shown) else shown
