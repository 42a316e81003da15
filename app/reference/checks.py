"""Checks of typed values against the lists of a region. Each adds a sentence to `errors` under the
field's name. What is `kept` is stored already: it stays, also when the lists no longer offer it.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.core.i18n import gettext as _
from app.reference import crisis_queries, models, queries

Errors = dict[str, str]


def check_support_type(
    session: Session, slug: str, region_code: str, errors: Errors, *, kept: str | None = None
) -> models.SupportType | None:
    """The support type, if the region has it."""
    found = queries.get_support_type(session, slug, region_code, kept=kept)
    if found is None:
        errors["support_type"] = _("Choose a kind of help from the list.")
    return found


def check_municipalities(
    session: Session, codes: list[str], errors: Errors, field: str
) -> dict[str, models.Municipality]:
    """The municipalities, if all codes exist."""
    found = queries.get_municipalities(session, codes)
    if set(codes) - found.keys():
        errors[field] = _("Choose a municipality from the list.")
    return found


def check_crisis(
    session: Session,
    slug: str | None,
    region_code: str,
    errors: Errors,
    *,
    stored: Any = None,
    may_be_apart: bool = False,
) -> models.Crisis | None:
    """The named crisis, or the region's default when none is named. A row that is `stored` apart
    from every crisis stays so, and one that `may_be_apart` from them is when none is named.
    """
    if slug is None:
        if may_be_apart or (stored is not None and stored.crisis_id is None):
            return None
        return crisis_queries.default_crisis(session, region_code)
    found = crisis_queries.get_crisis(session, slug, region_code)
    if found is None:
        errors["crisis"] = _("Choose a crisis from the list.")
    return found


def check_measure(
    session: Session, slug: str | None, region_code: str, errors: Errors
) -> models.Measure | None:
    """The named measure of the region, also one that is over: an import may be about the past."""
    if slug is None:
        return None
    found = crisis_queries.get_measure(session, slug, region_code)
    if found is None:
        errors["measure"] = _("Choose a measure from the list.")
    return found


def check_themes(
    session: Session,
    slugs: list[str],
    region_code: str,
    errors: Errors,
    *,
    kept: Collection[str] = (),
) -> list[models.Theme]:
    """The themes, in the order of the list, if the region has them all."""
    found = queries.get_themes(session, slugs, region_code, kept=kept)
    if set(slugs) - {theme.slug for theme in found}:
        errors["themes"] = _("Choose themes from the list.")
    return found


def check_window(
    start: date, end: date | None, errors: Errors, field: str, *, may_be_over: bool = False
) -> None:
    """The end is not before the start, and not past, unless it was stored like that."""
    if end is None:
        return
    if end < start:
        errors[field] = _("The end date is before the start date.")
    elif end < clock.today() and not may_be_over:
        errors[field] = _("This date has passed. Fill in today or later.")
