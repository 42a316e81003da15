"""Which fields of a form take a web address."""

from __future__ import annotations

from typing import get_args

from pydantic.fields import FieldInfo

from app.core import inputs


def is_link(known: FieldInfo) -> bool:
    """Whether a field of an input model takes a web address: it has the check of one."""
    return get_args(inputs.WebAddress)[-1] in known.metadata
