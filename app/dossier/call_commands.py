"""The door to write of the call desk: a need from what a caller said."""

from sqlmodel import Session

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.dossier import call_forms, twin_commands
from app.identity.actor import Actor
from app.needs import forms as need_forms, policy as need_policy
from app.needs.models import Need


@asks(need_policy.may_log)
def log_called_need(session: Session, actor: Actor, given: call_forms.CalledNeed) -> Need:
    """As `twin_commands.log_need`, but that a need of another municipality than the writer's own is
    never logged by the first press: they say that it is for their own all the same.
    """
    if given.elsewhere is not None and not given.sure_elsewhere:
        choices = need_forms.NeedChoices.for_writing(session, actor)
        if call_forms.find_elsewhere(given.elsewhere, choices):
            said = _(
                "This need is of another municipality. Pass it on, or tick that you log it for "
                "your own municipality all the same."
            )
            raise errors.Invalid({"sure_elsewhere": said})
    return twin_commands.log_need(session, actor, given)
