"""The door to write of the call desk: a need from what a caller said, or what is passed on of it to
the municipality that it is of.
"""

from sqlmodel import Session

from app.core import clock, errors, i18n
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.dossier import call_forms, twin_commands
from app.identity.actor import Actor
from app.needs import forms as need_forms, models as need_models, policy as need_policy
from app.needs.models import Need
from app.signals import fields as signal_fields, models as signal_models, partner_commands
from app.signals.models import Signal
from app.signals.signal_fields import SignalEntry

_SEVERITIES = {
    need_models.Urgency.LOW: signal_models.SignalSeverity.FAIR,
    need_models.Urgency.NORMAL: signal_models.SignalSeverity.LARGE,
    need_models.Urgency.HIGH: signal_models.SignalSeverity.VERY_LARGE,
    need_models.Urgency.ACUTE: signal_models.SignalSeverity.HUGE,
}


@asks(need_policy.may_log)
def log_called_need(session: Session, actor: Actor, given: call_forms.CalledNeed) -> Need:
    """As `twin_commands.log_need`, but that a need of another municipality than the writer's own is
    never logged by the first press: they say that it is for their own all the same.
    """
    if given.elsewhere is not None and not given.sure_elsewhere:
        choices = need_forms.NeedChoices.for_writing(session, actor)
        if choices.find_elsewhere(given.elsewhere):
            said = _(
                "This need is of another municipality. Pass it on, or tick that you log it for "
                "your own municipality all the same."
            )
            raise errors.Invalid({"sure_elsewhere": said})
    return twin_commands.log_need(session, actor, given)


@asks(need_policy.may_log)
def pass_on_call(session: Session, actor: Actor, given: call_forms.PassedOnCall) -> Signal:
    """A signal for the municipality that the caller named, which waits until somebody there or of
    the region's team decides. Of who called nothing is in it: only what the form says.
    """
    choices = need_forms.NeedChoices.for_writing(session, actor)
    place = choices.find_elsewhere(given.elsewhere)
    if not place:
        raise errors.Conflict(_("This is of your own municipality. Publish it as a need."))
    kinds = choices.reference.support_types
    themes = next((kind.themes for kind in kinds if kind.value == given.support_type), ())
    if not themes:
        raise errors.Invalid({"support_type": _("Choose a kind of help from the list.")})
    people = _people_of(given)
    few = need_models.is_small_group(people, place)
    told = _told(given, "" if few else call_forms.name_elsewhere(given, place, choices))
    if len(told) > signal_fields.MOST:
        raise errors.Invalid({"description": _("This is too long to pass on. Say it shorter.")})
    entry = SignalEntry(
        description=told,
        theme=themes[0],
        target_group=given.target_group,
        municipality=place,
        direction=signal_models.SignalDirection.NEGATIVE,
        severity=_SEVERITIES[given.urgency],
        source_kind=signal_models.SignalSource.RESIDENTS,
        people=people,
        crisis=given.crisis,
        measure=given.measure,
        organisation=given.organisation,
        sure_no_names=given.sure_no_names,
    )
    return partner_commands.log_signal(session, actor, entry, passed_on=True)


def _people_of(given: call_forms.PassedOnCall) -> int | None:
    """How many people it is about, as a need would say."""
    counts_people = given.unit in need_policy.COUNTS_PEOPLE
    return given.people or (given.quantity if counts_people else None)


def _told(given: call_forms.PassedOnCall, where: str) -> str:
    """What the form says, as who decides there reads it; and others after that, who may not know
    where a few people are: then without `where`.
    """
    until = given.needed_until
    start = given.needed_from if (given.needed_from or clock.today()) > clock.today() else None
    title = given.title.rstrip(".")
    told = [
        f"{title} ({where})." if where else f"{title}.",
        _("From %(day)s.", day=i18n.long_date(start)) if start else "",
        _("Up to and including %(day)s.", day=i18n.long_date(until)) if until else "",
    ]
    return "\n\n".join(filter(None, [" ".join(filter(None, told)), given.description]))
