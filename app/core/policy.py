"""One object says what an actor may do; command, page and (later) API ask the same one."""

from dataclasses import dataclass

from app.core.errors import AppError


@dataclass(frozen=True)
class Verdict:
    """Allowed when there is no objection, so a template can say `{% if may.publish %}`."""

    objection: AppError | None = None

    def __bool__(self) -> bool:
        return self.objection is None


ALLOWED = Verdict()


def require(verdict: Verdict) -> None:
    """Raise the objection of the verdict, if there is one."""
    if verdict.objection is not None:
        raise verdict.objection
