"""What the forms of management send when they are filled in right."""

from __future__ import annotations

from typing import Any

REGION: dict[str, Any] = {
    "review_mode": "none",
    "answer_days": "5",
    "freshness_weeks": "6",
    "stacking_days": "60",
    "moderated_kinds": ["business", "faith"],
    "open_to": ["VR02", "VR03"],
    "second_factor_kinds": ["municipality"],
    "provider_kinds": [],
}
WEIGHTS: dict[str, Any] = {
    "support": "5",
    "text": "37",
    "group": "11",
    "area": "90",
    "share": "6",
    "window": "5",
    "record": "3",
    "rest": "0",
    "suggestion_threshold": "20",
    "plan_threshold": "60",
}
