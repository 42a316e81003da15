"""The letter to who left an e-mail address with a signal. What was answered stands at the number,
not in the mail.
"""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.mail import kinds


def _answered(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("There is an answer to your message"),
        paragraphs=(
            _(
                "You sent a message through Schakelbord. %(name)s has read it and answered.",
                name=facts["name"],
            ),
            _("Your number is %(number)s. With it you read the answer.", number=facts["number"]),
            _("We have deleted your e-mail address. You get no more mail about this."),
        ),
        button=_("Read the answer"),
        why=_("You get this mail once, because you asked for an answer."),
    )


ANSWERED = kinds.register(
    kinds.MailKind("signals:answered", _answered, page="/signaal-geven/bon", forgets_address=True)
)
