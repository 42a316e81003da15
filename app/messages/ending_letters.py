"""The letters about what comes to its end: an offer, a need, an action."""

from collections.abc import Callable, Mapping

from app.core.i18n import gettext as _
from app.mail import kinds
from app.mail.kinds import MailKind
from app.mail.topics import Topic
from app.messages import letters


def _offer_ends(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Does your offer “%(title)s” still hold?", title=facts["title"]),
        paragraphs=(
            _(
                "It counts up to and including %(day)s. After that nobody finds it.",
                day=letters.day(facts),
            ),
            _("Does it still hold? Say so with one press, without signing in."),
            _("The link works up to and including that day, and once."),
        ),
        button=_("Say whether it still holds"),
        why=letters.why(facts),
    )


def _need_past(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Is this still needed? “%(title)s”", title=facts["title"]),
        paragraphs=(
            _(
                "Its last day was %(day)s. Nobody can be asked for it any more.",
                day=letters.day(facts),
            ),
            _("Extend it, or close it and say how it ended."),
        ),
        button=_("Look at the need"),
        why=letters.why(facts),
    )


def _action_past(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("How did it go? “%(title)s”", title=facts["title"]),
        paragraphs=(
            _("The last day of this action was %(day)s.", day=letters.day(facts)),
            _("Close it, and say how it went and what others can learn."),
        ),
        button=_("Look at the action"),
        why=letters.why(facts),
    )


def _dated(facts: Mapping[str, str]) -> dict[str, str]:
    return {**facts, "day": letters.day(facts)}


def _step_past(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Is a step of “%(title)s” done? Its day was %(day)s", **_dated(facts)),
        paragraphs=(_("Say that it is done, or give it another day."),),
        button=_("Look at the action"),
        why=letters.why(facts),
    )


OFFER_ENDS = kinds.register(
    MailKind(
        "messages:offer_ends",
        _offer_ends,
        page="/aanbod/{id}",
        purpose="messages:renewal",
        answer_page="/mail/aanbod/{token}",
        topic=Topic.ENDINGS,
        is_mailed=False,
    )
)


def _ending(name: str, write: Callable[[Mapping[str, str]], kinds.Letter], page: str) -> MailKind:
    """A letter that leads to the page of what came to its end."""
    kind = MailKind(name, write, page=page, topic=Topic.ENDINGS, is_mailed=False)
    return kinds.register(kind)


NEED_PAST = _ending("messages:need_past", _need_past, "/behoeften/{id}")
STEP_PAST = _ending("messages:step_past", _step_past, "/acties/{id}")
ACTION_PAST = _ending("messages:action_past", _action_past, "/acties/{id}")
