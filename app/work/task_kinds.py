"""What kinds of things wait for somebody, with their words."""

from app.core import words
from app.core.i18n import mark, pmark


class TaskKind(words.Worded):
    """What has to be done, verb first, and why, with whom. `Task` fills the names in."""

    REVIEW = (
        "review",
        words.Word(
            mark("Review the proposal “%(title)s”"),
            icon="quarter",
            hint=mark("Proposal with %(name)s. After your yes the partner is asked."),
            short=pmark("button", "Review"),
        ),
    )
    ANSWER = (
        "answer",
        words.Word(
            mark("Say yes or no to “%(title)s”"),
            icon="half",
            hint=mark("Invitation of %(name)s."),
            short=pmark("button", "Answer"),
        ),
    )
    ANSWER_HELP = (
        "answer_help",
        words.Word(
            mark("Say yes or no to help of %(name)s"),
            icon="half",
            hint=mark("For “%(title)s”."),
            short=pmark("button", "Answer"),
        ),
    )
    START = (
        "start",
        words.Word(
            mark("Begin with “%(title)s”"),
            icon="arrow-right",
            hint=mark("Agreed with %(name)s. Note it when you begin."),
            short=pmark("button", "Begin"),
        ),
    )
    CALL = (
        "call",
        words.Word(
            mark("Call %(name)s about “%(title)s”"),
            icon="half",
            hint=mark("They said yes. Agree when it begins."),
            short=pmark("button", "Call"),
        ),
    )
    CONFIRM_TERMS = (
        "confirm_terms",
        words.Word(
            mark("Look at what has changed in “%(title)s”"),
            icon="half",
            hint=mark("%(name)s changed it after your yes. Say whether it can be like this too."),
            short=pmark("button", "Look"),
        ),
    )
    REPORT = (
        "report",
        words.Word(
            mark("Say how it goes with “%(title)s”"),
            icon="three-quarter",
            hint=mark("Running with %(name)s for two weeks or longer."),
            short=pmark("button", "Report"),
        ),
    )
    MODERATE = (
        "moderate",
        words.Word(
            mark("Look at the offer “%(title)s”"),
            icon="offer",
            hint=mark("Of %(name)s. It waits for the team of the region."),
            short=pmark("button", "Look"),
        ),
    )
    CONFIRM = (
        "confirm",
        words.Word(
            mark("Does your offer “%(title)s” still hold?"),
            icon="clock",
            hint=mark("Without an answer it no longer counts."),
            short=pmark("button", "Confirm"),
        ),
    )
    EXTEND = (
        "extend",
        words.Word(
            mark("Extend your offer “%(title)s” or withdraw it"),
            icon="clock",
            hint=mark("After its last day nobody is asked with it any more."),
            short=pmark("button", "Extend"),
        ),
    )
    PUBLISH = (
        "publish",
        words.Word(
            mark("Publish the draft “%(title)s”"),
            icon="draft",
            hint=mark("Only your own organisation sees it now."),
            short=pmark("button", "Finish the draft"),
        ),
    )
    FIND_PARTNER = (
        "find_partner",
        words.Word(
            mark("Look for a partner for “%(title)s”"),
            icon="search",
            hint=mark("Nobody is asked for what is still open."),
            short=pmark("button", "Look for help"),
        ),
    )
    CLOSE_NEED = (
        "close_need",
        words.Word(
            mark("Close “%(title)s” or extend it"),
            icon="clock",
            hint=mark("The last day is past, so nobody is asked for it any more."),
            short=pmark("button", "Close or extend"),
        ),
    )
    CLOSE_DONE = (
        "close_done",
        words.Word(
            mark("Close “%(title)s”"),
            icon="full-check",
            hint=mark("All of it is done. Say how it ended, and others learn from it."),
            short=mark("Close the need"),
        ),
    )
    JOIN = (
        "join",
        words.Word(
            mark("Say yes or no to the action “%(title)s”"),
            icon="half",
            hint=mark("%(name)s asks you to take part."),
            short=pmark("button", "Answer"),
        ),
    )
    DO_STEP = (
        "do_step",
        words.Word(
            mark("Do the step “%(title)s”"),
            icon="check",
            hint=mark("Of the action “%(action)s”."),
            short=pmark("button", "To the step"),
        ),
    )
    START_ACTION = (
        "start_action",
        words.Word(
            mark("Begin with the action “%(title)s”"),
            icon="arrow-right",
            hint=mark("The start date is there. Note it when you begin."),
            short=pmark("button", "Begin"),
        ),
    )
    FINISH_ACTION = (
        "finish_action",
        words.Word(
            mark("Close the action “%(title)s”"),
            icon="full-check",
            hint=mark("The end date has passed. Say how it went and what others can learn."),
            short=pmark("button", "Close"),
        ),
    )
    FINISH_DONE = (
        "finish_done",
        words.Word(
            mark("Say that the action “%(title)s” is done"),
            icon="full-check",
            hint=mark("All of it is done. Say how it went and what others can learn."),
            short=pmark("button", "Close"),
        ),
    )
    READ_SIGNAL = (
        "read_signal",
        words.Word(
            mark("Read what a resident passed on: “%(title)s”"),
            icon="flag",
            hint=mark("From %(name)s. The sender was told that somebody reads it by that day."),
            short=pmark("button", "Look"),
        ),
    )
    READ_LOGGED = (
        "read_logged",
        words.Word(
            mark("Look at the signal “%(title)s”"),
            icon="flag",
            hint=mark("From %(name)s. It counts in the picture once you take it up."),
            short=pmark("button", "Look"),
        ),
    )
    READ_HELP = (
        "read_help",
        words.Word(
            mark("Read what a resident offers: “%(title)s”"),
            icon="offer",
            hint=mark("From %(name)s. The sender was told that somebody reads it by that day."),
            short=pmark("button", "Look"),
        ),
    )
    ADMIT = (
        "admit",
        words.Word(
            mark("Decide whether “%(title)s” takes part"),
            icon="organisation",
            hint=mark("From %(name)s. Until your yes nobody there can do anything."),
            short=pmark("button", "Look"),
        ),
    )
    LET_IN = (
        "let_in",
        words.Word(
            mark("Decide who comes in for %(name)s"),
            icon="organisation",
            hint=mark("%(title)s says to belong to it, and has no account yet."),
            short=pmark("button", "Look"),
        ),
    )
    CONFIRM_PROFILE = (
        "confirm_profile",
        words.Word(
            mark("Is the profile of %(name)s still right?"),
            icon="clock",
            hint=mark("Nobody confirmed it for a year. Others see that."),
            short=mark("Yes, this is right"),
        ),
    )
    COMPLETE = (
        "complete",
        words.Word(
            mark("Complete the match “%(title)s” as well"),
            icon="full-check",
            hint=mark("The action “%(action)s” is done. Say how it went with %(name)s."),
            short=pmark("button", "Complete"),
        ),
    )
    ARRIVED = (
        "arrived",
        words.Word(
            mark("Did the help arrive? “%(title)s”"),
            icon="full-check",
            hint=mark("Completed with %(name)s. Your answer counts for who looks for a partner."),
            short=pmark("button", "Answer"),
        ),
    )
    WAIT = (
        "wait",
        words.Word("%(title)s", icon="clock", hint=mark("Waits for %(name)s.")),
    )
    WAIT_TERMS = (
        "wait_terms",
        words.Word(
            "%(title)s",
            icon="clock",
            hint=mark("Changed. %(name)s says whether it can be like this too."),
        ),
    )
    WAIT_PARTNER = (
        "wait_partner",
        words.Word("%(title)s", icon="clock", hint=mark("%(name)s is asked for this action.")),
    )


WAITING = (TaskKind.WAIT, TaskKind.WAIT_TERMS, TaskKind.WAIT_PARTNER)
