"""What can go wrong with the embedded PostgreSQL."""


class EmbeddedPostgresError(RuntimeError):
    """The cluster cannot be used. The message holds the last lines of the server log and what to
    do.
    """
