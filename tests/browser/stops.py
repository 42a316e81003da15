"""Every page in every state, once: where it is, who looks at it, and what was sent to get there."""

from __future__ import annotations

from collections.abc import Mapping

from tests.browser.region import BUSINESS
from tests.browser.stop import Stop
from tests.browser.stops_actions import ACTIONS
from tests.browser.stops_doors import DOORS
from tests.browser.stops_groups import GROUPS
from tests.browser.stops_interpretations import INTERPRETATIONS
from tests.browser.stops_matching import MEETING
from tests.browser.stops_region import LISTS, ORGANISATIONS, REGION

# Wrong in as many fields as one form can be.
BAD_NEED: Mapping[str, str | list[str]] = {
    "title": "<b>x",
    "description": "Bel 06-12345678",
    "support_type": "bestaat-niet",
    "also_groups": ["bestaat-niet"],
    "municipality": "GM0363",
    "people": "-3",
    "quantity": "veertig",
    "unit": "ons",
    "urgency": "gisteren",
    "needed_from": "31-02-2026",
    "needed_until": "vroeger",
    "crisis": "bestaat-niet",
    "vreemd": "veld",
    "publish": "1",
}
BAD_OFFER: Mapping[str, str | list[str]] = {
    "title": "",
    "description": "Mail naar iemand@voorbeeld.nl",
    "support_type": "",
    "quantity": "0",
    "unit": "ons",
    "available_from": "morgen",
    "available_until": "31-02-2026",
}
# A form that somebody opened while still signed in.
UNSENT = {"form_draft": "0190f3f0-0000-7000-8000-000000000000 1 /aanbod/nieuw"}
# A need of rides that asks for something else after others said yes to it.
OTHER_HELP: Mapping[str, str | list[str]] = {
    "title": "Naar de huisarts vanuit de dorpen",
    "support_type": "groceries_meals",
    "target_group": "lonely_people",
    "quantity": "40",
    "unit": "people",
    "urgency": "high",
}
# A need that is on the board already, told by somebody else.
AGAIN: Mapping[str, str | list[str]] = {
    "title": "Schimmel in huizen na het hoogwater weghalen",
    "support_type": "odd_jobs",
    "target_group": "all_residents",
    "quantity": "30",
    "asks_alike": "1",
    "publish": "1",
}
CALL: Mapping[str, str | list[str]] = {
    "said": "mevrouw van de kerk in Appingedam, dertig ouderen krijgen geen warm eten meer, tot "
    "kerst",
}
CALL_ELSEWHERE: Mapping[str, str | list[str]] = {"said": "twintig ouderen in Bedum, met spoed"}
NAMED_CALL: Mapping[str, str | list[str]] = {
    "said": "mevrouw Jansen uit Appingedam, dertig ouderen krijgen geen warm eten",
}
NAMED_NEED: Mapping[str, str | list[str]] = {
    "title": "Boodschappen voor mevrouw Jansen en haar buren",
    "support_type": "groceries_meals",
    "target_group": "older_people",
    "quantity": "12",
}


def _public(language: str) -> list[Stop]:
    end = "" if language == "nl" else " in English"
    return [
        Stop(f"home{end}", "/", language=language),
        Stop(f"sign-in{end}", "/inloggen", language=language),
        Stop(
            f"sign-in refused{end}",
            "/inloggen",
            status=422,
            sent={"email": "a@b.example"},
            language=language,
        ),
        Stop(f"sign-in, cookie not kept{end}", "/inloggen?entered=1", language=language),
        Stop(f"privacy{end}", "/privacy", language=language),
        Stop(f"help{end}", "/hulp", language=language),
        Stop(f"accessibility{end}", "/toegankelijkheid", language=language),
        Stop(f"formulas{end}", "/zo-rekent-schakelbord", language=language),
        Stop(f"unknown page{end}", "/bestaat-niet", status=404, language=language),
        Stop(f"signal form{end}", "/signaal-geven", language=language),
        Stop(f"help form{end}", "/hulp-aanbieden", language=language),
        Stop(f"organisation search{end}", "/aanmelden-organisatie?q=hulp", language=language),
        Stop(f"organisation form{end}", "/aanmelden-organisatie/nieuw?q=Hulp", language=language),
        Stop(f"organisation claim{end}", "{claim_door}", language=language),
        Stop(
            f"organisation claim refused{end}",
            "{claim_door}",
            status=422,
            sent={"contact_name": "", "contact_email": "x"},
            language=language,
        ),
        Stop(f"number form{end}", "/signaal-geven/bon", language=language),
        Stop(
            f"signal refused{end}",
            "/signaal-geven",
            status=422,
            sent={"description": "Bel 06-12345678", "email": "x"},
            language=language,
        ),
        Stop(f"number refused{end}", "/signaal-geven/bon?number=1", status=422, language=language),
    ]


CLAIMS = [
    Stop("who asks to come in", "/netwerk/aanvragen", "chantal"),
    Stop("one who asks to come in", "{claim}", "chantal"),
    Stop("who asks to come in, for a reader", "/netwerk/aanvragen", "greet", status=403),
]

SIGNALS = [
    Stop("signals", "/signalen", "daan"),
    Stop("signals filtered", "/signalen?status=rejected&kind=help", "amina"),
    Stop("signals with a wrong filter", "/signalen?status=zzz", "amina", status=422),
    Stop("signals that wait", "/signalen?status=received", "daan"),
    Stop("signals for a reader", "/signalen", "greet"),
    Stop("a new signal", "/signalen/nieuw", "chantal"),
    Stop("a new signal of the team", "/signalen/nieuw", "daan"),
    Stop(
        "a signal that is refused", "/signalen", "amina", sent={"description": "kort"}, status=422
    ),
]

SEARCH = [
    Stop("search", "/zoeken", "amina"),
    Stop("search with hits", "/zoeken?q=boodschappen", "amina"),
    Stop("search of one kind", "/zoeken?q=boodschappen&kind=offer", "chantal"),
    Stop("search mended", "/zoeken?q=bodschappen", "daan"),
    Stop("search without hits", "/zoeken?q=zzzzqqqq", "greet"),
    Stop("search with a wrong kind", "/zoeken?q=kou&kind=zzz", "amina", status=422),
]

ACCOUNT = [
    Stop("account", "/mijn-account", "amina"),
    Stop("account in English", "/mijn-account", "chantal", language="en"),
    Stop("account, organisations", "/mijn-account/organisatie", "amina"),
    Stop("account, no organisation", "/mijn-account/organisatie", "amina", status=422, sent={}),
    Stop("account, several organisations", "/mijn-account/organisatie", "c-gm1966"),
    Stop("work, several organisations", "/mijn-werk", "c-gm1966"),
    Stop("what another organisation sees", "{offer_draft}", "c-gm1966", status=404),
    Stop(
        "sent for another organisation",
        "/behoeften?als={second}",
        "c-gm1966",
        status=409,
        sent={"title": "Kou in de dorpen"},
    ),
    Stop("account, name", "/mijn-account/naam", "amina"),
    Stop("account, no name", "/mijn-account/naam", "amina", status=422, sent={"name": ""}),
    Stop("account, password", "/mijn-account/wachtwoord", "amina"),
    Stop("account, no password", "/mijn-account/wachtwoord", "amina", status=422, sent={}),
    Stop("account, sessions", "/mijn-account/sessies", "amina"),
    Stop("account, address", "/mijn-account/e-mail", "amina"),
    Stop(
        "account, wrong address", "/mijn-account/e-mail", "amina", status=422, sent={"email": "x"}
    ),
    Stop("account, dead link", "/mijn-account/e-mail/bestaat-niet", "amina", status=404),
    Stop("account, own data", "/mijn-account/gegevens", "amina"),
]

NEEDS = [
    Stop("needs", "/behoeften", "amina"),
    Stop("needs with a pager", "/behoeften?status=all&sort=newest", "daan"),
    Stop(
        "needs filtered",
        "/behoeften?q=koud&urgency=high&support_type=goods_materials&mine=1",
        "amina",
    ),
    Stop("needs searched", "/behoeften?q=oudere+boodschap&target_group=older_people", "amina"),
    Stop("needs empty", "/behoeften?q=zzzz", "amina"),
    Stop("needs urgent and without help", "/behoeften?urgency=acute&without_help=1", "chantal"),
    Stop("filter not saved", "/filters", "amina", status=422, sent={"list": "needs", "name": "x"}),
    Stop("my work of who is new", "/mijn-werk", "bram"),
    Stop("needs with a wrong filter", "/behoeften?sort=zzz&status=zzz", "amina", status=422),
    Stop("needs for a reader", "/behoeften", "greet"),
    Stop("needs of another region", "/behoeften", "hugo"),
    Stop("need draft, own coordinator", "{need_draft}", "amina"),
    Stop("need draft, own member", "{need_draft}", "bram"),
    Stop("need draft of another", "{need_draft}", "farid", status=404),
    Stop("need open, own", "{need_open}", "amina"),
    Stop("need open, of another", "{need_open}", "farid"),
    Stop("need open, closed without outcome", "{need_open}/sluiten", "amina", status=422, sent={}),
    Stop(
        "need open, withdrawn without reason", "{need_open}/intrekken", "amina", status=422, sent={}
    ),
    Stop("need closed", "{need_closed}", "amina"),
    Stop("need closed, published again", "{need_closed}/plaatsen", "amina", status=409, sent={}),
    Stop("need withdrawn", "{need_withdrawn}", "amina"),
    Stop("need of a small group, own", "{need_small}", "amina"),
    Stop("need of a small group, masked", "{need_small}", "farid"),
    Stop("need of a small group, without number", "{need_small_people}", "amina"),
    Stop("need form", "/behoeften/nieuw", "amina"),
    Stop("need form of the region", "/behoeften/nieuw", "daan"),
    Stop("need form of a member", "/behoeften/nieuw", "bram"),
    Stop("need form for a reader", "/behoeften/nieuw", "greet", status=403),
    Stop("need form of what is agreed", "{need_agreed}", "amina", status=422, sent=OTHER_HELP),
    Stop("need form with all errors", "/behoeften", "amina", status=422, sent=BAD_NEED),
    Stop("need form with a name", "/behoeften", "amina", status=422, sent=NAMED_NEED),
    Stop("need form that asks about twins", "/behoeften", "amina", status=422, sent=AGAIN),
    Stop("call desk", "/behoeften/belbalie", "amina"),
    Stop("call desk, a sentence read", "/behoeften/belbalie", "amina", sent=CALL),
    Stop("call desk, another municipality", "/behoeften/belbalie", "amina", sent=CALL_ELSEWHERE),
    Stop("call desk, a sentence read, any place", "/behoeften/belbalie", "chantal", sent=CALL),
    Stop("call desk with a name", "/behoeften/belbalie", "amina", status=422, sent=NAMED_CALL),
    Stop(
        "call desk, form with all errors",
        "/behoeften/belbalie/plaatsen",
        "amina",
        status=422,
        sent=BAD_NEED,
    ),
    Stop("needs to put together", "{need_merger}", "amina"),
    Stop("needs put together, both", "{need_merger_chosen}", "amina"),
    Stop("needs put together, too many", "{need_merger_chosen}", "amina", status=422, sent={}),
    Stop("need form to change", "{need_open}/wijzigen", "amina"),
    Stop("need once more", "{need_open}/nog-eens", "amina"),
    Stop(
        "need too long to read",
        "/behoeften",
        "amina",
        status=413,
        sent={"description": "a" * 1_100_000},
    ),
    Stop("needs in English", "/behoeften", "amina", language="en"),
    Stop("need in English", "{need_open}", "amina", language="en"),
    Stop(
        "need form with all errors in English",
        "/behoeften",
        "amina",
        status=422,
        sent=BAD_NEED,
        language="en",
    ),
]
OFFERS = [
    Stop("offers", "/aanbod", "chantal"),
    Stop("offers with a pager", "/aanbod?state=all", "daan"),
    Stop(
        "offers filtered", "/aanbod?q=boodschappen&municipality=GM1979&state=published", "chantal"
    ),
    Stop("offers empty", "/aanbod?q=zzzz", "chantal"),
    Stop("offers with a wrong filter", "/aanbod?sort=zzz", "chantal", status=422),
    Stop("offers that wait", "/aanbod?state=submitted", "daan"),
    Stop("offer draft", "{offer_draft}", "chantal"),
    Stop("offer submitted, own", "{offer_submitted}", BUSINESS),
    Stop("offer submitted, team", "{offer_submitted}", "daan"),
    Stop(
        "offer sent back without a word",
        "{offer_submitted}/terugsturen",
        "daan",
        status=422,
        sent={},
    ),
    Stop("offer sent back", "{offer_returned}", BUSINESS),
    Stop("offer sent back, form", "{offer_returned}/wijzigen", BUSINESS),
    Stop("offer published, own", "{offer_published}", "chantal"),
    Stop("offer published, of another", "{offer_published}", "farid"),
    Stop(
        "offer withdrawn without reason",
        "{offer_published}/intrekken",
        "chantal",
        status=422,
        sent={},
    ),
    Stop("offer expired, own", "{expired_own}", "chantal"),
    Stop("offer expired, of another", "{expired_own}", "amina"),
    Stop("offer paused, own", "{offer_paused}", BUSINESS),
    Stop("offer paused, of another", "{offer_paused}", "amina"),
    Stop("offer withdrawn", "{offer_withdrawn}", "daan"),
    Stop("offer form", "/aanbod/nieuw", "chantal"),
    Stop("offer form with all errors", "/aanbod", "chantal", status=422, sent=BAD_OFFER),
    Stop("offer form that was kept", "{kept_form}", "bram"),
    Stop("offer form to change", "{offer_published}/wijzigen", "chantal"),
    Stop("offer once more", "{offer_published}/nog-eens", "chantal"),
    Stop("own offers to confirm", "/aanbod?mine=1", "chantal"),
    Stop("offer form after the session", "/aanbod", status=403, sent={**BAD_OFFER, **UNSENT}),
    Stop("offer in English", "{offer_published}", "chantal", language="en"),
    Stop("offer form in English", "/aanbod/nieuw", "chantal", language="en"),
]
STOPS = [
    *_public("nl"), *_public("en"), *SIGNALS, *CLAIMS, *ACCOUNT, *SEARCH, *NEEDS, *OFFERS, *MEETING,
    *ACTIONS, *ORGANISATIONS, *GROUPS, *INTERPRETATIONS, *LISTS, *REGION, *DOORS
]  # fmt: skip
