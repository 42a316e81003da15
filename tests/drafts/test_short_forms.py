"""Nothing typed is lost in a short form either: the reason of a no, a message, the note of an
action. It is stored nowhere, and is there after an ended session and in another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.audit.models import AuditEntry
from app.core.settings import PROJECT
from app.drafts.models import FormDraft
from app.identity.models import LoginSession
from app.matches.models import Match, MatchStatus
from app.target_groups.commands import GroupInput, add_group
from tests.actions.deeds import Deeds
from tests.html import Element, Page
from tests.matches.pairs import Pairs, in_state
from tests.world import Visitors

STORY = "De bus rijdt niet meer\n\nen de zaal is dicht"

# The forms that somebody fills in and that say nothing of whose they are, with the reason.
NOT_KEPT = {
    "account/address.html": "a password goes along, and that is never kept",
    "account/password.html": "a password is never kept",
    "calls/form.html": "what somebody says on the telephone is carried nowhere; the form is owned",
    "components/follow.html": "follows or stops at once: nothing is typed in it",
    "components/saved.html": "takes a saved filter away: nothing is typed in it",
    "components/long_form.html": "throws a draft away: nothing is typed in it",
    "components/live.html": "a switch: nothing is typed in it",
    "components/switch.html": "chooses an organisation: nothing is typed in it",
    "components/verb.html": "a button that does it at once",
    "identity/go_on.html": "says itself whose it is",
    "identity/sign_in.html": "nobody is signed in there; a password is never kept",
    "imports/form.html": "a file cannot be kept, and the page says so",
    "imports/column_choices.html": "the file is stored meanwhile: its page asks again",
    "imports/preview.html": "the file is stored meanwhile: its page shows the choices again",
    "frame/pieces.html": "the button of signing out",
    "layout.html": "the button of the language",
    "messages/refuse.html": "one button, without signing in: nothing is typed in it",
    "messages/renewal.html": "a button each, without signing in: nothing is typed in it",
    "messages/inbox.html": "one button: nothing is typed in it",
    "messages/pieces.html": "a button that opens a message",
    "members/invitation.html": "nobody is signed in there; a password is never kept",
    "passwords/choose.html": "a password is never kept; nobody is signed in there",
    "resilience/pieces.html": "a button that does it at once: nothing is typed in it",
    "resilience/places.html": "a button that does it at once: nothing is typed in it",
    "second_factors/index.html": "a password is never kept",
    "second_factors/app.html": "a code that lasts half a minute",
    "second_factors/passkey.html": "nothing is typed in it",
    "providers/last_step.html": "a button that leads to a provider; nobody is signed in there",
    "second_factors/step.html": "a code that lasts half a minute; nobody is signed in there",
    "matches/turn.html": "a button that does it at once",
    "plans/bar.html": "a button that does it at once",
    "plans/needs.html": "boxes, and a button for all of them: nothing is typed in it",
    "review/previous.html": "a button that does it at once",
    "review/show.html": "a button that does it at once",
    "registration/form.html": "nobody is signed in there",
    "claims/form.html": "nobody is signed in there",
    "signals/signal.html": "nobody is signed in there; without a script its last button keeps it",
    "signals/help.html": "nobody is signed in there; without a script its last button keeps it",
    "work/first_steps.html": "a button that does it at once",
    "work/just_answered.html": "a button that does it at once",
}


def test_every_form_is_kept_or_says_why_not() -> None:
    says_whose = ("owned()", 'name="form_draft" value="{{ kept.place }}" data-keep')
    loose = {
        path.relative_to(PROJECT / "templates").as_posix()
        for path in (PROJECT / "templates").rglob("*.html")
        for form in re.findall(r"<form .*?</form>", path.read_text("utf-8"), re.DOTALL)
        if 'method="post"' in form and not any(words in form for words in says_whose)
    }
    assert loose == NOT_KEPT.keys()


def short_forms(page: Page) -> Iterator[tuple[str, Element]]:
    """The short forms of a page, with where they are sent."""
    for element in page.every("form"):
        if any(e.attributes.get("name") == "form_of" for e in element.inside):
            yield str(element.attributes["action"]), element


def filled_in(element: Element) -> dict[str, Any]:
    """A form as somebody fills it in: a story in every text, the first of every choice."""
    sent: dict[str, Any] = {}
    for each in element.inside:
        name, value = each.attributes.get("name"), each.attributes.get("value")
        if not name:
            continue
        if each.tag == "textarea":
            sent[name] = STORY
        elif each.tag == "select":
            values = [o.attributes.get("value") for o in each.inside if o.attributes.get("value")]
            sent[name] = values[0] if values else ""
        elif each.attributes.get("type") in ("radio", "checkbox"):
            sent.setdefault(name, value)
        elif each.attributes.get("type") == "hidden":
            sent[name] = value
        elif each.tag == "input" and each.attributes.get("type") != "submit":
            sent[name] = value or ("2" if each.attributes.get("inputmode") else STORY[:22])
    return sent


def pages_of(pairs: Pairs) -> list[tuple[str, str, int]]:
    """Who finds how many short forms on which page, at least."""
    deeds = Deeds(pairs)
    asked, ready = in_state(pairs, "approved"), in_state(pairs, "running")
    both = in_state(pairs, "both")
    waiting = in_state(pairs, "proposed")
    action = deeds.start(deeds.action())
    deeds.step(action)
    add_group(pairs.session, pairs["daan"], GroupInput(label="Schippers"))
    free = pairs.offer()
    pairs.session.commit()
    return [
        ("chantal", f"/koppelingen/{asked.id}", 1),
        ("chantal", f"/koppelingen/{asked.id}?opened=refusing", 1),
        ("amina", f"/koppelingen/{asked.id}", 3),
        ("chantal", f"/koppelingen/{ready.id}", 2),
        ("daan", f"/koppelingen/{both.id}", 2),
        ("daan", f"/bord/beoordelen/{waiting.id}", 1),
        ("amina", f"/behoeften/{asked.need_id}", 3),
        ("chantal", f"/aanbod/{free.id}", 2),
        ("amina", f"/koppelingen/nieuw?need={waiting.need_id}", 1),
        ("chantal", f"/acties/{action.id}", 5),
        ("amina", "/doelgroepen/older_people", 1),
        ("eva", "/doelgroepen/schippers_vr01/samenvoegen", 1),
        ("eva", "/beheer/koppelen", 1),
        ("chantal", f"/netwerk/{pairs['chantal'].seats[0].organisation_id}", 1),
    ]


def stored(session: Session) -> list[Any]:
    """What would be different if anything had been done; who saw a contact is noted by the page."""
    session.expire_all()
    done = sa.select(sa.func.count()).where(col(AuditEntry.event) != "match:contact_viewed")
    statuses = session.exec(select(Match.status).order_by(col(Match.id))).all()
    return [session.execute(done).scalar_one(), statuses]


def is_button(element: Element) -> bool:
    return element.tag == "button" or element.attributes.get("type") == "submit"


def test_every_short_form_comes_back_in_another_language_and_nothing_is_done(
    visitors: Visitors, pairs: Pairs
) -> None:
    for who, address, least in pages_of(pairs):
        client = visitors[who]
        forms = list(short_forms(Page(client.get(address).text)))
        assert len(forms) >= least, (who, address, [to for to, _form in forms])
        for to, element in forms:
            sent, before = filled_in(element), stored(pairs.session)
            again = {"form_again": "1"}
            buttons = [e for e in element.inside if is_button(e)]
            if buttons and any(e.tag in ("textarea", "select") for e in element.inside):
                names = [str(b.attributes.get("name")) for b in buttons]
                assert names[-1].startswith("form_again_") and len(names) > 1, to
                again = {names[-1]: "x"}
            answer = client.post(to, data=sent | again)
            for name in again.keys() - {"form_again"}:
                assert f'<html lang="{name[-2:]}"' in answer.text, to
            assert answer.status_code in (200, 422), (who, to)  # 200: a search for partners
            assert stored(pairs.session) == before, (who, to)
            if STORY in sent.values():
                assert STORY in Page(answer.text).typed(*[n for n in sent if sent[n] == STORY][:1])


def end_sessions(session: Session) -> None:
    session.execute(sa.delete(LoginSession))
    session.commit()


def sign_in_after(client: TestClient, asked: Any, who: str) -> Any:
    assert asked.status_code == 403
    page = Page(asked.text)
    carried = {name: page.typed(name)[-1] for name in ("next", "typed") if page.typed(name)}
    return client.post("/inloggen/demo", data={"person": who, **carried})


def test_a_no_that_was_typed_when_the_session_had_ended_is_sent_after_signing_in(
    visitors: Visitors, pairs: Pairs, session: Session
) -> None:
    match = in_state(pairs, "approved")
    pairs.session.commit()
    here, client = f"/koppelingen/{match.id}", visitors["chantal"]
    forms = dict(short_forms(Page(client.get(f"{here}?opened=refusing").text)))
    sent = filled_in(forms[f"{here}/afwijzen"])
    end_sessions(session)

    asked = client.post(f"{here}/afwijzen", data=sent)
    assert STORY not in Page(asked.text)["content"].text
    back = sign_in_after(client, asked, "chantal")
    page = Page(back.text)
    assert back.status_code == 200 and STORY in page["content"].text
    session.expire_all()
    assert session.get_one(Match, match.id).status is MatchStatus.APPROVED, "nothing is done yet"
    assert session.exec(select(FormDraft)).all() == [], "nothing is stored of it"

    (again,) = (e for e in page.every("form") if e.attributes["action"] == f"{here}/afwijzen")
    fields = {
        str(e.attributes["name"]): e.attributes["value"] for e in again.inside if e.tag == "input"
    }
    assert client.post(f"{here}/afwijzen", data=fields).status_code == 303
    session.expire_all()
    assert session.get_one(Match, match.id).status is MatchStatus.DECLINED


def test_somebody_else_who_signs_in_there_reads_nothing_of_it(
    visitors: Visitors, pairs: Pairs, session: Session
) -> None:
    match = in_state(pairs, "approved")
    pairs.session.commit()
    here, client = f"/koppelingen/{match.id}", visitors["chantal"]
    forms = dict(short_forms(Page(client.get(f"{here}?opened=refusing").text)))
    end_sessions(session)
    asked = client.post(f"{here}/afwijzen", data=filled_in(forms[f"{here}/afwijzen"]))
    back = sign_in_after(client, asked, "daan")
    assert (back.status_code, STORY in back.text) == (303, False)


@pytest.mark.parametrize(
    "to", ["//kwaad.example", "https://kwaad.example/x", "javascript:alert(1)"]
)
def test_what_was_typed_goes_nowhere_else(visitors: Visitors, pairs: Pairs, to: str) -> None:
    person = pairs.world.person("amina").id
    typed = f'{{"form_draft": "", "form_of": "{person}", "to": "{to}", "fields": {{"x": ["y"]}}}}'
    answer = visitors[None].post("/inloggen/demo", data={"person": "amina", "typed": typed})
    assert answer.status_code == 303


def test_a_file_is_not_kept_and_both_pages_say_so(visitors: Visitors, session: Session) -> None:
    client = visitors["amina"]
    assert "Een bestand bewaren we niet" in client.get("/importeren").text
    end_sessions(session)
    answer = client.post("/importeren", data={"kind": "needs"}, files={"file": ("a.csv", b"x")})
    assert answer.status_code == 403
    assert "een bestand bewaren we niet" in answer.text
