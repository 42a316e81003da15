"""The lists of the public forms, where nobody is signed in: of every region that takes part."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.kept import kept
from app.organisations import queries as organisation_queries
from app.reference import choice_queries, queries as reference_queries
from app.reference.models import Municipality
from app.target_groups.queries import group_rows


@dataclass(frozen=True)
class DoorChoices:
    """The lists of a public form. Groups and kinds of help are those of the whole country."""

    national: choice_queries.Choices
    municipalities: tuple[choice_queries.ListedChoice, ...]

    @classmethod
    def read(cls, session: Session) -> "DoorChoices":
        regions = organisation_queries.find_open_regions(session)
        return cls(
            choice_queries.get_choices(session, (), more=group_rows),
            choice_queries.get_choices(session, regions).municipalities,
        )

    @kept
    def labels(self) -> dict[str, str]:
        """Every label by slug or code."""
        groups = {choice.value: choice.label for choice in self.national.more}
        places = {choice.value: choice.label for choice in self.municipalities}
        return self.national.labels | groups | places

    def label(self, value: str | None) -> str:
        return self.labels.get(value or "", value or "")


def get_place(session: Session, code: str) -> Municipality | None:
    """A municipality of a region that takes part."""
    place = reference_queries.get_municipalities(session, [code]).get(code)
    if place is None or place.region_code not in organisation_queries.find_open_regions(session):
        return None
    return place
