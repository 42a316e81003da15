"""What may be a person is told together with what else is wrong in a form, and once."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, get_args

import pytest

import app.main  # noqa: F401  - every input model there is
from app.core import clock
from app.core.errors import Invalid
from app.core.forms import Form
from app.core.inputs import Input, Noted, is_free_text
from app.core.policy import Command
from app.needs.fields import NeedInput
from tests.core import links
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.world import GROCERIES, Visitors, form

NAMED = "Mevrouw Jansen haalt ze op."
NAMED_LINK = "https://www.example.nl/dossier/jan-jansen"
SURE = "sure_no_names"

# Free text in which a name is not asked about, and why.
UNASKED = {
    "ClaimInput.why": "somebody tells who they are themselves, beside their own name",
    "CrisisInput.name": "what a storm or a flood is called, by the administrator of a region",
    "MeasureInput.title": "what a rule is called in public, by the administrator of a region",
    "MeasureInput.description": "the same",
    "EstimateInput.source": "a source of numbers has an author",
    "FilterInput.name": "only whoever saves a filter reads it",
    "GroupInput.label": "what a group of people is called, by the team",
    "GroupInput.label_en": "the same",
    "GroupInput.synonyms": "the same",
    "GroupWordsInput.synonyms": "the same",
    "NewOrganisation.description": "made of a form that asked",
    "PartnerInput.name": "what an organisation is called, by the administrator of a region",
    "PasskeyInput.name": "only whoever has the key reads it",
    "ProviderChange.name": "the name of a service",
    "ProviderInput.name": "the name of a service",
    "RegistrationInput.name": "what an organisation is called, by whoever registers it",
    "TitleInput.title": "stores nothing: the form that does asks",
}
# Verbs that are given a note and ask their right later than at the door.
LATER = {"propose_match", "propose_in_review"}


def _models(model: type[Input] = Input) -> Iterator[type[Input]]:
    for each in model.__subclasses__():
        yield each
        yield from _models(each)


def _places() -> Iterator[tuple[type[Input], str, str]]:
    """Each model that asks it, the text, and the field beside which it is told."""
    for model in _models():
        if SURE in model.model_fields and model is not Noted:
            yield from ((model, name, SURE) for name in model.asks_names)


def _faults(model: type[Input], **typed: str) -> dict[str, str]:
    with pytest.raises(Invalid) as problem:
        Form(model, {name: [text] for name, text in typed.items()}).parse()
    return problem.value.errors


PLACES = sorted(set(_places()), key=lambda each: (each[0].__name__, each[1]))


@pytest.mark.parametrize(
    ("model", "name", "place"), PLACES, ids=lambda each: getattr(each, "__name__", each)
)
def test_a_name_is_told_with_the_other_faults(model: type[Input], name: str, place: str) -> None:
    is_link = links.is_link(model.model_fields[name])
    typed, told = (NAMED_LINK, "Jan Jansen") if is_link else (NAMED, "Mevrouw Jansen")
    errors = _faults(model, **{name: typed, "nonsense": "1"})
    assert told in errors[place]
    assert "nonsense" in errors[""]
    quiet = _faults(model, **{name: "Ze halen het op.", "nonsense": "1"})
    assert "Mevrouw" not in str(quiet) and SURE not in quiet


def test_every_free_text_is_asked_about_or_it_says_why_not() -> None:
    unasked = set()
    for model in _models():
        if not model.__module__.startswith("app."):
            continue
        free = {name for name, known in model.model_fields.items() if is_free_text(known)}
        asked = set(model.asks_names) if SURE in model.model_fields else set()
        unasked |= {f"{model.__name__}.{name}" for name in free - asked}
    assert unasked == set(UNASKED)


def _verbs() -> Iterator[tuple[str, Any]]:
    """Everything in a file of commands that is given a note."""
    for place, module in sorted(sys.modules.items()):
        if not place.startswith("app.") or not place.endswith("commands"):
            continue
        for name, verb in vars(module).items():
            if name.startswith("_") or not callable(verb) or isinstance(verb, type):
                continue
            if verb.__module__ != place:
                continue
            kinds = [each.annotation for each in inspect.signature(verb).parameters.values()]
            if any(isinstance(kind, type) and issubclass(kind, Noted) for kind in kinds):
                yield name, verb


def test_every_verb_with_a_note_has_it_looked_at() -> None:
    verbs = list(_verbs())
    assert len(verbs) >= 15
    assert {name for name, verb in verbs if not isinstance(verb, Command)} == LATER


def test_a_note_with_a_name_is_asked_about_and_stored_once_it_is_said_to_be_none(
    visitors: Visitors, pairs: Pairs
) -> None:
    match, need = in_state(pairs, "approved"), pairs.need()
    proposal = {"need": pairs.need().id, "offer": pairs.offer().id, "quantity": 3}
    pairs.session.commit()
    sent: list[tuple[str, str, dict[str, Any]]] = [
        ("amina", f"/behoeften/{need.id}/sluiten", {"outcome": "met", "closing_note": NAMED}),
        ("amina", "/koppelingen", proposal | {"reason": NAMED}),
        ("chantal", f"/koppelingen/{match.id}/afwijzen", {"reason": "too_far", "note": NAMED}),
    ]
    for who, address, typed in sent:
        answer = visitors[who].post(address, data=form(typed))
        assert answer.status_code == 422, address
        page = Page(answer.text)
        assert page["f_sure_no_names"].attributes["type"] == "checkbox"
        assert "Mevrouw Jansen" in page["f_sure_no_names_error"].text
        assert NAMED in page.typed("note") + page.typed("reason") + page.typed("closing_note")
        sure = form(typed | {"sure_no_names": "1"})
        assert visitors[who].post(address, data=sure).status_code == 303, address


def test_there_are_needs_offers_actions_and_steps() -> None:
    assert len({model for model, _name, _place in PLACES}) >= 6


def test_who_ticked_it_is_not_asked_and_of_what_is_refused_nothing_is_asked() -> None:
    given = {"title": NAMED, "needed_until": "31-02-2026"}
    assert SURE in _faults(NeedInput, **given)
    ticked = _faults(NeedInput, **given, sure_no_names="1")
    assert SURE not in ticked and "needed_until" in ticked
    refused = _faults(NeedInput, title="Mevrouw Jansen, 06-12345678")
    assert "title" in refused and SURE not in refused


def test_the_form_of_a_need_shows_both_at_once(visitors: Visitors) -> None:
    changes = {"title": "Boodschappen voor mevrouw Jansen", "needed_until": "31-02-2026"}
    sent = form(GROCERIES | changes)
    answer = visitors["amina"].post("/behoeften", data=sent)
    assert answer.status_code == 422
    for place in ("f_needed_until_error", "f_sure_no_names_error"):
        assert f'id="{place}"' in answer.text, place
    assert answer.text.count("“mevrouw Jansen” (titel)") >= 1


def _days(model: type[Input]) -> list[str]:
    """Its fields that take a day, such as `date | None`."""

    def takes_day(kind: object) -> bool:
        return kind is date or any(takes_day(each) for each in get_args(kind))

    return [name for name, known in model.model_fields.items() if takes_day(known.annotation)]


PERIODS = sorted({model for model in _models() if len(_days(model)) > 1}, key=lambda m: m.__name__)


@pytest.mark.parametrize("model", PERIODS)
def test_an_end_before_the_start_is_told_with_the_other_faults(model: type[Input]) -> None:
    assert model.days_in_order is not None and sorted(model.days_in_order) == sorted(_days(model))
    first, last = model.days_in_order
    soon = [(clock.today() + timedelta(days=days)).isoformat() for days in (1, 2)]
    wrong = _faults(model, **{first: soon[1], last: soon[0], "nonsense": "1"})
    assert wrong[last] == "De einddatum ligt vóór de begindatum." and "nonsense" in wrong[""]
    right = _faults(model, **{first: soon[0], last: soon[1], "nonsense": "1"})
    assert last not in right and first not in right
    unreadable = _faults(model, **{first: "31-02-2026", last: soon[0]})
    assert first in unreadable and last not in unreadable
    alone = _faults(model, **{last: soon[0], "nonsense": "1"})
    assert last not in alone


def test_needs_offers_actions_crises_and_measures_have_a_period() -> None:
    assert len(PERIODS) >= 6
