"""What an organisation says of itself and how to reach it. Apart: contact is never loaded by
accident (P11).
"""

from typing import ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel


class OrganisationProfile(SQLModel, table=True):
    """Shown to matched partners and the region's team only, apart from `description`."""

    __tablename__: ClassVar[str] = "organisation_profile"

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    description: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
