"""HTTP and HTML support: pages and fragments, forms, middleware, problems. Knows no nouns.

What a file with routes needs of it, it has from here.
"""

from app.web.acting import Acting, Part, nothing
from app.web.acting_pages import FormPage, Page
from app.web.database import SessionDep
from app.web.forms import Form, blank, from_address, opened, submitted
from app.web.view import View, ViewDep, notice, with_numbers

__all__ = [
    "Acting",
    "Form",
    "FormPage",
    "Page",
    "Part",
    "SessionDep",
    "View",
    "ViewDep",
    "blank",
    "from_address",
    "nothing",
    "notice",
    "opened",
    "submitted",
    "with_numbers",
]
