"""Slugs of what a region adds to the lists. Slugs are keys for the whole country, so they end in
the region's code.
"""

import re
from collections.abc import Collection

from app.core.db import sort_name

LONGEST = 64


def make_slug(name: str, region_code: str, taken: Collection[str], *, nameless: str) -> str:
    """A slug from a name that nobody has yet; `nameless` for a name without a letter or digit to
    make one of.
    """
    words = re.sub(r"[^a-z0-9]+", "_", sort_name(name)).strip("_") or nameless
    end, number = f"_{region_code.lower()}", 1
    while True:
        ending = end if number == 1 else f"_{number}{end}"
        slug = words[: LONGEST - len(ending)].rstrip("_") + ending
        if slug not in taken:
            return slug
        number += 1
