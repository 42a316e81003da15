"""What can go wrong with the embedded PostgreSQL and with `run`: one sentence each, for who typed
the command.
"""


class EmbeddedPostgresError(RuntimeError):
    """The cluster cannot be used; what to do."""


class AlreadyRunning(RuntimeError):
    """Another live `run` owns this folder."""


class GaveUp(RuntimeError):
    """Something ended again and again. `code` is what the process of the last one said."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code
