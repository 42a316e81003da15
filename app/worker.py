"""Everything the job worker must know: the tasks of all slices."""

from importlib import import_module

TASK_MODULES = (
    "app.account.jobs",
    "app.actions.jobs",
    "app.background.jobs",
    "app.drafts.jobs",
    "app.identity.jobs",
    "app.imports.jobs",
    "app.mail.jobs",
    "app.matches.jobs",
    "app.members.jobs",
    "app.messages.jobs",
    "app.organisations.jobs",
    "app.second_factors.jobs",
    "app.signals.jobs",
    "app.suggestions.jobs",
    "app.passwords.jobs",
    "app.tallies.jobs",
    "app.planning.jobs",
    "app.privacy.jobs",
    "app.reports.jobs",
    "app.providers.jobs",
)
# Letters of slices that have no tasks.
LETTER_MODULES = ("app.interpretations.letters", "app.needs.letters")
# After an update of the product stored texts may be old: not in a quarter of an hour, now.
AT_START = ("language:reread", "actions:reread", "language:count_words")


def load_tasks() -> None:
    """Import the modules that add tasks to `app.core.jobs.app`, and letters to what is sent."""
    for name in (*TASK_MODULES, *LETTER_MODULES):
        import_module(name)
