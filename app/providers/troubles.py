"""Why nobody came in through a provider, each with what a person reads and does about it."""

from app.core import words
from app.core.i18n import mark


class Trouble(words.Worded):
    """What went wrong on the way. Only this is logged; never what the provider said."""

    STALE = (
        "stale",
        words.Word(
            mark(
                "This sign-in was too long ago, was used already, or began in another browser. "
                "Begin again."
            )
        ),
    )
    STOPPED = "stopped", words.Word(mark("You did not sign in there. Nothing has happened."))
    AWAY = (
        "away",
        words.Word(
            mark(
                "It does not answer now, or too slowly. Try again in a few minutes, or sign in in "
                "another way."
            )
        ),
    )
    WRONG = (
        "wrong",
        words.Word(
            mark(
                "Its answer is not right, so nobody is signed in. Tell the administrator of your "
                "region."
            )
        ),
    )
    NO_SECRET = (
        "no_secret",
        words.Word(
            mark(
                "Something is missing on our side to sign in here. Tell the administrator of your "
                "region."
            )
        ),
    )
    OFF = "off", words.Word(mark("Nobody can sign in here now. Sign in in another way."))
    UNKNOWN = (
        "unknown",
        words.Word(mark("This account is not known here yet, so you are not signed in.")),
    )
    CLOSED = (
        "closed",
        words.Word(mark("Your account here is closed. Ask the administrator of your region.")),
    )
    ELSEWHERE = (
        "elsewhere",
        words.Word(mark("Your account here is not of an organisation that signs in this way.")),
    )
    OTHER_PERSON = (
        "other_person",
        words.Word(
            mark(
                "You are not signed in any more as who began this. Sign in and begin again: "
                "nothing is tied."
            )
        ),
    )
    TAKEN = (
        "taken",
        words.Word(mark("That account is tied to somebody else here. Nothing is tied.")),
    )

    @property
    def status(self) -> int:
        """Of the page that says so."""
        return {Trouble.AWAY: 503, Trouble.NO_SECRET: 503, Trouble.WRONG: 502}.get(self, 403)


class Failed(Exception):
    """It ends here. `why` is for the log and for tests: a code, nothing that anybody sent."""

    def __init__(self, trouble: Trouble, why: str) -> None:
        super().__init__(f"{trouble.value}: {why}")
        self.trouble = trouble
        self.why = why
