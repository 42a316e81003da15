"""Reasons are true of the pair: each follows from a term, and what does not hold is not said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.core.i18n import speaking
from app.reference.models import Unit
from app.scoring.collection import dutch_label
from app.scoring.facts import Batch, Facts
from app.scoring.reasons import MOST_CAUTIONS, MOST_REASONS, Pair, Why, explain
from app.scoring.terms import Weights, rarity_of, score
from tests.scoring.facts import NEED, OFFER, reading

RARE = rarity_of({}, 100)
NEED_TEXT, OFFER_TEXT = "Boodschappen voor ouderen", "Boodschappendienst met de bakfiets"


def why(
    need: Facts,
    offer: Facts,
    *,
    masked: bool = False,
    texts: tuple[str, str] = (NEED_TEXT, OFFER_TEXT),
) -> Why:
    terms = score(need, Batch([offer], are_needs=False), Weights(), RARE).terms_of(0)
    with speaking("nl"):
        return explain(
            Pair(need, offer, terms, *texts, is_masked=masked), Weights(), RARE, dutch_label
        )


def test_a_pair_that_fits_says_so_in_dutch_strongest_first_and_nothing_against() -> None:
    said = why(reading(NEED, NEED_TEXT), reading(OFFER, OFFER_TEXT))
    assert said.reasons[0] == "zelfde soort hulp: boodschappen en maaltijden"
    assert {
        "in dezelfde gemeente: Eemsdelta",
        "voor ouderen",
        "genoeg voor alle 40 mensen",
    } < set(said.reasons)
    assert "de tekst lijkt erop: “boodschappendienst”" in said.reasons
    assert said.cautions == ()


@pytest.mark.parametrize(
    ("changes", "reason", "caution"),
    [
        ({"support_type": "food_parcels"}, "verwante soort hulp: voedselpakketten", None),
        ({"support_type": "legal_advice"}, None, "andere soort hulp: juridisch advies"),
        ({"groups": ("all_residents",)}, "voor alle inwoners, dus ook voor ouderen", None),
        ({"groups": ("homeless",)}, None, "noemt ouderen niet"),
        ({"municipalities": ()}, "hulp in de hele regio", None),
        ({"municipalities": ("GM1966",)}, "buurgemeenten: Het Hogeland en Eemsdelta", None),
        ({"municipalities": ("GM1950",)}, None, "verder weg: hulp in Westerwolde, voor Eemsdelta"),
        ({"left": 30}, "plek voor 30 van de 40 mensen", None),
        ({"left": 5}, None, "plek voor 5 van de 40 mensen"),
        ({"unit": Unit.PLACES, "left": 12}, None, "rekent in plekken, niet in mensen"),
        ({"start": date(2027, 1, 18)}, None, "pas vanaf 18 januari 2027"),
        ({"end": date(2027, 1, 31)}, None, "stopt op 31 januari 2027"),
        ({"finished": 3, "finished_well": 3}, "3 eerdere koppelingen gingen goed", None),
        ({"finished": 3, "finished_well": 1}, None, "2 eerdere koppelingen lukten niet"),
        ({"asked_days_ago": 2.0}, None, "kreeg deze week al een andere vraag"),
        ({"declines": 2}, None, "zei al 2 keer nee op deze soort hulp"),
    ],
)
def test_each_reason_follows_from_its_term(
    changes: dict[str, Any], reason: str | None, caution: str | None
) -> None:
    """Without texts, so that every reason finds a place among the five."""
    said = why(NEED, replace(OFFER, **changes))
    assert reason is None or reason in said.reasons
    assert caution is None or caution in said.cautions
    fitting = why(NEED, OFFER)
    assert reason not in fitting.reasons and caution not in fitting.cautions


def test_who_names_some_of_the_groups_is_told_which_are_left_out() -> None:
    """As the comparison of the review says it beside "For whom"."""
    need = replace(NEED, groups=("older_people", "homeless", "informal_carers"))
    said = why(need, OFFER)
    assert "voor ouderen" in said.reasons
    assert "noemt dak- en thuislozen, mantelzorgers niet" in said.cautions
    everybody = why(need, replace(OFFER, groups=("older_people", "all_residents")))
    assert not any("noemt" in caution for caution in everybody.cautions)


def test_a_text_filed_under_another_kind_is_said_to_speak_of_it() -> None:
    offer = reading(
        replace(OFFER, support_type="goods_materials"),
        "Boodschappen en warme maaltijden bij u thuis",
    )
    said = why(reading(NEED, NEED_TEXT), offer)
    assert "de tekst gaat over boodschappen en maaltijden" in said.reasons


def test_what_the_offer_says_not_to_do_comes_first() -> None:
    text = "Soep en stamppot aan huis, geen boodschappen"
    said = why(reading(NEED, NEED_TEXT), reading(OFFER, text), texts=(NEED_TEXT, text))
    assert said.cautions[0] == "het aanbod zegt dit niet te doen: “boodschappen”"


def test_of_a_masked_need_neither_place_nor_number_is_told() -> None:
    hidden = replace(NEED, municipalities=(), left=None)
    said = why(hidden, OFFER, masked=True)
    text = " ".join([*said.reasons, *said.cautions])
    assert "Eemsdelta" not in text and "gemeente" not in text and "40" not in text


def test_there_are_never_more_than_fit_a_page() -> None:
    worst = replace(
        OFFER,
        support_type="legal_advice",
        groups=("homeless",),
        municipalities=("GM1950",),
        left=1,
        start=date(2027, 1, 18),
        end=date(2027, 1, 31),
        declines=1,
        asked_days_ago=1.0,
        finished=2,
    )
    said = why(NEED, worst)
    assert len(said.cautions) == MOST_CAUTIONS and said.cautions[0].startswith("zei al")
    assert len(why(reading(NEED, NEED_TEXT), reading(OFFER, OFFER_TEXT)).reasons) == MOST_REASONS


PLACES: dict[str, tuple[tuple[str, ...], tuple[str, ...], str, str]] = {
    # Of the need, of the offer, what is said, and what is said when the need is masked.
    "the same": (("GM1979",), ("GM1979",), "in dezelfde gemeente: Eemsdelta", ""),
    "one of several": (
        ("GM1979",),
        ("GM1950", "GM1979"),
        "in dezelfde gemeente: Eemsdelta",
        "",
    ),
    "a neighbour": (("GM1979",), ("GM1966",), "buurgemeenten: Het Hogeland en Eemsdelta", ""),
    "a neighbour among others": (
        ("GM1979",),
        ("GM1950", "GM1966"),
        "buurgemeenten: Het Hogeland en Eemsdelta",
        "",
    ),
    "far": (("GM1979",), ("GM1950",), "verder weg: hulp in Westerwolde, voor Eemsdelta", ""),
    "help everywhere": (("GM1979",), (), "hulp in de hele regio", "hulp in de hele regio"),
    "needed everywhere": ((), ("GM1979",), "hulp alleen in Eemsdelta", ""),
    "both everywhere": ((), (), "hulp in de hele regio", "hulp in de hele regio"),
}


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("case", PLACES)
def test_a_reason_about_place_is_true_on_the_page_of_either_side(case: str, masked: bool) -> None:
    """The page of the need has the place of the need before it, that of the offer the other one: a
    place that is no side's own of both is named with the other.
    """
    of_need, of_offer, told, told_masked = PLACES[case]
    need, offer = replace(NEED, municipalities=of_need), replace(OFFER, municipalities=of_offer)
    said = why(need, offer, masked=masked)
    names = ("Eemsdelta", "Westerwolde", "Het Hogeland", "regio")
    of_place = [text for text in (*said.reasons, *said.cautions) if any(n in text for n in names)]
    assert of_place == [told_masked if masked else told][: len(of_place)]
    assert bool(of_place) is bool(told_masked if masked else told)


@pytest.mark.parametrize("offered", ["GM1979", "GM1966", "GM1950"])
def test_both_places_are_named_the_other_way_round(offered: str) -> None:
    """On the page of an offer elsewhere a need of Eemsdelta is not said to be where that is."""
    said = why(NEED, replace(OFFER, municipalities=(offered,)))
    assert any("Eemsdelta" in text for text in (*said.reasons, *said.cautions))


def read_pair(kind: str, need: str, offer: str) -> Why:
    filed = [replace(each, support_type=kind) for each in (NEED, OFFER)]
    return why(reading(filed[0], need), reading(filed[1], offer), texts=(need, offer))


@pytest.mark.parametrize(
    ("kind", "need", "offer", "caution"),
    [
        (
            "language_interpreting",
            "Tolk Portugees bij de huisarts",
            "Telefonische tolk Vietnamees bij de huisarts",
            "een andere taal: Vietnamees, geen Portugees",
        ),
        (
            "transport",
            "Een bakfiets om mee te bezorgen",
            "Veetrailer om mee te bezorgen",
            "iets anders: veetrailer, geen bakfiets",
        ),
        (
            "goods_materials",
            "Strijkijzers voor statushouders",
            "Naaimachines voor statushouders",
            "iets anders: naaimachines, geen strijkijzers",
        ),
    ],
)
def test_another_thing_is_said_and_nothing_is_praised_for_it(
    kind: str, need: str, offer: str, caution: str
) -> None:
    said = read_pair(kind, need, offer)
    assert caution in said.cautions
    assert not any("genoeg voor" in each or "de tekst" in each for each in said.reasons)


def test_the_same_thing_in_other_words_is_a_reason() -> None:
    said = read_pair("goods_materials", "Witgoed voor gezinnen", "Wasmachines tweedehands")
    assert "het gaat om hetzelfde: wasmachines" in said.reasons
    quoted = read_pair("goods_materials", "Wasmachines voor gezinnen", "Wasmachines tweedehands")
    assert not any("hetzelfde" in each for each in quoted.reasons)


@pytest.mark.parametrize(
    ("offer", "caution"),
    [
        ("Boodschappen thuis, 12 euro per stuk", "dit lijkt iets waarvoor betaald moet worden"),
        ("Wij zoeken chauffeurs voor boodschappen", "dit lijkt een oproep om vrijwilligers"),
    ],
)
def test_what_is_no_offer_is_said_first(offer: str, caution: str) -> None:
    assert read_pair("groceries_meals", NEED_TEXT, offer).cautions[0] == caution
