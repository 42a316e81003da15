"""Text and question go through one function, so whatever can be read can be found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from app.core import characters
from app.language import lookup


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("huizen", "huis"), ("brieven", "brief"), ("leden", "lid"),
        ("bestuursleden", "bestuurslid"),
        ("foto's", "foto"), ("fotos", "foto's"), ("opa's", "opa"), ("steden", "stad"),
        ("mogelijkheden", "mogelijkheid"), ("gezinnen", "gezin"), ("dagen", "dag"),
        ("wegen", "weg"), ("scholen", "school"), ("glazen", "glas"), ("dieven", "dief"),
        ("tablets", "tablet"), ("ziekenhuizen", "ziekenhuis"), ("kinderen", "kind"),
        ("fietsen", "fiets"), ("bussen", "bus"), ("reizen", "reis"), ("zalen", "zaal"),
        ("ideeën", "idee"), ("moskeeën", "moskee"), ("knieën", "knie"), ("bedden", "bed"),
        ("vrijwilligers", "vrijwilliger"), ("rolstoelen", "rolstoel"), ("daken", "dak"),
    ],
)  # fmt: skip
def test_singular_and_plural_find_each_other(one: str, other: str) -> None:
    assert lookup.fits(one, f"Hulp met {other} in de wijk")
    assert lookup.fits(other, f"Hulp met {one} in de wijk")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("covid-19", "Vragen over covid-19"), ("covid19", "Vragen over COVID-19"),
        ("groep 3-4", "Voorlezen in groep 3-4"), ("groep 3", "Voorlezen in groep 3-4"),
        ("peuters/kleuters", "Opvang voor peuters/kleuters"), ("kleuter", "Peuters/kleuters"),
        ("Wi-Fi", "Snelle wifi"), ("wifi", "Snelle Wi-Fi"), ("cafe", "Repair-café"),
        ("cafe\u0301", "Repaircafé"), ("café", "Een cafe\u0301"),
        ("hulp boodschappen", "Boodschappenhulp"),
        ("boodschappenhulp", "Hulp bij boodschappen"), ("begeleiding", "Huiswerkbegeleiding"),
        ("boodschap", "Boodschappenhulp"), ("de", "De week"), ("’t Zandt", "Ramen in 't Zandt"),
    ],
)  # fmt: skip
def test_a_text_is_found_by_its_own_words(typed: str, text: str) -> None:
    assert lookup.fits(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("groep 3", "Groep 30 van de school"), ("covid-19", "covid-20"), ("huis", "kerk"),
        ("helikopter boodschappen", "Boodschappen"), ("vrijwilliger", "een vrij moment"),
    ],
)  # fmt: skip
def test_another_word_does_not_find_it(typed: str, text: str) -> None:
    assert not lookup.fits(typed, text)


TITLES = st.text(min_size=1, max_size=80).map(characters.normal)


@given(TITLES)
def test_any_word_typed_from_a_title_finds_it_in_either_unicode_form(title: str) -> None:
    for word in title.split():
        for form in ("NFC", "NFD"):
            assert lookup.fits(unicodedata.normalize(form, word), title)
            assert (
                lookup.fits(unicodedata.normalize(form, word).upper(), title) or not word.isascii()
            )
    assert lookup.fits(title, title)


@given(TITLES)
def test_the_pieces_of_a_title_are_the_title(title: str) -> None:
    assert "".join(piece for piece, _is_hit in lookup.pieces(title, title)) == title


@given(TITLES)
def test_what_a_title_is_found_by_stays_words(title: str) -> None:
    """The column is split at spaces, and an empty or broken word is refused by PostgreSQL."""
    for word in lookup.found_by(title).split(" "):
        assert word.isalnum() or not lookup.found_by(title)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("bodschappen", "boodschappen"), ("mantelzrog", "mantelzorg"), ("kahcel", "kachel"),
     ("oudern", "ouderen"), ("vrijwiligger", "vrijwilliger")],
)  # fmt: skip
def test_a_slip_of_the_finger_is_mended(typed: str, meant: str) -> None:
    others = ["boodschappen", "mantelzorg", "kachel", "ouderen", "vrijwilliger", "school"]
    assert lookup.nearest(typed, others) == meant


def test_another_word_is_no_slip() -> None:
    assert lookup.nearest("helikopter", ["boodschappen", "school"]) is None
    assert lookup.nearest("kat", ["bak"]) is None
