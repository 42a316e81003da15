"""Stops of the pages of actions."""

from __future__ import annotations

from collections.abc import Mapping

from tests.browser.stop import Stop

BAD_ACTION: Mapping[str, str | list[str]] = {
    "title": "<b>x",
    "description": "Mail naar iemand@voorbeeld.nl",
    "target_groups": ["bestaat-niet"],
    "municipalities": ["GM0363"],
    "themes": ["bestaat-niet"],
    "starts_on": "31-02-2026",
    "ends_on": "vroeger",
    "crisis": "bestaat-niet",
    "partners": ["geen-nummer"],
    "vreemd": "veld",
    "save": "1",
}
UNKNOWN: Mapping[str, str | list[str]] = {
    "title": "Samen op weg naar de markt",
    "target_groups": ["bestaat-niet"],
    "municipalities": ["GM0363"],
    "themes": ["bestaat-niet"],
    "crisis": "bestaat-niet",
    "measure": "bestaat-niet",
    "save": "1",
}

BAD_EXAMPLE: Mapping[str, str | list[str]] = {
    "title": "<b>x",
    "description": "Mail naar iemand@voorbeeld.nl",
    "theme": "bestaat-niet",
    "municipality": "GM0363",
    "vreemd": "veld",
}

ACTIONS = [
    Stop("resilience", "/veerkracht", "amina"),
    Stop("resilience filtered", "/veerkracht?theme=social_cohesion&took=no_money", "chantal"),
    Stop("resilience empty", "/veerkracht?q=zzzz", "amina"),
    Stop("resilience with a wrong filter", "/veerkracht?took=zzz", "amina", status=422),
    Stop("resilience for a reader in English", "/veerkracht", "greet", language="en"),
    Stop("example form", "/veerkracht/nieuw", "chantal"),
    Stop("example form of the team", "/veerkracht/nieuw", "daan"),
    Stop("example form for a reader", "/veerkracht/nieuw", "greet", status=403),
    Stop("example form with all errors", "/veerkracht", "chantal", status=422, sent=BAD_EXAMPLE),
    Stop("actions", "/acties?status=all", "chantal"),
    Stop(
        "actions filtered",
        "/acties?q=bus&status=all&target_group=older_people&theme=social_cohesion",
        "chantal",
    ),
    Stop("actions empty", "/acties?q=zzzz", "amina"),
    Stop("actions with a wrong filter", "/acties?sort=zzz&status=zzz", "amina", status=422),
    Stop("actions of another region", "/acties", "hugo"),
    Stop("actions for a reader in English", "/acties?status=all", "greet", language="en"),
    Stop("action form", "/acties/nieuw", "chantal"),
    Stop("action form from a match", "{action_from_match}", "chantal"),
    Stop("action form of the team", "/acties/nieuw", "daan"),
    Stop("action form for a reader", "/acties/nieuw", "greet", status=403),
    Stop("action form with all errors", "/acties", "chantal", status=422, sent=BAD_ACTION),
    Stop("action form with unknown words", "/acties", "chantal", status=422, sent=UNKNOWN),
    Stop(
        "action form, partners found",
        "/acties",
        "chantal",
        sent={"partner_q": "gemeente", "find": "1"},
    ),
    Stop(
        "action form, no partner found",
        "/acties",
        "chantal",
        sent={"partner_q": "zzzz", "find": "1"},
    ),
    Stop("action form to change", "{action_planned}/wijzigen", "chantal"),
    Stop("action form in English", "/acties/nieuw", "chantal", language="en"),
    *(
        Stop(f"action {state}, {who}", f"{{action_{state}}}", who)
        for state in ("planned", "late", "done", "stopped")
        for who in ("chantal", "amina", "greet")
    ),
    Stop("action done, team", "{action_done}", "daan"),
    Stop("action of a small group, lead", "{action_small}", "chantal"),
    Stop("action of a small group, others", "{action_small}", "farid"),
    Stop("action of another region", "{action_planned}", "hugo", status=404),
    Stop(
        "action closed without a lesson", "{action_late}/afronden", "chantal", status=422, sent={}
    ),
    Stop(
        "action stopped without a reason",
        "{action_planned}/stoppen",
        "chantal",
        status=422,
        sent={},
    ),
    Stop(
        "action, nobody asked",
        "{action_planned}/uitnodigen",
        "chantal",
        status=422,
        sent={"save": "1"},
    ),
    Stop(
        "action, partners found",
        "{action_planned}/uitnodigen",
        "chantal",
        sent={"partner_q": "ggd", "find": "1"},
    ),
    Stop(
        "action, a step without words", "{action_planned}/stappen", "chantal", status=422, sent={}
    ),
    Stop(
        "action, a step changed wrong",
        "{action_step}",
        "chantal",
        status=422,
        sent={"due_on": "morgen"},
    ),
    Stop(
        "action, told nothing",
        "{action_late}/voortgang",
        "chantal",
        status=422,
        sent={"people_reached": "-1"},
    ),
    Stop("action, linked nothing", "{action_planned}/koppelingen", "chantal", status=422, sent={}),
    Stop(
        "action, answer noted without how",
        "{action_partner}",
        "chantal",
        status=422,
        sent={"on_behalf": "1"},
    ),
    Stop("action, answered nothing", "{action_partner}", "amina", status=422, sent={}),
    Stop("action started twice", "{action_late}/starten", "chantal", status=409, sent={}),
    Stop("action in English", "{action_done}", "chantal", language="en"),
    Stop("action late in English", "{action_late}", "chantal", language="en"),
]
