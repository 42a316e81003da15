"""The letter to who is asked by name to write an interpretation along."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.mail import kinds
from app.mail.topics import Topic


def _invited(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Will you write along with “%(title)s”?", title=facts["title"]),
        paragraphs=(
            _(
                "%(name)s asks you to write along with an interpretation of the picture of the "
                "region.",
                name=facts["name"],
            ),
            _("You can write a version of your own, or make a remark."),
        ),
        button=_("Read the interpretation"),
        why=_("You get this mail because you were asked by name."),
    )


INVITED = kinds.register(
    kinds.MailKind("interpretations:invited", _invited, page="/duiding/{id}", topic=Topic.QUESTIONS)
)
