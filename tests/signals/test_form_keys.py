"""The key of a public form opens that form and no other; whoever visits another one in between and
goes back has the key that they had.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from app.core.settings import Mode, Settings
from app.identity.models import Organisation
from app.organisations.models import OrganisationClaim
from app.signals import form_keys
from app.signals.form_keys import PublicForm
from app.signals.models import Signal
from tests.organisations.claims import CLAIM, door
from tests.organisations.registrations import REGISTRATION
from tests.signals.doors import HELP, SIGNAL, key_on, opened
from tests.world import Visitors

SETTINGS = Settings(mode=Mode.DEMO)
# Where each form stands, where it is sent to, and what it says.
FORMS: dict[PublicForm, tuple[str, str, dict[str, Any]]] = {
    PublicForm.SIGNAL: ("/signaal-geven", "/signaal-geven", SIGNAL),
    PublicForm.HELP: ("/hulp-aanbieden", "/hulp-aanbieden", HELP),
    PublicForm.REGISTRATION: (
        "/aanmelden-organisatie/nieuw",
        "/aanmelden-organisatie",
        REGISTRATION,
    ),
    PublicForm.CLAIM: ("", "", CLAIM),
}


def at(visitors: Visitors, form: PublicForm) -> tuple[str, str, dict[str, Any]]:
    page, sends_to, says = FORMS[form]
    return page or door(visitors), sends_to or door(visitors), says


def stored(session: Session) -> int:
    tables = (Signal.id, Organisation.id, OrganisationClaim.id)
    return sum(session.exec(select(func.count(col(each)))).one() for each in tables)


def test_every_public_form_is_in_this_table() -> None:
    assert set(FORMS) == set(PublicForm)


@pytest.mark.parametrize("form", PublicForm)
@pytest.mark.parametrize("key_of", PublicForm)
def test_a_key_opens_its_own_form_and_no_other(
    visitors: Visitors, session: Session, form: PublicForm, key_of: PublicForm
) -> None:
    key = opened(visitors, at(visitors, key_of)[0])
    _page, sends_to, says = at(visitors, form)
    before = stored(session)
    answer = visitors[None].post(sends_to, data=says | {"form_key": key})
    if form is key_of:
        assert answer.status_code == 303 and stored(session) == before + 1
        return
    assert answer.status_code == 422 and stored(session) == before
    assert "Dit formulier is niet meer geldig." in answer.text
    assert (says.get("description") or says["why"]) in answer.text
    # With the key that it has now it comes in.
    again = visitors[None].post(sends_to, data=says | {"form_key": key_on(answer.text)})
    assert again.status_code == 303 and stored(session) == before + 1


@pytest.mark.parametrize("form", PublicForm)
def test_who_looks_at_another_form_and_comes_back_has_the_same_key(
    visitors: Visitors, form: PublicForm
) -> None:
    page = at(visitors, form)[0]
    first = opened(visitors, page)
    for other in PublicForm:
        visitors[None].get(at(visitors, other)[0])
    assert key_on(visitors[None].get(page).text) == first


@pytest.mark.parametrize("form", PublicForm)
def test_what_a_browser_works_for_is_this_form(form: PublicForm) -> None:
    key = form_keys.new_key(SETTINGS, form)
    found = form_keys.any_id(SETTINGS, key)
    assert found == form_keys.get_id(SETTINGS, form, key)
    others = {
        form_keys.any_id(SETTINGS, form_keys.new_key(SETTINGS, other, key))
        for other in PublicForm
        if other is not form
    }
    assert len(others) == len(PublicForm) - 1 and found not in others
