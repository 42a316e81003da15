"""What the address of a page asks for, for routes."""

from typing import Annotated

from fastapi import Depends

from app.dossier.suggestions import Showing
from app.web import Form, from_address

ShowingForm = Annotated[Form[Showing], Depends(from_address(Showing))]
