"""What the address of a stream says besides the filters of its page."""

from typing import Annotated

from fastapi import Depends

from app.core import inputs
from app.web import Form, from_address


class Shown(inputs.Input):
    """The digest of what the page says that it shows."""

    shown: str = ""


ShownForm = Annotated[Form[Shown], Depends(from_address(Shown))]
