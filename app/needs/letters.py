"""The letter about a need that the team of the region put together with another one."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.mail import kinds
from app.mail.topics import Topic


def _merged(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("A need of yours goes on as another one: %(title)s", title=facts["title"]),
        paragraphs=(
            _(
                "The team of the region put “%(title)s” together with a need that says the same.",
                title=facts["title"],
            ),
            _("Old links lead to the one that stays."),
        ),
        button=_("Look at the need"),
        why=_("You get this mail because you speak for this organisation."),
    )


MERGED = kinds.register(
    kinds.MailKind(
        "needs:merged", _merged, page="/behoeften/{id}", topic=Topic.ENDINGS, is_mailed=False
    )
)
