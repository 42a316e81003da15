"""Stops of the pages of target groups."""

from __future__ import annotations

from tests.browser.stop import Stop

BAD_GROUP = {
    "label": "Senioren",
    "label_en": "Older people",
    "synonyms": "bejaarden, armoede",
    "version": "77",
}
SECOND = {"label": "Varenden", "version": "77"}
BAD_SIZE = {"municipality": "GM0363", "people": "veel", "source": "", "as_of": "31-02-2026"}

GROUPS = [
    Stop("picture", "/beeld", "daan"),
    Stop("picture of a municipality", "/beeld?municipality=GM1979&period=year", "amina"),
    Stop("picture with wrong days", "/beeld?seen_from=2001-01-01", "greet", status=422),
    Stop("picture of a region with little", "/beeld", "hugo"),
    Stop("picture in English", "/beeld", "greet", language="en"),
    Stop("groups", "/doelgroepen", "daan"),
    Stop("groups for a reader", "/doelgroepen", "greet"),
    Stop("groups filtered", "/doelgroepen?municipality=GM1979&stacking=1&sort=waiting", "amina"),
    Stop("groups searched", "/doelgroepen?q=senioren", "amina"),
    Stop("groups empty", "/doelgroepen?q=zzzz", "amina"),
    Stop("groups with a wrong filter", "/doelgroepen?sort=zzz", "amina", status=422),
    Stop("groups of another region", "/doelgroepen", "hugo"),
    Stop("group", "{group}", "amina"),
    Stop("group, team", "{group}", "daan"),
    Stop("group for a reader", "{group}", "greet"),
    Stop("group with next to nothing", "{group_regional}", "farid"),
    Stop("group of another region", "{group_regional}", "hugo", status=404),
    Stop("group, size with all errors", "{group}/omvang", "daan", status=422, sent=BAD_SIZE),
    Stop(
        "group, size of a municipality, wrong", "{group}/omvang", "amina", status=422, sent=BAD_SIZE
    ),
    Stop("group form", "/doelgroepen/nieuw", "daan"),
    Stop("group form for others", "/doelgroepen/nieuw", "amina", status=403),
    Stop("group form with errors", "/doelgroepen", "daan", status=422, sent=BAD_GROUP),
    Stop("group form to change", "{group_regional}/wijzigen", "eva"),
    Stop(
        "group form, somebody was first",
        "{group_regional}",
        "eva",
        status=422,
        sent={"label": "X-en", "version": "77"},
    ),
    Stop("group words", "{group}/wijzigen", "daan"),
    Stop(
        "group words with errors",
        "{group}/woorden",
        "daan",
        status=422,
        sent={"synonyms": "armoede"},
    ),
    Stop("group to merge", "{group_regional}/samenvoegen", "daan"),
    Stop(
        "group to merge, without other", "{group_regional}/samenvoegen", "daan", status=422, sent={}
    ),
    Stop("groups in English", "/doelgroepen", "amina", language="en"),
    Stop("group in English", "{group}", "daan", language="en"),
    Stop(
        "group form with errors in English",
        "/doelgroepen",
        "daan",
        status=422,
        sent=BAD_GROUP,
        language="en",
    ),
]
