"""What the address of a stream says besides the filters of its page."""

from app.core import inputs


class ShownPage(inputs.Input):
    """The digest of what the page says that it shows."""

    shown: str = ""
