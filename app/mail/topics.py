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
    NOTES = (
        "notes",
        words.Word(
            mark("Notes with a match"),
            hint=mark("When the other side of a match writes my organisation a note."),
        ),
    )
    ENDINGS = (
        "endings",
        words.Word(
            mark("What ends of my organisation"),
            hint=mark(
                "In the overview of the day: an offer about to expire, a need, action or step past"
                " its day, a completed match, a profile of a year old."
            ),
        ),
    )
    FITS = (
        "fits",
        words.Word(
            mark("New offers for our needs"),
            hint=mark("In the overview of the day: an offer that fits an open need."),
        ),
    )
    FOLLOWING = (
        "following",
        words.Word(
            mark("What I follow"),
            hint=mark("In the overview of the day: something new with what you follow."),
        ),
    )
    DIGEST = (
        "digest",
        words.Word(
            mark("Overview of the day"),
            hint=mark(
                "In the morning: what others did with what is yours, what ends, and what you"
                " follow. Without it you read that in your messages."
            ),
        ),
    )
