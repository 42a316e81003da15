"""Words for suggestions."""

from app.core.i18n import gettext as _
from app.scoring.terms import Fit


def fit_label(fit: Fit) -> str:
    """How well a pair fits: the only words a person sees of its score."""
    return {
        Fit.VERY_WELL: _("Fits very well"),
        Fit.WELL: _("Fits well"),
        Fit.A_LITTLE: _("Fits a little"),
    }[fit]
