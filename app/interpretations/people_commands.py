"""Who writes an interpretation along: asking somebody by name, and what they say of it."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session

from app.audit import record
from app.core import clock, errors, inputs
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.interpretations import commands, events, letters, models, people_queries, policy
from app.interpretations.models import Interpretation
from app.mail import commands as mail_commands

MOST_EXPERTS = 20


class ExpertInput(inputs.Input):
    """Who is asked: the e-mail address of their account."""

    when_missing: ClassVar[dict[str, str]] = {"email": mark("Fill in the e-mail address.")}

    email: inputs.EmailAddress


class Remark(inputs.Noted):
    """What somebody says of it to who writes along."""

    when_missing: ClassVar[dict[str, str]] = {"text": mark("Say in a few sentences what you mean.")}
    asks_names: ClassVar[dict[str, str]] = {"text": mark("remark")}

    text: Annotated[
        str,
        StringConstraints(min_length=3, max_length=2000),
        AfterValidator(inputs.without_contacts),
    ]


@asks(lambda actor, interpretation: policy.InterpretationPolicy(actor, interpretation).invite)
def invite_expert(
    session: Session, actor: Actor, interpretation: Interpretation, given: ExpertInput
) -> None:
    """Ask somebody who has an account in the region to write along. They hear it once."""
    person = people_queries.find_person(session, interpretation.region_code, given.email)
    if person is None:
        raise errors.Invalid(
            {"email": _("Nobody in this region has an account with this e-mail address.")}
        )
    if person.id in (each.person_id for each in interpretation.experts):
        return
    if len(interpretation.experts) >= MOST_EXPERTS:
        raise errors.Invalid({"email": _("You can ask at most %(num)s people.", num=MOST_EXPERTS)})
    interpretation.experts.append(
        models.InterpretationExpert(
            interpretation_id=interpretation.id, person_id=person.id, created_at=clock.now()
        )
    )
    session.flush()
    record(
        session,
        actor,
        events.ExpertInvited(**commands.address_of(interpretation), expert=person.id),
    )
    mail_commands.owe(
        session,
        letters.INVITED,
        object_id=interpretation.id,
        person_id=person.id,
        language=person.language,
        region_code=interpretation.region_code,
        facts={"title": interpretation.newest.title, "name": actor.organisation_name},
    )


@asks(lambda actor, interpretation: policy.InterpretationPolicy(actor, interpretation).invite)
def dismiss_expert(
    session: Session, actor: Actor, interpretation: Interpretation, person_id: UUID
) -> None:
    """They no longer write along. What they wrote stays. Doing it twice is doing it once."""
    gone = [each for each in interpretation.experts if each.person_id == person_id]
    for each in gone:
        interpretation.experts.remove(each)
        session.delete(each)
        event = events.ExpertDismissed(**commands.address_of(interpretation), expert=person_id)
        record(session, actor, event)
    session.flush()


@asks(lambda actor, interpretation: policy.InterpretationPolicy(actor, interpretation).remark)
def make_remark(
    session: Session, actor: Actor, interpretation: Interpretation, given: Remark
) -> None:
    """Say something of it. Only who writes along reads it."""
    session.add(
        models.InterpretationRemark(
            interpretation_id=interpretation.id,
            person_id=actor.person_id,
            organisation_id=commands.organisation_of(actor, interpretation),
            text=given.text,
            created_at=clock.now(),
        )
    )
    record(session, actor, events.InterpretationRemarked(**commands.address_of(interpretation)))
