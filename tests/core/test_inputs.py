"""Where texts come in: every input model keeps them as they are seen, but for a password."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from app.core.errors import Invalid
from app.core.forms import Form
from app.core.i18n import speaking
from app.core.inputs import AS_TYPED, Input
from app.identity.commands import Credentials, NewPerson
from app.identity.models import Role
from app.needs.fields import NeedInput
from app.offers.fields import OfferInput
from app.organisations.commands import NewOrganisation
from app.reference.models import OrganisationKind
from tests.core.test_forms import FORMS, WITHOUT_FORM
from tests.world import GROCERIES, SHOPPING

TYPED, KEPT = "Cafe\u0301\u200b \u202ede\u00a0Hoek", "Caf\u00e9 de Hoek"
PASSWORD = "gehe\u0301im\u200b\u00a0woord"


MODELS: list[type[Input]] = sorted({*FORMS, *WITHOUT_FORM}, key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_of_every_form_keeps_what_is_seen(model: type[Input]) -> None:
    assert model._normal.__func__ is Input._normal.__func__
    for name, known in model.model_fields.items():
        kept = TYPED if AS_TYPED in known.metadata else KEPT
        assert Form(model, {name: [TYPED]}).value(name) == kept
        assert model.read(name, [TYPED]) == [kept]


@pytest.mark.parametrize(("model", "typed"), [(NeedInput, GROCERIES), (OfferInput, SHOPPING)])
def test_a_model_keeps_what_is_seen_wherever_its_values_come_from(
    model: type[Any], typed: dict[str, Any]
) -> None:
    given = model.model_validate({**typed, "title": TYPED, "description": f"{TYPED}\u2028x"})
    assert (given.title, given.description) == (KEPT, f"{KEPT}\nx")


def test_the_name_of_an_organisation_is_seen_too() -> None:
    kind = OrganisationKind.OTHER
    assert NewOrganisation(name=TYPED, kind=kind, region_code="VR01").name == KEPT
    with pytest.raises(ValidationError):
        NewOrganisation(name="\u3164\u200b\u2800--", kind=kind, region_code="VR01")


def test_a_password_stays_what_was_typed() -> None:
    typed = {"email": ["a@b.example"], "password": [PASSWORD]}
    assert Form(Credentials, typed).parse().password == PASSWORD
    person = NewPerson(name="A", email="a@b.example", password=PASSWORD, role=Role.MEMBER)
    assert person.password == PASSWORD


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("\u200b\u200b\u200b\u200b\u200b\u200b", "Zeg in één zin wat er nodig is."),
        ("\u3164\u3164\u3164\u3164\u3164\u3164", "Zeg in één zin wat er nodig is."),
        ("......", "Gebruik letters of cijfers, zodat anderen het kunnen lezen."),
        ("a\u200b\u200b\u200b\u200b", "Gebruik minstens 5 tekens."),
        ("\u2764\ufe0f" * 6, "Gebruik letters of cijfers, zodat anderen het kunnen lezen."),
    ],
)
def test_a_title_that_nobody_can_read_is_refused(title: str, sentence: str) -> None:
    typed = {k: v if isinstance(v, list) else [str(v)] for k, v in GROCERIES.items()}
    with speaking("nl"), pytest.raises(Invalid) as problem:
        Form(NeedInput, typed | {"title": [title]}).parse()
    assert problem.value.errors["title"] == sentence
