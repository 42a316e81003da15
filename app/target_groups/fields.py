"""What the size of a group says in its form and in a file.

A new column of sizes is added here.
"""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints

from app.core import fields, inputs, shown
from app.core.i18n import mark
from app.target_groups import size_queries

Source = Annotated[
    str,
    StringConstraints(min_length=2, max_length=160),
    AfterValidator(inputs.without_persons),
    inputs.Readable,
]


class EstimateInput(inputs.Input):
    """The form of a size."""

    when_missing: ClassVar[dict[str, str]] = {
        "target_group": mark("Choose a target group."),
        "municipality": mark("Choose a municipality."),
        "people": mark("Fill in how many people there are."),
        "source": mark("Say where the number comes from."),
    }

    target_group: Annotated[
        inputs.Slug,
        fields.Called(
            headers=("doelgroep",), about=mark("A word for the group, or its name in the list.")
        ),
    ]
    municipality: Annotated[
        inputs.Slug,
        fields.Stored("municipality_code"),
        fields.Called(headers=("gemeente", "gemeentecode"), about=mark("Name or code.")),
    ]
    people: Annotated[
        inputs.Count,
        fields.Called(
            headers=("aantal mensen", "aantal", "mensen", "aantal personen", "personen", "omvang"),
            about=mark("How many people there are."),
        ),
    ]
    source: Annotated[
        Source, fields.Called(headers=("bron",), about=mark("Where the number comes from."))
    ]
    # Empty: today.
    as_of: Annotated[
        inputs.Day | None,
        fields.Called(
            headers=("peildatum", "datum", "stand op"),
            about=mark("Day that the number was true. Empty: today."),
        ),
    ] = None
    # Which of the writer's organisations says so; the first one that may when it is left empty.
    organisation: Annotated[UUID | None, fields.NOT_STORED] = None


# The columns of the list as a file.
FILE: tuple[shown.Column[size_queries.Size, Any], ...] = (
    shown.Column(
        mark("Target group"),
        lambda size, words: words.label(size.target_group),
        width=32,
        field="target_group",
    ),
    shown.Column(
        mark("Municipality"),
        lambda size, words: words.label(size.municipality_code),
        field="municipality",
    ),
    shown.Column(
        mark("Number of people"),
        lambda size, words: shown.FEW if size.people is None else size.people,
        shown.Kind.NUMBER,
        width=12,
        field="people",
    ),
    shown.Column(mark("Source"), lambda size, words: size.source, width=48, field="source"),
    shown.Column(
        mark("Reference day"),
        lambda size, words: size.as_of,
        shown.Kind.DATE,
        width=12,
        field="as_of",
    ),
    shown.Column(mark("Written down by"), lambda size, words: size.organisation_name, width=32),
)
