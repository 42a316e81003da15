"""The letters about an organisation that somebody registered, or asks to speak for. Why it was
refused stands on the page that a letter leads to, not in the mail.
"""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.mail import kinds
from app.mail.topics import Topic


def _refused(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("%(name)s cannot take part in Schakelbord", name=facts["organisation"]),
        paragraphs=(
            _(
                "You registered %(name)s on Schakelbord. The administrator of the region did not"
                " admit it.",
                name=facts["organisation"],
            ),
            _("Why stands behind the button."),
        ),
        button=_("Read why"),
        why=_("You get this mail once, because your address was filled in with the registration."),
    )


REFUSED = kinds.register(
    kinds.MailKind(
        "organisations:refused",
        _refused,
        page="/aanmelden-organisatie/stand/{token}",
        purpose="organisations:registration",
        forgets_address=True,
    )
)


def _claimed(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Somebody asks to speak for %(name)s", name=facts["organisation"]),
        paragraphs=(
            _(
                "Somebody says to belong to %(name)s and asks to come in. You decide about it.",
                name=facts["organisation"],
            ),
            _("Do you not know them? Then call or mail the organisation itself first."),
        ),
        button=_("Look who asks"),
        why=_("You get this mail because you decide who comes in for this organisation."),
    )


def _claim_refused(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("You do not get access to %(name)s", name=facts["organisation"]),
        paragraphs=(
            _(
                "You asked on Schakelbord to speak for %(name)s. That was refused.",
                name=facts["organisation"],
            ),
            _("Why stands behind the button."),
        ),
        button=_("Read why"),
        why=_("You get this mail once, because your address was filled in with the question."),
    )


def _claim_belongs(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("You belong to %(name)s already", name=facts["organisation"]),
        paragraphs=(
            _(
                "With your address it was asked on Schakelbord to speak for %(name)s. You belong to"
                " it already. Your account and your role stay as they are.",
                name=facts["organisation"],
            ),
            _("Was it not you? Then do nothing."),
        ),
        button=_("Sign in"),
        why=_("You get this mail once, because your address was filled in with the question."),
    )


def _still_right(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Is the profile of %(name)s still right?", name=facts["organisation"]),
        paragraphs=(
            _(
                "Nobody of %(name)s confirmed its profile for a year. Others see when that was.",
                name=facts["organisation"],
            ),
            _("Is it still right? Then one press is enough. If not, change it."),
        ),
        button=_("Look at my work"),
        why=_("You get this mail once a year, because you speak for this organisation."),
    )


def _merged(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("%(gone)s and %(stays)s are one organisation now", **facts),
        paragraphs=(
            _(
                "The administrator of the region merged %(gone)s with %(stays)s, because it was in"
                " Schakelbord twice.",
                **facts,
            ),
            _(
                "Needs, offers, matches, actions and members of both stand under %(stays)s. Old"
                " links lead there.",
                **facts,
            ),
        ),
        button=_("Look at my work"),
        why=_("You get this mail because you speak for this organisation."),
    )


MERGED = kinds.register(kinds.MailKind("organisations:merged", _merged, page="/mijn-werk"))
STILL_RIGHT = kinds.register(
    kinds.MailKind(
        "organisations:still_right",
        _still_right,
        page="/mijn-werk",
        topic=Topic.ENDINGS,
        is_mailed=False,
    )
)
CLAIMED = kinds.register(
    kinds.MailKind("organisations:claimed", _claimed, page="/netwerk/aanvragen")
)
CLAIM_REFUSED = kinds.register(
    kinds.MailKind(
        "organisations:claim_refused",
        _claim_refused,
        page="/aanmelden-organisatie/aanvraag/stand/{token}",
        purpose="organisations:claim",
        forgets_address=True,
    )
)
CLAIM_BELONGS = kinds.register(
    kinds.MailKind(
        "organisations:claim_belongs", _claim_belongs, page="/inloggen", forgets_address=True
    )
)
