"""Stops of the pages where people meet: my work, the board, matches and files."""

from __future__ import annotations

from tests.browser.stop import Stop
from tests.imports.files import NEED, SIZE, csv_file
from tests.matches.pairs import JAAP
from tests.world import GROCERIES

TOO_MANY = {"need": "{need_id}", "offer": "{offer_id}", "quantity": "4000"}
TOO_LATE = {
    "outcome": "succeeded",
    "note": "Vaste dagen werken het best, dat wisten we niet vooraf.",
}
UNFIT = {"need": "{need_id}", "offer": "{offer_id}", "page": "need", "show": "all"}
WRONG = NEED | {
    "titel": "",
    "gemeente": "Atlantis",
    "aantal": "veel",
    "doelgroep": "Zeemeerminnen",
    "kleur": "rood",
}
ON_BEHALF = {"on_behalf": "1"}
WITH_A_NUMBER = {"reason": "other", "note": "Bel 06-12345678"}
FILE_NEEDS = {"kind": "needs"}
FILE_SIZES = {"kind": "sizes"}
WRONG_SIZE = SIZE | {"doelgroep": "reuzen", "gemeente": "Assen", "bron": ""}

WORK = [
    *(
        Stop(f"my work of {who}", "/mijn-werk", who)
        for who in ("amina", "chantal", "daan", "greet")
    ),
    Stop("my work in English", "/mijn-werk", "amina", language="en"),
]
BOARD = [
    Stop("board of amina", "/bord", "amina"),
    Stop("board of daan", "/bord", "daan"),
    Stop("board for a reader", "/bord", "greet"),
    Stop("board filtered", "/bord?urgency=high&target_group=older_people&mine=1", "amina"),
    Stop("board empty", "/bord?q=zzzz", "amina"),
    Stop("board filtered by words", "/bord?urgency=high&mine=1&q=ouderen", "amina"),
    Stop("board of a theme", "/bord?theme=social_cohesion", "amina"),
    Stop("board empty for a reader", "/bord?q=zzzz", "greet"),
    Stop("board, one column", "/bord?column=open", "daan"),
    Stop("board, what ended", "/bord?column=ended", "amina"),
    Stop("board with a wrong filter", "/bord?urgency=gisteren&column=zesde", "amina", status=422),
    Stop("board in English", "/bord", "amina", language="en"),
]
MATCHES = [
    *(
        Stop(f"match {state}, {who}", f"{{match_{state}}}", who)
        for state in (
            "proposed",
            "approved",
            "noted",
            "accepted",
            "changed",
            "running",
            "completed",
        )
        for who in ("amina", "chantal", "daan")
    ),
    *(
        Stop(f"match {state}, {who}", f"{{match_{state}}}", who)
        for state in ("both", "declined", "withdrawn", "lapsed")
        for who in ("amina", "chantal")
    ),
    *(
        Stop(f"match {state}, of others", f"{{match_{state}}}", "farid")
        for state in ("accepted", "running", "completed")
    ),
    Stop("match of another region", "{match_running}", "hugo", status=404),
    Stop("match of a small group, own", "{match_small}", "amina"),
    Stop("match of a small group, team", "{match_small}", "daan"),
    Stop("match of a small group, others", "{match_small}", "farid"),
    Stop("match in two units, own", "{match_two_units}", JAAP),
    Stop(
        "match declined without reason", "{match_approved}/afwijzen", "chantal", status=422, sent={}
    ),
    *(
        Stop(f"match {verb} by both sides refused", path, "chantal", status=422, sent=ON_BEHALF)
        for verb, path in (
            ("accepted", "{match_both}/accepteren"),
            ("declined", "{match_both}/afwijzen"),
        )
    ),
    Stop(
        "match accepted for many",
        "{match_approved}/accepteren",
        "chantal",
        status=422,
        sent={"quantity": "veel"},
    ),
    Stop(
        "match completed with less than nobody",
        "{match_running}/afronden",
        "chantal",
        status=422,
        sent={"people_reached": "-1"},
    ),
    Stop(
        "match accepted for too many",
        "{match_two_units}/accepteren",
        JAAP,
        status=422,
        sent={"quantity": "4000"},
    ),
    Stop(
        "match noted without channel",
        "{match_approved}/accepteren",
        "amina",
        status=422,
        sent={"on_behalf": "1"},
    ),
    Stop(
        "match completed without outcome",
        "{match_running}/afronden",
        "chantal",
        status=422,
        sent={},
    ),
    Stop(
        "match withdrawn without reason", "{match_running}/intrekken", "amina", status=422, sent={}
    ),
    Stop(
        "match completed too late, with words",
        "{match_declined}/afronden",
        "chantal",
        status=409,
        sent=TOO_LATE,
    ),
    Stop("match started twice", "{match_running}/starten", "chantal", status=409, sent={}),
    Stop("match in English", "{match_running}", "amina", language="en"),
    Stop("need with a partner", "{need_with_partner}", "amina"),
    Stop("offer with a partner", "{offer_with_partner}", JAAP),
    Stop("need with suggestions", "{need_with_suggestions}", "amina"),
    Stop("need with all suggestions", "{need_with_suggestions}?show=all", "daan"),
    Stop("need with suggestions in English", "{need_with_suggestions}", "amina", language="en"),
    Stop("need without suggestions", "{need_without_suggestions}", "amina"),
    Stop(
        "suggestion proposed for too many",
        "/koppelingen",
        "amina",
        status=422,
        sent=TOO_MANY | {"page": "need"},
    ),
    Stop(
        "suggestion does not fit, no reason",
        "/koppelingen/past-niet",
        "amina",
        status=422,
        sent=UNFIT,
    ),
    Stop(
        "suggestion proposed on an offer",
        "/koppelingen",
        "chantal",
        status=422,
        sent=TOO_MANY | {"page": "offer"},
    ),
    Stop("choose an offer", "{choose_offer}", "amina"),
    Stop("choose an offer, nothing found", "{choose_offer}&q=zzzz", "amina"),
    Stop("choose an own offer", "{choose_offer}", "chantal"),
    Stop("choose an own offer, has none", "{choose_offer}&q=zzzz", "chantal"),
    Stop("choose an own need", "{choose_need}", "amina"),
    Stop("choose an offer, as a reader", "{choose_offer}", "greet", status=403),
    Stop("match of a small group, invited", "{match_small}", "chantal"),
    Stop("choose a need", "{choose_need}", "chantal"),
    Stop("choose a need, for the team", "{choose_need}", "daan"),
    Stop("propose too many", "/koppelingen", "amina", status=422, sent=TOO_MANY),
    Stop(
        "propose with a phone number",
        "/koppelingen",
        "amina",
        status=422,
        sent=TOO_MANY | {"reason": "06-12345678"},
    ),
    Stop("choose an offer in English", "{choose_offer}", "amina", language="en"),
]
THIS_OFFER = {"offer": "{suggested_offer}"}
TOO_MANY_HERE = THIS_OFFER | {"quantity": "4000"}
# The team of the other region.
MENNO = "c-vr03"
REVIEW = [
    Stop("review", "{review_proposed}", "daan"),
    Stop("review of a small group", "{review_small}", "daan"),
    Stop("review, no without a reason", "{review_proposed}/afwijzen", "daan", status=422, sent={}),
    Stop(
        "review, no with a phone number",
        "{review_proposed}/afwijzen",
        "daan",
        status=422,
        sent=WITH_A_NUMBER,
    ),
    Stop("review, undone too late", "{review_approved}/terugdraaien", "daan", status=409, sent={}),
    Stop("review, end of the round", "/bord/beoordelen/klaar", "daan"),
    Stop("suggestion", "{suggestion}", "daan"),
    Stop("suggestion for another region's team", "/bord/beoordelen/suggesties", MENNO),
    Stop("suggestion for which nobody fits", "{suggestion_none}", "daan"),
    Stop(
        "suggestion for too many", "{suggestion}/goedkeuren", "daan", status=422, sent=TOO_MANY_HERE
    ),
    Stop(
        "suggestion, no without a reason",
        "{suggestion}/afwijzen",
        "daan",
        status=422,
        sent=THIS_OFFER,
    ),
    Stop("review for others", "{review_proposed}", "amina", status=403),
    Stop("review in English", "{review_proposed}", "daan", language="en"),
]
IMPORTS = [
    Stop("import", "/importeren", "amina"),
    Stop("import for the team", "/importeren", "daan"),
    Stop("import of sizes", "/importeren?kind=sizes", "daan"),
    Stop("sizes, all right", "/importeren", "daan", sent=FILE_SIZES, file=csv_file(SIZE, SIZE)),
    Stop(
        "sizes with errors",
        "/importeren",
        "daan",
        status=422,
        sent=FILE_SIZES,
        file=csv_file(SIZE, WRONG_SIZE),
    ),
    Stop("import for a reader", "/importeren", "greet", status=403),
    Stop("import without a file", "/importeren", "amina", status=422, sent=FILE_NEEDS, file=b""),
    Stop("import, all right", "/importeren", "amina", sent=FILE_NEEDS, file=csv_file(NEED, NEED)),
    Stop(
        "import with errors",
        "/importeren",
        "amina",
        status=422,
        sent=FILE_NEEDS,
        file=csv_file(NEED, WRONG),
    ),
    Stop(
        "import of columns that nobody knows",
        "/importeren",
        "amina",
        status=422,
        sent=FILE_NEEDS,
        file=csv_file({"Hulpvraag": NEED["titel"], "Wie?": "ouderen", "Aantal pers.": "40"}),
    ),
    Stop(
        "import with a row like what is there and one that is wrong",
        "/importeren",
        "amina",
        status=422,
        sent=FILE_NEEDS,
        file=csv_file(NEED | {"titel": GROCERIES["title"], "aantal": "75"}, WRONG),
    ),
    Stop(
        "import in other letters",
        "/importeren",
        "amina",
        status=422,
        sent=FILE_NEEDS,
        file=csv_file(NEED | {"titel": "Coördinatie van één café"}, encoding="cp858"),
    ),
    Stop("import in English", "/importeren", "amina", language="en"),
    Stop(
        "import with errors in English",
        "/importeren",
        "amina",
        status=422,
        sent=FILE_NEEDS,
        file=csv_file(NEED, WRONG),
        language="en",
    ),
]
PLANS = [
    Stop("plans", "/bord/plan", "daan"),
    Stop("plans for others", "/bord/plan", "amina", status=403),
    *(
        Stop(f"plan {state}", f"{{plan_{state}}}", "daan")
        for state in ("ready", "running", "failed")
    ),
    Stop("plan, what stays open", "{plan_ready}?part=open", "daan"),
    Stop("plan for others", "{plan_ready}", "eva", status=404),
    Stop("plan with nothing ticked", "{plan_ready}/overnemen", "daan", status=422, sent={}),
    Stop("plans in English", "/bord/plan", "daan", language="en"),
    Stop("plan in English", "{plan_ready}", "daan", language="en"),
]
MEETING = [*WORK, *BOARD, *MATCHES, *REVIEW, *IMPORTS, *PLANS]
