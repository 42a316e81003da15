"""Everything the job worker must know: the tasks of all slices."""

from __future__ import annotations

from importlib import import_module

TASK_MODULES = ("app.identity.jobs", "app.imports.jobs", "app.matching.jobs")


def load_tasks() -> None:
    """Import the modules that add tasks to `app.core.jobs.app`."""
    for name in TASK_MODULES:
        import_module(name)
