"""A double click is one act and says so, without JavaScript too: every verb is pressed twice by
everybody who may.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col
from starlette.testclient import TestClient

from app.audit.models import AuditEntry
from app.core import clock
from app.core.settings import Settings
from app.drafts import commands
from app.drafts.models import FormDraft
from app.offers.models import Offer
from app.rights.matrix import NAMED, Expectation
from tests.html import Page
from tests.web.test_security_matrix import ROWS, _arrange
from tests.world import Visitors, World

ONCE = "Gelukt. Je drukte twee keer"
# What may be sent again and again: nothing is done by it, or each time the same.
AGAIN = {
    "/berichten/gelezen": "what is read stays read",
    "/berichten/{message_id}/openen": "what is read stays read, and it leads to the same",
    "/mijn-account/volgen": "to follow twice is to follow once, see tests/messages/test_follows.py",
    "/beeld/vrijgeven": "once for each week, see tests/releases",
    "/duiding": "a long form, see tests/interpretations",
    "/veerkracht": "a long form, see tests/drafts/test_second_forms.py",
    "/veerkracht/{example_id}/mooi": "once for each person, see tests/resilience",
    "/veerkracht/{example_id}/meedoen": "once for each organisation, see tests/resilience",
    "/veerkracht/{example_id}/stoppen": "who stopped has stopped, see tests/resilience",
    "/taal": "a language is chosen again",
    "/inloggen/demo": "signing in makes a session",
    "/uitloggen": "who is signed out is not signed out once more",
    "/formulieren/bewaren": "keeps what is typed, again and again",
    "/formulieren/opnieuw": "throws a draft away, or nothing",
    "/live": "pages renew themselves or not, whatever was before",
    "/mijn-werk/eerste-stappen": "puts them away, whatever was before",
    "/behoeften/titel": "only reads",
    "/behoeften/lijkt-op": "only reads",
    "/behoeften/belbalie": "only reads",
    "/aanbod/lijkt-op": "only reads",
    "/uitnodiging/{token}": "see tests/members/test_invitations.py: the link is used up",
    "/inloggen/via/{slug}/verplicht": "leads to a provider, and does nothing here",
    "/uitnodiging/{token}/via/{slug}": "leads to a provider, and does nothing here",
    "/uitnodiging/{token}/bewezen": "see tests/members/test_proven.py: the link is used up",
    "/uitnodiging/{token}/meedoen": "see tests/members/test_invitations.py: the link is used up",
    "/signaal-geven": "leads to the same number, see tests/signals/test_doors.py",
    "/hulp-aanbieden": "leads to the same number, see tests/signals/test_doors.py",
    "/aanmelden-organisatie/aanvraag/{organisation_id}": "leads to the same, see "
    "tests/organisations/test_claims.py",
    "/aanmelden-organisatie": "leads to the same, see tests/organisations/test_registration.py",
    "/signaal-geven/bon/{number}/intrekken": "the same, see tests/signals/test_doors.py",
    "/mijn-account/organisatie": "to and fro is no double click, see tests/identity/test_switch.py",
    "/mijn-account/tweede-stap/app": "shows the key of the app that is being set up",
    "/mijn-account/tweede-stap/verder": "leads to where somebody was going",
    "/beheer/koppelen/voorbeeld": "only shows what would be",
    "/importeren": "only reads a file, and another one of the same name is another one",
    "/behoeften": "a long form, see tests/drafts/test_second_forms.py",
    "/aanbod": "a long form, see tests/drafts/test_second_forms.py",
    "/acties": "a long form, see tests/drafts/test_second_forms.py",
    "/signalen": "a long form, see tests/drafts/test_second_forms.py",
    "/beheer/crises": "a long form, see tests/drafts/test_second_forms.py",
    "/beheer/maatregelen": "a long form, see tests/drafts/test_second_forms.py",
    "/doelgroepen": "a long form, see tests/drafts/test_second_forms.py",
}
# No row of the table has it succeed: it needs a code, a passkey, a provider or a match of its own.
# `tests/account`, `tests/second_factors`, `tests/providers`, `tests/members` and
# `tests/matches` send these twice where it matters.
NEVER = {
    "/inloggen",
    "/inloggen/passkey",
    "/inloggen/passkey/vraag",
    "/inloggen/tweede-stap",
    "/inloggen/tweede-stap/stoppen",
    "/inloggen/via/{slug}",
    "/uitloggen/achterdeur/{slug}",
    "/beheer/aanmelden-via",
    "/beheer/tweede-stap",
    "/koppelingen/{match_id}/bevestigen",
    "/koppelingen/{match_id}/klopt",
    "/wachtwoord-vergeten",
    "/wachtwoord/{token}",
    "/mail/afmelden/{topic}/{token}",
    "/mail/aanbod/{token}/geldt-nog",
    "/mail/aanbod/{token}/geldt-niet-meer",
    "/mijn-account/aanmelden-via/{slug}",
    "/mijn-account/e-mail",
    "/mijn-account/e-mail/{token}",
    "/mijn-account/gegevens/bestand",
    "/mijn-account/sessies/{session_id}/beeindigen",
    "/mijn-account/tweede-stap/app/code",
    "/mijn-account/tweede-stap/app/weghalen",
    "/mijn-account/tweede-stap/herstelcodes",
    "/mijn-account/tweede-stap/passkeys",
    "/mijn-account/tweede-stap/passkeys/vraag",
    "/mijn-account/tweede-stap/passkeys/{passkey_id}/weghalen",
    "/mijn-account/tweede-stap/wachtwoord",
    "/mijn-account/wachtwoord",
}
VERBS = [
    row
    for row in ROWS
    if row.method == "POST" and row.path not in AGAIN and "303" in row.expected.values()
]


def test_every_post_is_tried_or_says_why_not() -> None:
    posts = {row.path for row in ROWS if row.method == "POST"}
    assert posts - AGAIN.keys() - {row.path for row in VERBS} == NEVER


def done(connection: Connection) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one())


@pytest.mark.parametrize("row", VERBS, ids=str)
def test_the_second_press_does_nothing_and_hears_that_it_is_done(
    row: Expectation, visitors: Visitors, settings: Settings, connection: Connection
) -> None:
    sent = _arrange(visitors.world, settings, row)
    for person in NAMED:
        if row.expected[person] != "303":
            continue
        client = visitors[None if person == "stranger" else person]
        before = connection.begin_nested()
        if (
            row.path == "/beheer/regio"
        ):  # the only long form of a change with no thing in its address
            sent.body["version"] = Page(client.get(row.path).text).typed("version")[0]
        first = client.post(sent.path, data=sent.body or None, files=sent.files)
        acts = done(connection)
        second = client.post(sent.path, data=sent.body or None, files=sent.files)
        assert second.status_code == 303, (person, second.text[-400:])
        assert second.headers["location"] == first.headers["location"], person
        assert done(connection) == acts, person
        answer = client.get(second.headers["location"])
        while answer.status_code == 303:
            answer = client.get(answer.headers["location"])
        assert ONCE in answer.text, person
        before.rollback()


def pressed(world: World, visitors: Visitors) -> tuple[TestClient, str]:
    """An offer that chantal pauses and takes up again."""
    offer = world.offer("chantal", publish=True)
    world.session.commit()
    return visitors["chantal"], f"/aanbod/{offer.id}"


def test_a_verb_and_its_opposite_in_turns_are_acts_of_their_own(
    world: World, visitors: Visitors
) -> None:
    client, offer = pressed(world, visitors)
    for verb, status in [("pauzeren", "paused"), ("hervatten", "published")] * 2:
        for _press in range(2):
            assert client.post(f"{offer}/{verb}").status_code == 303
        world.session.expire_all()
        assert world.session.execute(sa.select(col(Offer.status))).scalar_one() == status


def test_what_was_done_elsewhere_in_between_makes_it_another_act(
    world: World, visitors: Visitors
) -> None:
    client, offer = pressed(world, visitors)
    other = world.offer("chantal", publish=True, title="Soep op donderdag")
    world.session.commit()
    client.post(f"{offer}/pauzeren")
    client.post(f"/aanbod/{other.id}/pauzeren")
    assert client.post(f"{offer}/pauzeren").status_code == 409


@pytest.mark.parametrize("who", ["chantal", "amina"])
def test_what_anybody_did_before_it_changes_nothing(
    world: World, visitors: Visitors, who: str
) -> None:
    """A working day, not the first press of the first person."""
    client, offer = pressed(world, visitors)
    before = [world.offer("chantal", publish=True, title=f"Soep {n}").id for n in range(2)]
    needs = [world.need(publish=True).id for _n in range(2)]
    world.session.commit()
    for thing, need in zip(before, needs, strict=True):
        if who == "chantal":
            assert client.post(f"/aanbod/{thing}/pauzeren").status_code == 303
        else:
            sent = {"reason": "wrong"}
            done = visitors["amina"].post(f"/behoeften/{need}/intrekken", data=sent)
            assert done.status_code in (303, 422)
    first, second = (client.post(f"{offer}/pauzeren") for _press in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["location"] == first.headers["location"]


def test_after_a_minute_or_by_somebody_else_it_is_said_what_is_so(
    world: World, visitors: Visitors
) -> None:
    client, offer = pressed(world, visitors)
    client.post(f"{offer}/pauzeren")
    assert visitors["daan"].post(f"{offer}/pauzeren").status_code in (403, 409)
    world.session.execute(sa.update(FormDraft).values(sent_at=clock.now() - commands.TWICE))
    world.session.commit()
    assert client.post(f"{offer}/pauzeren").status_code == 409


def test_with_javascript_the_second_answer_is_the_page_as_it_is(
    world: World, visitors: Visitors
) -> None:
    client, offer = pressed(world, visitors)
    asked = {"hx-request": "true", "hx-target": "div#offer_page"}
    first, second = (client.post(f"{offer}/pauzeren", headers=asked) for _press in range(2))
    assert first.status_code == second.status_code == 200
    assert ONCE in second.text and ONCE not in first.text


def test_what_was_refused_was_not_done(world: World, visitors: Visitors) -> None:
    need = world.need(publish=True)
    world.session.commit()
    for _press in range(2):
        answer = visitors["amina"].post(f"/behoeften/{need.id}/intrekken", data={"reason": ""})
        assert answer.status_code == 422
