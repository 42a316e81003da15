"""How a need ends: closed with an outcome, or withdrawn with a reason."""

from app.core import words
from app.core.i18n import mark


class NeedOutcome(words.Worded):
    """How a closed need ended."""

    MET = "met", words.Word(mark("Fully met"))
    PARTLY_MET = "partly_met", words.Word(mark("Partly met"))
    UNMET = "unmet", words.Word(mark("Not met"))


class NeedWithdrawal(words.Worded):
    """Why an open need was taken back."""

    NO_LONGER_NEEDED = "no_longer_needed", words.Word(mark("No longer needed"))
    ALREADY_SOLVED = "already_solved", words.Word(mark("Already solved in another way"))
    DUPLICATE = "duplicate", words.Word(mark("Logged twice"))
    WRONG = "wrong", words.Word(mark("Logged by mistake"))
    OTHER = "other", words.Word(mark("Another reason"))
