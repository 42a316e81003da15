"""What the forms of the lists send when they are filled in right."""

from __future__ import annotations

from typing import Any

CRISIS: dict[str, Any] = {"name": "Lange droogte", "phase": "acute", "started_on": "2026-06-01"}
MEASURE: dict[str, Any] = {
    "title": "Bezoekverbod in verpleeghuizen",
    "description": "Eén vaste bezoeker per bewoner, op afspraak.",
    "level": "national",
    "starts_on": "2026-06-01",
    "link": "https://www.rijksoverheid.nl/onderwerpen/verpleeghuizen",
}
