"""Stops of the pages of an organisation and of the region's management."""

from __future__ import annotations

from tests.browser.stop import Stop
from tests.region.numbers import WEIGHTS

NO_WEIGHTS = dict.fromkeys(WEIGHTS, "x") | {"suggestion_threshold": "90", "plan_threshold": "10"}
NO_SETTINGS = {
    "review_mode": "",
    "answer_days": "0",
    "freshness_weeks": "veel",
    "stacking_days": "3",
    "moderated_kinds": "safety_region",
}

ORGANISATIONS = [
    Stop("organisation, own", "{organisation}", "chantal"),
    Stop("organisation, of another", "{organisation}", "farid"),
    Stop("organisation, team", "{organisation}", "daan"),
    Stop("organisation of another region", "{organisation}", "hugo", status=404),
    Stop("organisation with needs", "{organisation_amina}", "amina"),
    Stop("organisation away, own", "{organisation_away}", "farid"),
    Stop("organisation away, of another", "{organisation_away}", "amina"),
    Stop("organisation away, no day", "{organisation}/niet-beschikbaar", "chantal", status=422, sent={}),
    Stop("offers of an organisation that is away", "/aanbod?municipality=GM1950", "amina"),
    Stop("offer of an organisation that is away", "{offer_away}", "amina"),
    Stop("organisation away in English", "{organisation_away}", "farid", language="en"),
]
REGION = [
    Stop("management", "/beheer", "eva"),
    Stop("management for the team", "/beheer", "daan", status=403),
    Stop("how the region works", "/beheer/regio", "eva"),
    Stop("how the region works, wrong", "/beheer/regio", "eva", status=422, sent=NO_SETTINGS),
    Stop("what suggestions weigh", "/beheer/koppelen", "eva"),
    Stop("what suggestions weigh, wrong", "/beheer/koppelen", "eva", status=422, sent=NO_WEIGHTS),
    Stop("what suggestions weigh, the effect", "/beheer/koppelen/voorbeeld", "eva", sent=WEIGHTS),
    Stop("how the region works in English", "/beheer/regio", "eva", language="en"),
    Stop(
        "what suggestions weigh, the effect in English",
        "/beheer/koppelen/voorbeeld",
        "eva",
        sent=WEIGHTS,
        language="en",
    ),
    Stop(
        "what suggestions weigh, old numbers", "/beheer/koppelen", "eva", status=422, sent=WEIGHTS | {"version": "77"}
    ),
]
