"""The check of free text, judged on lists: ordinary sentences pass, persons in disguise are
found.
"""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, strategies as st
from stdnum.nl import bsn

from app.core.personal_data import Finding, likely_in, refused_in
from app.core.settings import PROJECT

LISTS = PROJECT / "tests/data/free_text"
LATER = ("", "_later", "_last")  # the lists from before the rule, and those since


def lines(name: str) -> list[str]:
    """The sentences of a list. Only a line feed ends one: some hold other ends."""
    text = (LISTS / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line]


def finding(text: str) -> Finding | None:
    """What a writer hears of, as a refusal or as a question."""
    return refused_in(text) or likely_in(text)


@pytest.mark.parametrize("later", LATER)
def test_ordinary_sentences_are_hardly_ever_stopped(later: str) -> None:
    texts = lines(f"ordinary{later}")
    assert len(texts) >= 100
    refused = [text for text in texts if refused_in(text) not in (None, Finding.ADDRESS)]
    asked = [text for text in texts if text not in refused and finding(text)]
    assert len(refused) <= len(texts) * 0.01, refused
    assert len(asked) <= len(texts) * 0.05, asked


@pytest.mark.parametrize("later", LATER)
def test_persons_in_disguise_are_found(later: str) -> None:
    texts = [line.split("\t") for line in lines(f"disguised{later}")]
    assert len(texts) >= 60
    assert {kind for kind, _text in texts} == {kind.value for kind in Finding} - {"details"}
    missed = [text for _kind, text in texts if finding(text) is None]
    assert len(missed) <= len(texts) * 0.05, missed


@pytest.mark.parametrize("later", ["_exam", "_second", "_field", "_fresh"])
def test_sentences_of_an_examiner_are_told_apart(later: str) -> None:
    ordinary = lines(f"ordinary{later}")
    disguised = [line.split("\t")[1] for line in lines(f"disguised{later}")]
    assert min(len(ordinary), len(disguised)) >= 80
    assert [text for text in ordinary if refused_in(text)] == []
    asked = [text for text in ordinary if likely_in(text)]
    missed = [text for text in disguised if finding(text) is None]
    assert len(asked) <= len(ordinary) * 0.05, asked
    assert len(missed) <= len(disguised) * 0.05, missed


def test_sentences_nobody_learned_from_are_told_apart() -> None:
    """Of somebody who had seen neither the rule nor a list. One gives the e-mail address of an
    office, which is refused wherever it stands.
    """
    ordinary = lines("ordinary_unseen")
    disguised = [line.split("\t")[1] for line in lines("disguised_unseen")]
    assert (len(ordinary), len(disguised)) == (130, 110)
    refused = [text for text in ordinary if refused_in(text)]
    assert [text for text in refused if refused_in(text) is not Finding.EMAIL] == []
    assert len(refused) <= len(ordinary) * 0.01, refused
    asked = [text for text in ordinary if text not in refused and likely_in(text)]
    missed = [text for text in disguised if finding(text) is None]
    assert len(asked) <= len(ordinary) * 0.05, asked
    assert len(missed) <= len(disguised) * 0.05, missed


def test_streets_of_more_kinds_are_told_from_what_is_counted() -> None:
    ordinary = lines("ordinary_streets")
    disguised = [line.split("\t")[1] for line in lines("disguised_streets")]
    assert min(len(ordinary), len(disguised)) >= 20
    stopped = [text for text in ordinary if finding(text)]
    missed = [text for text in disguised if finding(text) is not Finding.ADDRESS]
    assert len(stopped) <= len(ordinary) * 0.05, stopped
    assert len(missed) <= len(disguised) * 0.05, missed


def test_persons_are_told_from_what_is_called_after_them() -> None:
    ordinary = lines("ordinary_names")
    disguised = [line.split("\t")[1] for line in lines("disguised_names")]
    assert min(len(ordinary), len(disguised)) >= 40
    assert [text for text in ordinary if refused_in(text)] == []
    stopped = [text for text in ordinary if finding(text)]
    missed = [text for text in disguised if finding(text) is None]
    assert len(stopped) <= len(ordinary) * 0.05, stopped
    assert len(missed) <= len(disguised) * 0.05, missed


def test_all_lists_together_keep_what_they_taught() -> None:
    ordinary = [text for path in LISTS.glob("ordinary*.txt") for text in lines(path.stem)]
    disguised = [text for path in LISTS.glob("disguised*.txt") for text in lines(path.stem)]
    assert (len(ordinary), len(disguised)) == (1741, 1338)
    refused = [text for text in ordinary if refused_in(text)]
    asked = [text for text in ordinary if text not in refused and likely_in(text)]
    missed = [text for text in disguised if finding(text.split("\t")[1]) is None]
    assert len(refused) <= 2, refused
    assert len(asked) <= 10, asked
    assert len(missed) <= 19, missed


@pytest.mark.parametrize(
    "text",
    [
        "mevrouw T. (82)", "mevr K uit Loppersum", "Ahmed (54) zoekt werk", "eten voor Fatima",
        "gezin van Ahmed", "Jan zijn vrouw is ziek", "piet de boer", "Boer, Piet de", "Boer P.",
        "J.P. Mulder", "het gezin Kamstra", "weduwe Smit", "naam: hofstra", "huisarts Bakker",
        "mvg Anja", "bij-Piet", "P i e t", "J@n", "Keesje van de buren", "Pjotr en zijn gezin",
        "cliënt B. heeft hulp nodig", "Henk_de_Vries", "PietdeBoer", "Piets fiets",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert likely_in(text) is Finding.NAME


@pytest.mark.parametrize(
    "text",
    [
        "@noor.jansen", "wolf_2008 op snap", "insta: lotte.b", "instagram.com/sannebakker",
        "geb. 1938", "geboren op drie maart negentienhonderd veertig", "jarig op 3 mei",
        "wordt 12 maart 80", "bouwjaar 1941, mevrouw woont alleen", "GT-482-K", "lidnummer 99812",
        "53.3217, 6.9201", "192.168.1.14", "///appel.tafel.lamp",
    ],
)  # fmt: skip
def test_what_only_one_person_has_is_found(text: str) -> None:
    assert likely_in(text) is Finding.DETAILS


@pytest.mark.parametrize(
    "text",
    [
        "Zaal B. Daar is koffie", "Vitamine D voor ouderen", "A. Vervoer B. Opvang C. Eten",
        "Storm Corrie trok het dak van de school", "Bas en gitaar voor de band", "Plan 2026-03",
        "Slagerij De Boer geeft vlees", "Vrouw (54) zoekt werk", "Mantelzorger en haar man",
        "De Zonnebloem 60 jaar", "Volg @wijkteam", "Sinterklaas en Piet", "Elke dag een maaltijd",
        "Kinderen geboren in 2022", "9712 HX en omgeving", "Wil je helpen", "Mark en deel dit",
    ],
)  # fmt: skip
def test_what_is_no_person_stays_free(text: str) -> None:
    assert finding(text) is None


@pytest.mark.parametrize(
    "sign",
    ["(a)", "[a]", "{a}", "%40", "&#64;", "&#x40;", "&commat;", "\\@", "(@t)", " @t ", "©",
     " arroba ", "(ad)", " (ad) "],
)  # fmt: skip
def test_what_people_write_for_the_sign_of_an_email_address_is_that_sign(sign: str) -> None:
    for domain in ("hotmail.nl", "dorpshuis-spijk.nl"):
        assert refused_in(f"Stuur het naar jan_jansen{sign}{domain} of bel.") is Finding.EMAIL
    assert refused_in("Stuur het naar jan_jansen (a) gmail.com") is Finding.EMAIL


@pytest.mark.parametrize(
    "text",
    [
        "Optie (a) kerk.nl en optie (b) dorpshuis.nl", "Groep 3(a) en 4(b) van de school",
        "Kijk bij (a) wijk.nl, (b) buurt.nl", "© 2026 dorpshuis.nl", "Foto's © Dorpsbelangen",
        "Foto © dorpshuis-spijk.nl", "Manager (ad) interim. De rest volgt.",
        "Voor 40% subsidie, zie gemeente.nl", "Korting van 40% (ad hoc)",
    ],
)  # fmt: skip
def test_a_letter_of_a_list_and_a_sign_of_copyright_are_none(text: str) -> None:
    assert finding(text) is None


def test_the_towns_are_those_of_the_country_but_for_what_can_be_counted() -> None:
    municipalities = PROJECT / "app/reference/data/municipalities.csv"
    with municipalities.open(encoding="utf-8", newline="") as file:
        names = {row["name"].partition(" (")[0] for row in csv.DictReader(file)}
    unknown = {name for name in names if finding(f"kerkstraat 12 {name.lower()}") is None}
    things = (
        "Beek, Bergen, Best, Buren, Duiven, Epe, Goes, Houten, Huizen, Kampen, Laren, Losser, "
        "Putten, Sluis, Stein, Waterland, Wierden"
    )
    assert unknown <= set(things.split(", ")), unknown


@pytest.mark.parametrize(
    "text",
    [
        "Inloop 09.00-12.00",
        "Kerstmarkt 20 december",
        "Onderweg 24/7",
        "Damsterdiep 40 bewoners",
        "Herinrichting van de Kerkstraat 2026",
        "Bel 112, 113, 14 0596, 0800-0113 of 088-8000 800",
        "Besteed is € 111.222.333",
        "Fietspad 3, 4 en 5 zijn glad",
        "2020 en 2026",
    ],
)
def test_numbers_times_dates_and_counts_pass(text: str) -> None:
    assert finding(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "kerkstraat 12",
        "9934 ab 12",
        "9934AB12",
        "Oude Ebbingestraat 77-3",
        "kerkstraat nr 12",
    ],
)
def test_a_front_door_is_found_however_it_is_typed(text: str) -> None:
    """A note is refused with it; a form with a box to tick asks."""
    assert refused_in(text) is Finding.ADDRESS
    assert likely_in(text) is Finding.ADDRESS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mail jan@gmail", Finding.EMAIL),
        ("bel 06-l2345678", Finding.PHONE),
        ("bel 06-12O45678", Finding.PHONE),
        ("ze heet anna en is 83", Finding.NAME),
        ("er is iets heet water nodig", None),
    ],
)
def test_what_is_typed_by_half_is_found_too(text: str, found: Finding | None) -> None:
    assert finding(text) is found


@pytest.mark.parametrize(
    "text",
    [
        "Ze woont Damsterdiep 40",
        "Wilhelminaplein 3",
        "Inloop in het dorpshuis, Kerkstraat 12",
        "kerkstraat twaalf",
        "nummer 14 aan de dorpsstraat",
        "9934 a b 12",
    ],
)
def test_what_may_be_a_public_building_or_no_address_asks_for_a_tick(text: str) -> None:
    assert refused_in(text) is None
    assert likely_in(text) is Finding.ADDRESS


def test_nine_digits_with_a_year_or_a_day_among_them_are_only_asked_about() -> None:
    numbers = [
        f"{day}-{month}-2026 {n}" for day in (1, 2, 3) for month in (1, 5) for n in range(99, 200)
    ]
    heard = {refused_in(f"Vanaf {number} plaatsen") for number in numbers}
    assert heard == {None}
    assert {likely_in(f"Vanaf {number} plaatsen") for number in numbers} == {None, Finding.BSN}


def _complete(eight: str) -> str | None:
    """Eight digits with the check digit that makes them a BSN, if there is one."""
    return next((eight + last for last in "0123456789" if bsn.is_valid(eight + last)), None)


BSN = st.text("0123456789", min_size=8, max_size=8).map(_complete).filter(bool)
GAP = st.sampled_from(["", "", "", " ", ".", "-", "/", "_", "\u2013", "\u200b", "\u00a0", " - "])


@given(BSN, st.lists(GAP, min_size=8, max_size=8))
def test_a_bsn_is_found_whatever_stands_between_its_digits(number: str, gaps: list[str]) -> None:
    typed = "".join(map("".join, zip(number, [*gaps, ""], strict=True)))
    assert finding(f"Het gaat om {typed} in het dorp") is not None


@given(BSN, st.sampled_from(["", " ", ".", "-", "\u200b", "\uff0e"]))
def test_a_bsn_with_one_kind_of_space_is_refused(number: str, gap: str) -> None:
    assert refused_in(f"Het gaat om {number[:3]}{gap}{number[3:6]}{gap}{number[6:]}") is Finding.BSN
    assert refused_in(gap.join(number)) is Finding.BSN


HOUR = st.builds(
    "{:02}{}{:02}".format, st.integers(0, 23), st.sampled_from(".:"), st.integers(0, 59)
)
DAY = st.builds(
    "{1}{0}{2}{0}{3}".format,
    st.sampled_from("-/."),
    st.integers(1, 31),
    st.integers(1, 12),
    st.integers(1950, 2049),
)
COUNT = st.integers(0, 1_000_000).map(lambda count: f"{count:,}".replace(",", "."))
ORDINARY = st.one_of(
    st.builds("{}-{} uur".format, HOUR, HOUR),
    st.builds("van {} tot {}".format, HOUR, HOUR),
    st.builds("op {}".format, DAY),
    st.builds("{} {}-{}".format, DAY, HOUR, HOUR),
    st.builds("in {}".format, st.integers(1900, 2100)),
    st.builds("{} bewoners".format, COUNT),
    st.builds("{} gezinnen".format, st.integers(0, 1_000_000)),
    st.builds("{} euro".format, COUNT),
    st.builds("Damsterdiep {} bewoners".format, st.integers(1, 9999)),
    st.builds("Kerkstraat {} huishoudens".format, st.integers(1, 9999)),
)


@given(st.lists(ORDINARY, min_size=1, max_size=4).map(", ".join))
def test_ordinary_numbers_times_days_years_and_counts_are_never_refused(text: str) -> None:
    assert refused_in(f"Voor de wijk: {text}") is None
