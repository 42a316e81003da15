"""The words people use for a municipality in a file."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from app.imports import columns, queries
from app.imports.models import ImportKind
from app.imports.place_words import Read
from app.imports.vocabulary import Vocabulary
from app.reference import former_places
from app.reference.models import Municipality
from tests.world import World

FIELDS = {
    ImportKind.NEEDS: "municipality",
    ImportKind.OFFERS: "municipalities",
    ImportKind.SIZES: "municipality",
}


@pytest.fixture
def words(session: Session, world: World) -> Vocabulary:
    return queries.get_words(session, world["amina"].seats[0].region_code)


@pytest.fixture
def places(session: Session, world: World) -> dict[str, Municipality]:
    return queries.get_places(session)


def fault(read: Read) -> str:
    assert read.fault is not None
    assert read.codes == ()
    return read.fault


def test_the_fields_are_those_of_the_files() -> None:
    for kind, field in FIELDS.items():
        assert field in {column.field for column in columns.COLUMNS[kind]}


@pytest.mark.parametrize("field", sorted(set(FIELDS.values())))
def test_every_municipality_is_known_by_its_name_its_code_and_both(
    words: Vocabulary, places: dict[str, Municipality], field: str
) -> None:
    for code, place in places.items():
        name, digits = place.name, code.removeprefix("GM")
        for typed in (
            name, name.upper(), f"gemeente {name}", f"Gem. {name}", code, code.lower(), digits,
            digits.lstrip("0"), f"{name} ({code})", f"{name} ({digits})", f"{code} {name}",
            f"{digits} - {name}", f"{name} {code}", f"{code}: {name}", f"{name}, {code}",
        ):  # fmt: skip
            assert words.read(field, typed) == Read((code,)), typed


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Den Haag", "GM0518"), ("gemeente Den Bosch", "GM0796"), ("De Friese Meren", "GM1940"),
        ("Tietjerksteradeel", "GM0737"), ("Nuenen", "GM0820"), ("Zuidwest-Friesland", "GM1900"),
        ("Hogeland", "GM1966"), ("’s-Gravenhage", "GM0518"), ("Het Hogeland (Gr.)", "GM1966"),
        ("Bergen (NH)", "GM0373"), ("Rijswijk (ZH.)", "GM0603"),
    ],
)  # fmt: skip
def test_what_people_call_a_municipality_is_that_one(
    words: Vocabulary, typed: str, code: str
) -> None:
    assert words.read("municipality", typed).codes == (code,)


@pytest.mark.parametrize(
    "typed",
    [
        "voormalig Delfzijl", "voormalige gemeente Delfzijl", "de vroegere gemeente Delfzijl",
        "Delfzijl (nu Eemsdelta)", "Delfzijl (Eemsdelta)", "Delfzijl (Gr.)",
    ],
)  # fmt: skip
def test_what_people_add_to_one_of_before_changes_nothing(
    words: Vocabulary, places: dict[str, Municipality], typed: str
) -> None:
    read = words.read("municipality", typed)
    assert [places[code].name for code in read.codes] == ["Eemsdelta"]
    assert read.remarks == ("Delfzijl hoort nu bij Eemsdelta",)


@pytest.mark.parametrize("typed", ["Delfzijl (nu Groningen)", "Delfzijl (bij de haven)"])
def test_what_is_said_beside_it_and_is_not_so_is_refused(words: Vocabulary, typed: str) -> None:
    assert fault(words.read("municipality", typed))


@pytest.mark.parametrize(
    "typed", ["hele regio", "De hele regio", "gehele regio", "regiobreed", "Whole region"]
)
def test_the_whole_region_has_several_names(words: Vocabulary, typed: str) -> None:
    assert words.read("municipalities", typed) == Read()


@pytest.mark.parametrize("field", sorted(set(FIELDS.values())))
def test_every_former_municipality_becomes_its_successor_or_is_asked(
    words: Vocabulary, places: dict[str, Municipality], field: str
) -> None:
    gone_ones = former_places.former_municipalities()
    assert len(gone_ones) > 100
    for gone in gone_ones:
        now = [places[code].name for code in gone.successors]
        typed_as = [gone.name, f"gemeente {gone.name.lower()}"]
        if gone.code:
            typed_as += [gone.code, f"{gone.name} ({gone.code})", f"{gone.code[2:]} {gone.name}"]
        for typed in typed_as:
            read = words.read(field, typed)
            if len(now) == 1:
                said = f"{gone.name} hoort nu bij {now[0]}"
                assert (read.codes, read.remarks) == (gone.successors, (said,)), typed
            else:
                assert all(name in fault(read) for name in now), typed
                assert fault(read).startswith(f"{gone.name} is verdeeld")
        for code in gone.successors:  # with the code of today it is said which one
            assert words.read(field, f"{gone.name} ({code})").codes == (code,)


def test_no_former_municipality_takes_the_word_of_one_of_today(
    places: dict[str, Municipality],
) -> None:
    for gone in former_places.former_municipalities():
        assert set(gone.successors) <= places.keys()
        assert gone.code not in places
        assert columns.fold(gone.name) not in {columns.fold(p.name) for p in places.values()}


@pytest.mark.parametrize("field", sorted(set(FIELDS.values())))
def test_a_name_beside_the_code_of_another_place_is_a_contradiction(
    words: Vocabulary, places: dict[str, Municipality], field: str
) -> None:
    codes = sorted(places)
    for code, other in zip(codes, codes[1:] + codes[:1], strict=True):
        said = fault(words.read(field, f"{places[code].name} ({other})"))
        assert "spreken elkaar tegen" in said
        assert places[other].name in said


def test_a_cell_with_several_places_is_all_of_them_or_an_error(
    words: Vocabulary, places: dict[str, Municipality]
) -> None:
    codes = sorted(places)
    for code, other in zip(codes, codes[1:] + codes[:1], strict=True):
        typed = f"{places[code].name}, {places[other].name}"
        assert words.read("municipalities", typed).codes == (code, other)
        assert "meer dan één" in fault(words.read("municipality", typed))


def test_a_comma_in_a_name_parts_nothing(
    words: Vocabulary, places: dict[str, Municipality]
) -> None:
    (nuenen,) = (p.code for p in places.values() if p.name.startswith("Nuenen,"))
    for typed in ("Nuenen, Gerwen en Nederwetten", "Nuenen,Gerwen en Nederwetten"):
        for field in FIELDS.values():
            assert words.read(field, typed) == Read((nuenen,))
    several = words.read("municipalities", "Eemsdelta, Nuenen, Gerwen en Nederwetten, Groningen")
    assert several.codes == ("GM1979", nuenen, "GM0014")


def test_former_places_in_one_cell_are_each_remarked(words: Vocabulary) -> None:
    read = words.read("municipalities", "Delfzijl, Appingedam, Haren")
    assert read.codes == ("GM1979", "GM0014")
    assert read.remarks == (
        "Delfzijl hoort nu bij Eemsdelta",
        "Appingedam hoort nu bij Eemsdelta",
        "Haren hoort nu bij Groningen",
    )
    assert "Winsum is verdeeld" in fault(words.read("municipalities", "Winsum, Groningen"))


def test_a_name_that_several_places_have_is_asked(words: Vocabulary) -> None:
    said = fault(words.read("municipality", "Bergen"))
    assert "Bergen (NH.)" in said
    assert "Bergen (L.)" in said


@pytest.mark.parametrize("typed", ["GM9999", "4", "Eemsdelta, Atlantis", "Atlantis", "Eems"])
def test_what_nobody_knows_is_refused_whole(words: Vocabulary, typed: str) -> None:
    for field in FIELDS.values():
        assert fault(words.read(field, typed)) == f"“{typed}” staat niet in de lijst."


@pytest.mark.parametrize("many", [400, 402, 100_000])
def test_a_cell_with_very_many_commas_is_read_or_refused(words: Vocabulary, many: int) -> None:
    read = words.read("municipalities", ", ".join(["Nuenen, Gerwen en Nederwetten"] * (many // 2)))
    assert bool(read.codes) is (many <= 400)
    assert words.read("municipalities", ", " * many).fault is not None
