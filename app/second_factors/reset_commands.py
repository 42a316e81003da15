"""Taking away the second factors of somebody who lost them, by an administrator of the region."""

from typing import Annotated, ClassVar

import sqlalchemy as sa
from pydantic import StringConstraints
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, inputs
from app.core.i18n import gettext as _, mark
from app.core.policy import asks, require
from app.identity import commands as identity_commands
from app.identity.actor import Actor
from app.mail import commands as mail_commands
from app.second_factors import events, letters, models, policy, queries


class ResetInput(inputs.Input):
    """Whose, why, and how the administrator knew who asked."""

    when_missing: ClassVar[dict[str, str]] = {
        "email": mark("Fill in the e-mail address."),
        "reason": mark("Choose what happened."),
        "check": mark("Choose how you know who asked for this."),
    }

    email: Annotated[str, StringConstraints(max_length=254, to_lower=True)]
    reason: models.LostReason
    check: models.IdentityCheck


@asks(policy.may_reset_others)
def reset_factors(session: Session, actor: Actor, given: ResetInput) -> None:
    """All of them go, and every session of that person ends."""
    person = queries.find_of_region(session, actor, given.email)
    if person is None:
        message = _("There is no account with this e-mail address in your region.")
        raise errors.Invalid({"email": message})
    require(policy.may_reset(actor, person.id))
    for table in (
        models.AuthenticatorApp,
        models.RecoveryCode,
        models.Passkey,
        models.PendingSignIn,
    ):
        session.execute(sa.delete(table).where(col(table.person_id) == person.id))
    identity_commands.end_all_sessions(session, person)
    mail_commands.owe(
        session,
        letters.RESET,
        object_id=person.id,
        window=clock.now().isoformat(),
        person_id=person.id,
        language=person.language,
        region_code=next(iter(actor.overseen_regions), None),
        facts={"region": actor.region_name},
    )
    record(
        session,
        actor,
        events.FactorsReset(object_id=person.id, reason=given.reason, check=given.check),
    )
