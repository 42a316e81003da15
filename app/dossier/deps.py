"""What the address of a page asks for, for routes."""

from typing import Annotated

from fastapi import Depends

from app.dossier.suggestions import Showing
from app.web.forms import Form, asked

ShowingForm = Annotated[Form[Showing], Depends(asked(Showing))]
