"""What the address of a stream says, for routes."""

from typing import Annotated

from fastapi import Depends

from app.live.forms import ShownPage
from app.web import Form, from_address

ShownForm = Annotated[Form[ShownPage], Depends(from_address(ShownPage))]
