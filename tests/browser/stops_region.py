"""Stops of the pages of an organisation and of the region's management."""

from __future__ import annotations

from tests.browser.stop import Stop
from tests.crises.lists import CRISIS
from tests.region.numbers import WEIGHTS

NO_WEIGHTS = dict.fromkeys(WEIGHTS, "x") | {"suggestion_threshold": "90", "plan_threshold": "10"}
NO_SETTINGS = {
    "review_mode": "",
    "answer_days": "0",
    "freshness_weeks": "veel",
    "stacking_days": "3",
    "moderated_kinds": "safety_region",
    "open_to": "VR01",
    "second_factor_kinds": "martians",
    "provider_kinds": "martians",
}
NO_CRISIS = {"name": "x", "phase": "", "started_on": "31-02-2026", "ended_on": "vroeger"}
NO_MEASURE = {
    "title": "x",
    "description": "Bel 06-12345678",
    "level": "",
    "starts_on": "",
    "ends_on": "vroeger",
    "link": "javascript:alert(1)",
    "crisis": "bestaat-niet",
}

ORGANISATIONS = [
    Stop("organisation, own", "{organisation}", "chantal"),
    Stop("organisation, of another", "{organisation}", "farid"),
    Stop("organisation, team", "{organisation}", "daan"),
    Stop("organisation of another region", "{organisation}", "hugo", status=404),
    Stop("organisation with needs", "{organisation_amina}", "amina"),
    Stop("organisation away, own", "{organisation_away}", "farid"),
    Stop("organisation away, of another", "{organisation_away}", "amina"),
    Stop(
        "organisation away, no day",
        "{organisation}/niet-beschikbaar",
        "chantal",
        status=422,
        sent={},
    ),
    Stop("organisation to merge", "{merger}", "eva"),
    Stop("organisation to merge, none like it", "{merger}?q=zzz", "eva"),
    Stop("organisation to merge, with which", "{merger_chosen}", "eva"),
    Stop("organisation to merge, without name", "{merger_chosen}", "eva", status=422, sent={}),
    Stop("organisation to merge in English", "{merger_chosen}", "eva", language="en"),
    Stop("offers of an organisation that is away", "/aanbod?municipality=GM1950", "amina"),
    Stop("offer of an organisation that is away", "{offer_away}", "amina"),
    Stop("organisation away in English", "{organisation_away}", "farid", language="en"),
]
LISTS = [
    Stop("rights", "/beheer/rechten?noun=matches", "eva"),
    Stop("rights of one role", "/beheer/rechten?noun=needs&role=coordinator", "eva"),
    Stop("rights, no such role", "/beheer/rechten?noun=board&role=keizer", "eva", status=422),
    Stop("rights in English", "/beheer/rechten?noun=board", "eva", language="en"),
    Stop("crises", "/beheer/crises", "daan"),
    Stop("crisis form", "/beheer/crises/nieuw", "daan"),
    Stop("crisis form, wrong", "/beheer/crises", "daan", status=422, sent=NO_CRISIS),
    Stop("crisis", "{crisis}/wijzigen", "eva"),
    Stop("crisis, old version", "{crisis}", "daan", status=422, sent=CRISIS | {"version": "77"}),
    Stop("crisis in use, thrown away", "{crisis}/weggooien", "daan", status=422, sent={}),
    Stop("crisis in English", "{crisis}/wijzigen", "daan", language="en"),
    Stop("measures", "/beheer/maatregelen", "daan"),
    Stop("measures filtered", "/beheer/maatregelen?state=all&crisis=hoogwater&level=local", "eva"),
    Stop("measures with a wrong filter", "/beheer/maatregelen?state=zzz", "daan", status=422),
    Stop("measures, none found", "/beheer/maatregelen?level=local", "daan"),
    Stop("measure form", "/beheer/maatregelen/nieuw", "daan"),
    Stop("measure form, wrong", "/beheer/maatregelen", "daan", status=422, sent=NO_MEASURE),
    Stop("measure", "{measure}/wijzigen", "daan"),
    Stop("measure in use, thrown away", "{measure}/weggooien", "eva", status=422, sent={}),
    Stop("measures in English", "/beheer/maatregelen", "daan", language="en"),
    Stop("needs of a measure", "/behoeften?measure={measure_slug}", "amina"),
    Stop("need that follows from a measure", "{need_measure}", "farid"),
    Stop("board of a measure", "/bord?measure={measure_slug}", "amina"),
]
REGION = [
    Stop("boards of other regions", "/regio", "hugo"),
    Stop("board of another region", "/regio/VR01/bord", "hugo"),
    Stop("board of another region, offers", "/regio/VR01/bord/aanbod", "hugo"),
    Stop("need of another region", "/regio/VR01{need_open}", "hugo"),
    Stop("offer of another region", "/regio/VR01{offer_published}", "hugo"),
    Stop("board that is not open", "/regio/VR02/bord", "hugo", status=404),
    Stop("mail", "/beheer/post", "eva"),
    Stop("mail with a wrong filter", "/beheer/post?state=zzz", "eva", status=422),
    Stop("mail, none found", "/beheer/post?state=refused", "eva"),
    Stop("work in the background", "/beheer/achtergrond", "eva"),
    Stop("forgotten password", "/wachtwoord-vergeten", None),
    Stop(
        "forgotten password, wrong", "/wachtwoord-vergeten", None, status=422, sent={"email": "x"}
    ),
    Stop("link that is not right", "/wachtwoord/x", None, status=404),
    Stop("which mail one wants", "/mijn-account/mail", "chantal"),
    Stop("messages", "/berichten", "chantal"),
    Stop("what one follows", "/mijn-account/volgen", "greet"),
    Stop("messages in English", "/berichten", "chantal", language="en"),
    Stop("which mail one wants in English", "/mijn-account/mail", "chantal", language="en"),
    Stop("no more mail about this", "{refusing}"),
    Stop("no more mail about this, done", "{refusing}", sent={}),
    Stop("does the offer still hold, link that is not right", "/mail/aanbod/x", None, status=404),
    Stop("no more mail, link that is not right", "/mail/afmelden/digest/x", None, status=404),
    Stop("management", "/beheer", "eva"),
    Stop("management for the team", "/beheer", "daan"),
    Stop("management for a municipality", "/beheer", "amina", status=403),
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
        "what suggestions weigh, old numbers",
        "/beheer/koppelen",
        "eva",
        status=422,
        sent=WEIGHTS | {"version": "77"},
    ),
]
