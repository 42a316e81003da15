"""What can go wrong with the embedded PostgreSQL."""

from __future__ import annotations


class EmbeddedPostgresError(RuntimeError):
    """The cluster cannot be used. The message holds the last lines of the server log and what to
    do.
    """
