"""What each kind of work in the background does, in words."""

from collections.abc import Mapping

from app.core.i18n import gettext as _, mark

NAMES: Mapping[str, str] = {
    "account:forget_changes": mark("Forgetting changes of an e-mail address that nobody confirmed"),
    "actions:reread": mark("Reading the texts of actions"),
    "background:forget": mark("Forgetting work that went wrong long ago"),
    "drafts:forget_drafts": mark("Forgetting forms that nobody finished"),
    "identity:forget_old_sessions": mark("Ending old sessions"),
    "imports:ask_again": mark("Finding files that still have to be stored"),
    "imports:forget_drafts": mark("Forgetting files that nobody stored"),
    "imports:store": mark("Storing a file"),
    "language:count_words": mark("Counting words for the suggestions"),
    "language:reread": mark("Reading the texts of needs and offers"),
    "mail:forget": mark("Forgetting old mail"),
    "mail:send": mark("Sending a mail"),
    "mail:sweep": mark("Finding mail that still has to be sent"),
    "matching:lapse": mark("Ending proposals that nobody answered"),
    "matching:tell": mark("Telling what the team decided"),
    "matching:tell_answer": mark("Telling an answer"),
    "matching:tell_untold": mark("Finding answers and decisions that were not told"),
    "members:forget": mark("Forgetting old invitations"),
    "messages:daily": mark("Mailing reminders and the overview of the day"),
    "messages:questions": mark("Mailing who is asked"),
    "organisations:ask_again": mark("Asking whether a profile is still right"),
    "passwords:forget": mark("Forgetting old links for a new password"),
    "passwords:send_asked": mark("Finding who still waits for a link for a new password"),
    "passwords:send_link": mark("Sending a link for a new password"),
    "planning:ask_again": mark("Finding region plans that still have to be made"),
    "planning:forget": mark("Forgetting region plans of which nothing came"),
    "planning:make": mark("Making a region plan"),
    "privacy:remove_old": mark("Removing what may no longer be kept"),
    "providers:forget_rounds": mark("Forgetting sign-ins that nobody finished"),
    "reports:ask_again": mark("Finding reports that still have to be made"),
    "reports:make": mark("Making a report"),
    "second_factors:forget": mark("Forgetting second steps that nobody finished"),
    "signals:forget": mark("Forgetting what signals need no longer"),
    "tallies:move_on": mark("Moving the counts on to today"),
}


def name_of(kind: str) -> str:
    """What it does. A kind that this version does not have says its name."""
    return _(NAMES[kind]) if kind in NAMES else kind
