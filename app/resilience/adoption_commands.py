"""What others say of an example: that they think well of it, and that they do it too."""

from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, edits, errors as core_errors, inputs
from app.core.events import address
from app.core.i18n import mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.resilience import commands, events, models, place_queries, policy
from app.resilience.models import ResilienceExample


class Appreciating(inputs.Input):
    """Whether somebody thinks well of an example, or no longer."""

    value: Literal["1", "0"] = "1"


class Adoption(inputs.Noted):
    """Where an organisation does it too, and how."""

    asks_names: ClassVar[dict[str, str]] = {"note": mark("how you do it")}

    # None: in the whole region.
    municipality: inputs.Slug | None = None
    note: inputs.Note = ""


@asks(lambda actor, example: policy.ExamplePolicy(actor, example).appreciate)
def appreciate_example(
    session: Session, actor: Actor, example: ResilienceExample, given: Appreciating
) -> None:
    """Once for each person; doing it twice is doing it once. It is in no trail: of all of them only
    the number is told.
    """
    own = {"example_id": example.id, "person_id": actor.person_id}
    if given.value == "1":
        row = own | {"created_at": clock.now()}
        statement: Any = insert(models.ExampleAppreciation).values(**row)
        session.execute(statement.on_conflict_do_nothing())
    else:
        session.execute(
            sa.delete(models.ExampleAppreciation).where(
                col(models.ExampleAppreciation.example_id) == example.id,
                policy.liked_by(actor.person_id),
            )
        )


@asks(lambda actor, example: policy.ExamplePolicy(actor, example).adopt)
def adopt_example(
    session: Session, actor: Actor, example: ResilienceExample, given: Adoption
) -> None:
    """Once for each organisation: who says it again changes where and how."""
    seat = policy.ExamplePolicy(actor, example).adopting_seat
    assert seat is not None
    errors: dict[str, str] = {}
    own = policy.ExamplePolicy(actor, example).own_adoption
    commands.check_place(session, given.municipality, example.region_code, errors, own)
    if given.municipality and place_queries.works_for_few(session, example, seat.organisation_id):
        errors["municipality"] = commands.names_no_place()
    if errors:
        raise core_errors.Invalid(errors)
    if own is None:
        own = models.ExampleAdoption(
            example_id=example.id, organisation_id=seat.organisation_id, created_at=clock.now()
        )
        example.adoptions.append(own)
        record(
            session,
            actor,
            events.ExampleAdopted(**address(example), partner=seat.organisation_id),
        )
    own.municipality_code = given.municipality
    if not edits.is_same(own.note, given.note):
        own.note = given.note
    session.flush()


@asks(lambda actor, example: policy.ExamplePolicy(actor, example).leave)
def leave_example(session: Session, actor: Actor, example: ResilienceExample) -> None:
    """The organisation no longer does it. What it said of it goes."""
    own = policy.ExamplePolicy(actor, example).own_adoption
    if own is None:
        return
    session.delete(own)
    session.flush()
    record(session, actor, events.ExampleLeft(**address(example), partner=own.organisation_id))
