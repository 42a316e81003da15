"""The letters about what waits for somebody. They carry a title and a link, nothing else of it."""

from collections.abc import Callable, Mapping
from datetime import date

from app.core.i18n import gettext as _, long_date, ngettext
from app.mail import kinds
from app.mail.topics import Topic
from app.matches.models import Side


def day(facts: Mapping[str, str]) -> str:
    """The day that a letter is about."""
    return long_date(date.fromisoformat(facts["day"]))


def why(facts: Mapping[str, str]) -> str:
    """Why somebody gets a mail: for which organisation they answer."""
    return _("You get this mail because you answer for %(name)s.", name=facts["name"])


def _known(facts: Mapping[str, str]) -> dict[str, str]:
    """With the other side of a match, as this reader may know it."""
    return {**facts, "partner": facts.get("partner") or _("the other side")}


def _begin(facts: Mapping[str, str], text: str) -> str:
    """A sentence that begins with the other side; a name stays as it is written."""
    return text if facts.get("partner") else text[:1].upper() + text[1:]


def _offered(facts: Mapping[str, str]) -> tuple[str, ...]:
    """With which offer it is."""
    return (_("It is about the offer “%(offer)s”.", **facts),) if facts.get("offer") else ()


def _asked(facts: Mapping[str, str]) -> kinds.Letter:
    known = _known(facts)
    if facts.get("side") == Side.NEED:
        subject = _("Help from %(partner)s for “%(title)s”?", **known)
        asked = _("%(name)s can get help from %(partner)s for “%(title)s”.", **known)
    elif facts.get("partner"):
        subject = _("%(partner)s asks for help: “%(title)s”", **known)
        asked = _("%(name)s is asked by %(partner)s for “%(title)s”.", **known)
    else:
        subject = _("Can you help? “%(title)s”", **known)
        asked = _("%(name)s is asked for “%(title)s”.", **known)
    return kinds.Letter(
        subject=subject,
        paragraphs=(
            asked,
            *_offered(facts),
            _("Say yes or no, please. The other side waits for it."),
        ),
        button=_("Look and answer"),
        why=why(facts),
    )


def _still_asked(facts: Mapping[str, str]) -> kinds.Letter:
    known = _known(facts)
    return kinds.Letter(
        subject=_begin(facts, _("%(partner)s still waits for your answer: “%(title)s”", **known)),
        paragraphs=(
            _("%(name)s was asked for “%(title)s”, and nobody answered yet.", **known),
            *_offered(facts),
            _("Without an answer the question ends on %(day)s.", day=day(facts)),
        ),
        button=_("Look and answer"),
        why=why(facts),
    )


def _note(facts: Mapping[str, str]) -> kinds.Letter:
    known = _known(facts)
    return kinds.Letter(
        subject=_("Note from %(partner)s: “%(title)s”", **known),
        paragraphs=(
            _begin(facts, _("%(partner)s wrote %(name)s a note about “%(title)s”.", **known)),
            *_offered(facts),
        ),
        button=_("Read the note"),
        why=why(facts),
    )


def _said_yes(facts: Mapping[str, str]) -> kinds.Letter:
    known = _known(facts)
    return kinds.Letter(
        subject=_begin(facts, _("%(partner)s said yes to “%(title)s”", **known)),
        paragraphs=(
            _("%(name)s and %(partner)s agree.", **known),
            *_offered(facts),
            _("Call each other to say when it begins. On the page stands how."),
        ),
        button=_("Look at what is agreed"),
        why=why(facts),
    )


def _said_no(facts: Mapping[str, str]) -> kinds.Letter:
    known = _known(facts)
    is_of_team = facts.get("by") == Side.TEAM
    return kinds.Letter(
        subject=_("The team of the region said no to “%(title)s”", **known)
        if is_of_team
        else _begin(facts, _("%(partner)s said no to “%(title)s”", **known)),
        paragraphs=(
            *((_("It was between %(name)s and %(partner)s.", **known),) if is_of_team else ()),
            *_offered(facts),
            _("Why stands on the page. You can ask somebody else."),
        ),
        button=_("Look at the answer"),
        why=why(facts),
    )


def _not_answered(facts: Mapping[str, str]) -> kinds.Letter:
    known = _known(facts)
    return kinds.Letter(
        subject=_("No answer from %(partner)s: “%(title)s”", **known),
        paragraphs=(
            *_offered(facts),
            _("Nobody answered in time, so the question has ended. You can ask somebody else."),
        ),
        button=_("Look at the question"),
        why=why(facts),
    )


def _stopped(facts: Mapping[str, str]) -> kinds.Letter:
    known = _known(facts)
    return kinds.Letter(
        subject=_("It does not go on with %(partner)s: “%(title)s”", **known),
        paragraphs=(
            *_offered(facts),
            _("What was agreed is withdrawn. Why stands on the page."),
        ),
        button=_("Look at what happened"),
        why=why(facts),
    )


# Of a match with an organisation that is suspended: it was agreed and goes on.
GOES_ON = "agreed"


def _suspended(facts: Mapping[str, str]) -> kinds.Letter:
    """Where this reader may not know whose it is, the letter does not say that anybody is
    suspended: the list of organisations would tell who.
    """
    known = _known(facts)
    goes_on = facts.get("stands") == GOES_ON
    told = (
        (
            _("What %(name)s agreed with %(partner)s still stands.", **known),
            _("Ask the team of the region whether it can go on."),
        )
        if goes_on
        else (_("Nobody can answer now, so the question has ended. You can ask somebody else."),)
    )
    return kinds.Letter(
        subject=_("%(partner)s does not take part at the moment: “%(title)s”", **known)
        if facts.get("partner")
        else _("It does not go on with %(partner)s: “%(title)s”", **known),
        paragraphs=(*_offered(facts), *told),
        button=_("Look at what is agreed") if goes_on else _("Look at the question"),
        why=why(facts),
    )


def _offer_fits(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("%(partner)s has a new offer that fits “%(title)s”", **facts)
        if facts.get("partner")
        else _("New offer that fits “%(title)s”", title=facts["title"]),
        paragraphs=(*_offered(facts), _("Look what is offered, and ask for it if it helps.")),
        button=_("Look at the need"),
        why=why(facts),
    )


def _arrived(facts: Mapping[str, str]) -> kinds.Letter:
    known = _known(facts)
    return kinds.Letter(
        subject=_("Did the help reach %(partner)s? “%(title)s”", **known)
        if facts.get("side") == Side.OFFER
        else _("Did the help of %(partner)s arrive? “%(title)s”", **known),
        paragraphs=(
            *_offered(facts),
            _("It is completed. Say in one press whether the help arrived."),
        ),
        button=_("Say whether it arrived"),
        why=why(facts),
    )


def _followed(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("New with what you follow: “%(title)s”", title=facts["title"]),
        paragraphs=(_("Something changed or came since you heard of it last."),),
        button=_("Look what is new"),
        why=_("You get this because you follow it."),
    )


def _digest(facts: Mapping[str, str]) -> kinds.Letter:
    titles = facts["titles"].split("\n") if facts["titles"] else []
    waiting, summed = int(facts["waiting"]), kinds.summed_in(facts)
    many = len(titles) + len(summed)
    waits = ngettext("%(num)s thing waits for you.", "%(num)s things wait for you.", waiting)
    news = (_("Since you were here last something happened to:"), *(f"· {t}" for t in titles))
    return kinds.Letter(
        subject=_(
            "Schakelbord today: %(told)s",
            told=ngettext("%(num)s piece of news", "%(num)s pieces of news", many),
        ),
        paragraphs=(
            *(news if titles else ()),
            *([waits] if waiting else []),
            *([_("This was told to you as well:")] if summed else []),
        ),
        button=_("Look at my work"),
        why=_("You get this mail at most once a day, and only when something happened."),
        summed=summed,
    )


def _of_match(
    name: str,
    write: Callable[[Mapping[str, str]], kinds.Letter],
    topic: Topic = Topic.QUESTIONS,
    *,
    is_mailed: bool = True,
) -> kinds.MailKind:
    """A letter that leads to the page of a match."""
    page = "/koppelingen/{id}"
    return kinds.register(kinds.MailKind(name, write, page=page, topic=topic, is_mailed=is_mailed))


ASKED = _of_match("messages:asked", _asked)
STILL_ASKED = _of_match("messages:still_asked", _still_asked)
NOTE = _of_match("messages:note", _note, Topic.NOTES)
SAID_YES = _of_match("messages:said_yes", _said_yes)
SAID_NO = _of_match("messages:said_no", _said_no)
NOT_ANSWERED = _of_match("messages:not_answered", _not_answered, is_mailed=False)
STOPPED = _of_match("messages:stopped", _stopped)
SUSPENDED = _of_match("messages:suspended", _suspended)
ARRIVED = _of_match("messages:arrived", _arrived, Topic.ENDINGS, is_mailed=False)
OFFER_FITS = kinds.register(
    kinds.MailKind(
        "messages:offer_fits",
        _offer_fits,
        page="/behoeften/{id}",
        topic=Topic.FITS,
        is_mailed=False,
    )
)
FOLLOWED = kinds.register(
    kinds.MailKind(
        "messages:followed",
        _followed,
        page="/mijn-account/volgen/{id}",
        topic=Topic.FOLLOWING,
        is_mailed=False,
    )
)
DIGEST = kinds.register(
    kinds.MailKind("messages:digest", _digest, page="/mijn-werk", topic=Topic.DIGEST)
)
