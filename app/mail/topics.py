"""What mails are about that somebody may do without, each with a switch of its own."""

from app.core import words
from app.core.i18n import mark


class Topic(words.Worded):
    """A kind of news. Invitations, passwords and what else opens an account are none: those always
    come.
    """

    QUESTIONS = (
        "questions",
        words.Word(
            mark("Questions and answers"),
            hint=mark("At once when you are asked or answered, and once more when nobody answers."),
        ),
    )
    ENDINGS = (
        "endings",
        words.Word(
            mark("What ends of my organisation"),
            hint=mark("An offer that is about to expire, a need or an action past its last day."),
        ),
    )
    DIGEST = (
        "digest",
        words.Word(
            mark("Overview of the day"),
            hint=mark("In the morning, when others did something with what is yours."),
        ),
    )
