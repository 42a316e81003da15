"""Whom the sign-in page of the demo offers."""

from dataclasses import dataclass

from app.identity.models import Role


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the cast, offered on the sign-in page in demo mode."""

    key: str
    name: str
    email: str
    organisation: str
    role: Role
    sentence_nl: str
    sentence_en: str
