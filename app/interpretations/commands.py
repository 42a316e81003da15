"""Writing interpretations: lock the interpretation, require, change, record."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.audit import record
from app.core import clock, edits, errors as core_errors, personal_sentences
from app.core.events import address
from app.core.fields import typed
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor
from app.interpretations import events, fields, policy
from app.interpretations.models import Interpretation, InterpretationStatus, InterpretationVersion


@dataclass(frozen=True)
class KeptView:
    """The picture that an interpretation is about, with its figures as they are now."""

    region_code: str
    first_day: date
    last_day: date
    municipality_code: str | None
    crisis_id: UUID | None
    period: str
    figures: dict[str, Any]


@asks(policy.may_interpret)
def write_interpretation(
    session: Session, actor: Actor, given: fields.NewInterpretation, *, view: KeptView
) -> Interpretation:
    """A draft of the team, published when the form asks it. Its figures never change."""
    if view.region_code not in actor.team_regions:
        raise core_errors.Forbidden(_("Only the team of the region interprets the picture."))
    _check(given)
    interpretation = Interpretation(**vars(view), part=given.part, created_at=clock.now())
    session.add(interpretation)
    session.flush()
    session.refresh(interpretation, ["versions", "experts", "proposals"])
    _add_version(actor, interpretation, typed_texts(given))
    session.flush()
    record(session, actor, events.InterpretationWritten(**address_of(interpretation)))
    if given.publish == "1":
        publish_interpretation(
            session, actor, interpretation, fields.ReadVersion(version=interpretation.version)
        )
    return interpretation


@asks(lambda actor, interpretation: policy.InterpretationPolicy(actor, interpretation).write)
def write_version(
    session: Session, actor: Actor, interpretation: Interpretation, given: fields.NextVersion
) -> Interpretation:
    """The next version. Who goes on with a version of their own that nobody else has read yet
    changes that one. Raises Invalid when the text was changed since the form was opened.
    """
    _check(given)
    newest, texts = interpretation.newest, typed_texts(given)
    changed = tuple(
        name for name, value in texts.items() if not edits.is_same(getattr(newest, name), value)
    )
    if not changed:
        return interpretation
    _refuse_behind(
        interpretation,
        given.version,
        _(
            "This interpretation was changed while you were typing. Your text is still here. "
            "Compare it with the newest version, then save again."
        ),
    )
    interpretation.version += 1
    if _is_own_draft(actor, interpretation):
        for name in changed:
            setattr(newest, name, texts[name])
        newest.created_at = clock.now()
    else:
        interpretation.number += 1
        _add_version(actor, interpretation, texts)
    event = events.InterpretationRewritten(
        **address_of(interpretation), number=interpretation.number, changed=changed
    )
    record(session, actor, event)
    session.flush()
    return interpretation


@asks(lambda actor, interpretation: policy.InterpretationPolicy(actor, interpretation).publish)
def publish_interpretation(
    session: Session, actor: Actor, interpretation: Interpretation, given: fields.ReadVersion
) -> Interpretation:
    """From now on the whole region reads the newest version. Those before it that were published
    stay readable. Raises Invalid when it is not the text that the actor has read.
    """
    _refuse_behind(
        interpretation,
        given.version,
        _("The text was changed after you opened the page. Read it as it is now, then publish it."),
    )
    now = clock.now()
    interpretation.status = InterpretationStatus.PUBLISHED
    interpretation.shown_number = interpretation.number
    interpretation.published_at, interpretation.withdrawn_at = now, None
    newest = interpretation.newest
    newest.published_at = newest.published_at or now
    event = events.InterpretationPublished(
        **address_of(interpretation), number=interpretation.number
    )
    record(session, actor, event)
    return interpretation


@asks(lambda actor, interpretation: policy.InterpretationPolicy(actor, interpretation).withdraw)
def withdraw_interpretation(
    session: Session, actor: Actor, interpretation: Interpretation
) -> Interpretation:
    """The region reads it no more; its team, and who keeps the region, do. What followed stays."""
    interpretation.status = InterpretationStatus.WITHDRAWN
    interpretation.withdrawn_at = clock.now()
    record(session, actor, events.InterpretationWithdrawn(**address_of(interpretation)))
    return interpretation


def address_of(interpretation: Interpretation) -> dict[str, Any]:
    """Where what happens to it belongs: to a region, and to no organisation."""
    return address(interpretation, organisation_id=None)


def organisation_of(actor: Actor, interpretation: Interpretation) -> UUID:
    """For which organisation the actor writes: the one it works for in that region."""
    seats = (s for s in actor.seats if s.region_code == interpretation.region_code)
    return next(seats).organisation_id


def typed_texts(given: fields.InterpretationFields) -> dict[str, Any]:
    """The texts of a version."""
    names = fields.InterpretationFields.asks_names
    return {name: value for name, value in typed(given).items() if name in names}


def _check(given: fields.InterpretationFields) -> None:
    errors: dict[str, str] = {}
    personal_sentences.check_names(given, errors)
    if errors:
        raise core_errors.Invalid(errors)


def _refuse_behind(interpretation: Interpretation, version: int | None, sentence: str) -> None:
    """Raises Invalid with this sentence when a form was made for another text, or does not say for
    which one.
    """
    if version != interpretation.version:
        raise core_errors.Invalid({"version": sentence})


def _is_own_draft(actor: Actor, interpretation: Interpretation) -> bool:
    """Whether the newest version is the actor's own, and for who writes along only."""
    newest = interpretation.newest
    return newest.published_at is None and newest.person_id == actor.person_id


def _add_version(actor: Actor, interpretation: Interpretation, texts: dict[str, Any]) -> None:
    interpretation.versions.append(
        InterpretationVersion(
            interpretation_id=interpretation.id,
            number=interpretation.number,
            person_id=actor.person_id,
            organisation_id=organisation_of(actor, interpretation),
            created_at=clock.now(),
            **texts,
        )
    )
