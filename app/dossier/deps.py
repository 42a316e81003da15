"""What the address of a page asks for, and from which page somebody answers, for routes."""

from typing import Annotated, Literal

from fastapi import Depends

from app.core import inputs
from app.dossier.pair_forms import Showing
from app.web import Form, from_address, submitted


class AnswerOnPage(inputs.Input):
    """From which page somebody answers, or takes an answer back."""

    page: Literal["work"] | None = None


OnPageForm = Annotated[Form[AnswerOnPage], Depends(submitted(AnswerOnPage))]
ShowingForm = Annotated[Form[Showing], Depends(from_address(Showing))]
