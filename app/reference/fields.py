"""Fields that needs, offers and actions share: what they are called and where they are kept."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core import inputs
from app.core.fields import NOT_STORED, Called, Stored
from app.core.i18n import mark
from app.reference.models import Unit

TitleField = Annotated[
    inputs.AskedTitle,
    Called(mark("title"), ("titel",), mark("In one sentence, 5 to 120 characters.")),
]
DescriptionField = Annotated[
    inputs.AskedDescription,
    Called(
        mark("explanation"),
        ("omschrijving", "uitleg", "toelichting", "beschrijving"),
        mark("No names, addresses or phone numbers."),
    ),
]
SupportTypeField = Annotated[
    inputs.Slug,
    Called(
        mark("kind of help"),
        ("soort hulp", "hulpsoort", "hulp", "soort"),
        mark("As in the list of the form."),
    ),
]
# None chosen: the whole region.
MunicipalitiesField = Annotated[
    list[inputs.Slug],
    Field(max_length=60),
    Called(
        mark("municipalities"),
        ("gemeenten", "gemeente", "municipality", "gemeentecode"),
        mark("Several with a ; between them. Empty: the whole region."),
    ),
]
UnitField = Annotated[
    Unit,
    Called(
        mark("unit"),
        ("eenheid", "geteld in"),
        mark("People, places, pieces, or hours, rides or parcels per week. Empty: people."),
    ),
]
CrisisField = Annotated[
    inputs.Slug | None,
    Stored("crisis_id", read="crisis.slug"),
    Called(mark("crisis"), ("crisis",), mark("Empty: the first crisis of the region.")),
]
MeasureField = Annotated[
    inputs.Slug | None,
    Stored("measure_id", read="measure.slug"),
    Called(mark("measure"), ("maatregel",), mark("As in the list of the form. Empty: none.")),
]
# Which of the writer's organisations does it; the first one when it is left empty.
OrganisationField = Annotated[
    UUID | None,
    NOT_STORED,
    Called(
        headers=("organisatie", "naam organisatie", "namens"),
        about=mark("Empty: your own organisation."),
    ),
]
# The writer says that what looks like a name is none.
SureNoNames = Annotated[
    bool,
    NOT_STORED,
    Called(
        headers=("geen namen",),
        about=mark("“ja” when you are sure that what looks like a name or an address is none."),
    ),
]
# The writer has read that others were asked for it, or said yes to it, as it was.
SureTerms = Annotated[bool, NOT_STORED]
# The form shows what is like it already, and asks before it publishes what it did not show.
AsksAlike = Annotated[bool, NOT_STORED]
SeenAlike = Annotated[list[UUID], Field(max_length=40), NOT_STORED]
# Publish at once (the form's main button).
Publish = Annotated[Literal["1", "0"], NOT_STORED]
