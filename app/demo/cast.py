"""Who is in the demo region. The same people appear in seeds, tests, screenshots and docs."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.identity import cast, models as identity_models

# For trying the ordinary sign-in; the accounts exist in demo mode only.
DEMO_PASSWORD = "schakelbord-demo"  # noqa: S105  # nosec B105  # pragma: allowlist secret

DATA = Path(__file__).parent / "data"


@lru_cache
def read(name: str) -> list[dict[str, Any]]:
    """The objects of a file in `data/`."""
    found: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return found


@lru_cache
def demo_cast() -> tuple[cast.DemoPerson, ...]:
    """The eight people of the sign-in page, in the order of the alphabet."""
    organisations = {o["key"]: o["name"] for o in read("organisations")}
    return tuple(
        cast.DemoPerson(
            key=person["key"],
            name=person["name"],
            email=person["email"],
            organisation=organisations[person["organisation"]],
            role=identity_models.Role(person["role"]),
            sentence_nl=person["sentence_nl"],
            sentence_en=person["sentence_en"],
        )
        for person in read("people")
        if person.get("is_cast", True)
    )
