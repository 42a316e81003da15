"""Stops of the pages of interpretations, and of the reports that hold them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.browser.stop import Stop

BAD: Mapping[str, str | list[str]] = {
    "title": "<b>x",
    "seen": "Mail naar iemand@voorbeeld.nl",
    "meaning": "",
    "advice": "kort",
    "municipality": "GM0363",
    "period": "zzz",
    "vreemd": "veld",
}
BAD_PROPOSAL = {"text": "kort", "municipality": "GM0363", "target_group": "bestaat-niet"}

INTERPRETATIONS = [
    Stop("interpretations", "/duiding", "amina"),
    Stop("interpretations of the team", "/duiding?status=all", "daan"),
    Stop("interpretations empty", "/duiding?seen_until=2001-01-01", "amina"),
    Stop("interpretations with a wrong filter", "/duiding?status=zzz", "amina", status=422),
    Stop("interpretations of another region", "/duiding", "hugo"),
    Stop("interpretations for a reader in English", "/duiding", "greet", language="en"),
    Stop("interpretation form", "/duiding/nieuw?municipality=GM1979", "daan"),
    Stop("interpretation form for a reader", "/duiding/nieuw", "greet", status=403),
    Stop("interpretation form with all errors", "/duiding", "daan", status=422, sent=BAD),
    Stop("interpretation draft", "{interpretation_draft}", "daan"),
    Stop("interpretation draft of who was asked", "{interpretation_draft}", "greet"),
    Stop("interpretation", "{interpretation_newer}", "amina"),
    Stop("interpretation with a newer version", "{interpretation_newer}", "daan"),
    Stop("interpretation in English", "{interpretation_newer}", "greet", language="en"),
    Stop("interpretation withdrawn", "{interpretation_withdrawn}", "daan"),
    Stop("next version", "{interpretation_newer}/nieuwe-versie", "greet"),
    Stop(
        "interpretation, proposal with errors",
        "{interpretation_newer}/voorstellen",
        "daan",
        status=422,
        sent=BAD_PROPOSAL,
    ),
    Stop(
        "interpretation, nobody to ask",
        "{interpretation_newer}/meeschrijvers",
        "daan",
        status=422,
        sent={"email": "niemand"},
    ),
    Stop(
        "interpretation, remark with errors",
        "{interpretation_newer}/opmerkingen",
        "daan",
        status=422,
        sent={"text": ""},
    ),
    Stop("need form from a proposal", "{need_from_proposal}", "daan"),
    Stop("action form from a proposal", "{action_from_proposal}", "daan"),
    Stop("reports", "/rapporten", "daan"),
    Stop("reports of a reader in English", "/rapporten", "greet", language="en"),
    Stop("reports of another region, none yet", "/rapporten", "hugo"),
    Stop("report form", "/rapporten/nieuw?municipality=GM1979", "daan"),
    Stop("report form for others", "/rapporten/nieuw", "amina", status=403),
    Stop("report form with errors", "/rapporten", "daan", status=422, sent={"period": "zzz"}),
    Stop("report", "{report}", "amina"),
    Stop("report in English", "{report}", "greet", language="en"),
    Stop("report that waits", "{report_waiting}", "daan"),
    Stop("report that went wrong", "{report_failed}", "daan"),
]
