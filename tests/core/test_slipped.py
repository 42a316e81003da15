"""What a breaker once wrote past the check of free text: mailboxes without a sign, births in other
words, house numbers in other letters, houses of which no street is said, somebody by title, surname
and street, houses with the side of their street; and what is near them.
"""

from __future__ import annotations

import pytest

from app.core.personal_data import Finding, certain_words, doubts_in, likely_in, refused_in
from tests.core.test_free_text import finding, lines


@pytest.mark.parametrize(
    ("later", "size"), [("_slipped", 150), ("_afresh", 75), ("_third", 35), ("_titled", 50)]
)
def test_what_slipped_through_is_found_and_what_is_near_it_passes(later: str, size: int) -> None:
    ordinary = lines(f"ordinary{later}")
    disguised = [line.split("\t") for line in lines(f"disguised{later}")]
    assert min(len(ordinary), len(disguised)) >= size
    assert [text for text in ordinary if refused_in(text)] == []
    asked = [text for text in ordinary if likely_in(text)]
    missed = [text for _kind, text in disguised if finding(text) is None]
    assert len(asked) <= len(ordinary) * 0.05, asked
    assert len(missed) <= len(disguised) * 0.06, missed


@pytest.mark.parametrize(
    "text",
    [
        "tuinhek@gm ail.com", "tuinhek @ hot mail punt nl", "tuinhek@@home nl",
        "tuinhek@out look.com",
    ],
)  # fmt: skip
def test_the_name_of_a_provider_in_pieces_behind_a_sign_is_refused(text: str) -> None:
    assert refused_in(text) is Finding.EMAIL


@pytest.mark.parametrize(
    "text",
    [
        "tuinhek - gmail - com", "tuinhek_gmail_com", "tuinhek.gmail.com", "tuinhek(gmail.com)",
        "tuinhek bij gmail.com", "tuinhek (bij) kpnmail (punt) nl", "tuinhek op kpn mail punt nl",
        "tuinhek48 bij xs 4 all", "mail: tuinhek, provider gmail", "mailadres tuinhek van gmail",
    ],
)  # fmt: skip
def test_a_mailbox_without_a_sign_is_asked_about(text: str) -> None:
    assert Finding.EMAIL in {each.kind for each in doubts_in(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Kijk op ziggo.nl voor de storing", "Zie kpn.com", "Inloggen bij outlook.com",
        "Cursus mailen met Gmail", "De mail is traag bij Ziggo", "www.home.nl", "mijn.ziggo.nl",
    ],
)  # fmt: skip
def test_the_site_of_a_provider_is_no_mailbox(text: str) -> None:
    assert finding(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "op 3 maart wordt ze 76", "opa wordt zaterdag 79", "ma wordt 80 op 2 juni",
        "hij is van '48", "zij is van maart 1948", "bouwjaar '48", "geb. '48", "geboren anno 1946",
        "\u00b01948",
        "hij viert op 12 mei zijn 75e", "12 juni is ze jarig", "zijn verjaardag valt op 4 mei",
        "het huis van oma, op 3 maart wordt ze 76",
    ],
)  # fmt: skip
def test_a_birth_is_found_in_other_words(text: str) -> None:
    assert likely_in(text) is Finding.DETAILS


@pytest.mark.parametrize(
    "text",
    [
        "De brug is van 1948", "De club wordt op 3 maart 76", "Buurthuis viert zijn 25e verjaardag",
        "Zij wordt om 9 uur gebracht", "Op 3 maart wordt er gekookt voor 76 mensen",
        "Buurthuis viert zijn 25e verjaardag op 4 mei", "Bus van bouwjaar 2012",
    ],
)  # fmt: skip
def test_what_stood_there_for_so_long_is_no_birth(text: str) -> None:
    assert finding(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Dijkweg XV", "dijkweg xiv", "Dijkweg 1O", "Dijkweg l5", "Dijkweg 1 2", "Dijk weg 12",
        "Dijkweg nmr 12", "dijkweg een", "Dijkweg een twee", "9934 ab, tweede huis",
        "9934 ab nr twaalf", "het derde huis aan de Dijkweg", "Dijkweg, het twaalfde huis",
        "hoekhuis Dijkweg", "ze woont op de hoek van de Dijkweg en de Kerkstraat",
    ],
)  # fmt: skip
def test_a_house_is_found_by_an_odd_number(text: str) -> None:
    assert likely_in(text) is Finding.ADDRESS


@pytest.mark.parametrize(
    "text",
    [
        "de mensen van nummer 31", "het gezin op 22 heeft kou", "op 8 woont een weduwe",
        "sleutel bij de buren op 16", "nummer 12 heeft geen stroom", "meneer van 14 is gevallen",
        "oudere heer, Oosterwijtwerd 5", "Uiterburen 40, bij de weduwe", "huis met nummer 22",
        "de bewoners Dijkweg 12 t/m 14", "de buurvrouw op nr. 7",
    ],
)  # fmt: skip
def test_a_house_is_found_by_who_lives_there(text: str) -> None:
    assert likely_in(text) is Finding.ADDRESS


@pytest.mark.parametrize(
    "text",
    [
        "Dijkweg II wordt aangelegd", "Dijkweg een week dicht", "Dijk weg over 12 meter", "Zaal IV",
        "Sneeuw weg bij 12 ouderen", "Tweede huis van de buurt", "Postcodes 9934 en 9935",
        "De mensen op 12 locaties", "De buren op 14 mei", "Een gezin van 6", "Een stel van 80",
        "Bel op nummer 14 0596", "Bus nummer 12 heeft vertraging", "Op nummer 1 staat vervoer",
        "Kinderen van nummer 1 tot en met 5", "Bewoners Dijkweg 12 t/m 80 krijgen een brief",
        "Aanbellen tussen 9 en 12", "Inzameling op de hoek van de Dijkweg en de Kerkstraat",
    ],
)  # fmt: skip
def test_what_is_near_such_a_house_and_is_none_passes(text: str) -> None:
    assert finding(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Soep voor de oude mevrouw Jansen van de Kerkstraat", "mevrouw Jansen"),
        ("Voor de doodzieke heer timmer uit Spijk", "heer timmer"),
        ("Bel meneer al-masri van de parallelweg", "meneer al-masri"),
    ],
)
def test_somebody_with_a_title_is_asked_about_also_beside_a_street(text: str, words: str) -> None:
    assert (refused_in(text), likely_in(text)) == (None, Finding.NAME)
    assert doubts_in(text)[0].words == words


@pytest.mark.parametrize(
    "text",
    [
        "Hoofdweg West 3-B", "Hoofdweg 3 bis", "Oosterstraat 12 A/II", "Noorderhaven 5-3",
        "Stationsweg o.z. 8", "Oosterstraat 12 A 2",
    ],
)  # fmt: skip
def test_a_house_is_found_by_the_side_of_its_street_and_what_is_behind_its_number(
    text: str,
) -> None:
    assert finding(text) is Finding.ADDRESS
    assert finding(text.lower()) is Finding.ADDRESS


def test_the_words_of_it_are_those_that_were_typed() -> None:
    assert certain_words("Mail taal@taalhuis-spijk.example") == "taal@taalhuis-spijk.example"
    (asked,) = doubts_in("Soep voor het gezin op 22, graag warm")
    assert asked.words == "gezin op 22"
    (asked,) = doubts_in("Sleutel: Dijkweg XV")
    assert asked.words == "Dijkweg XV"
    (asked,) = doubts_in("Stuur het naar tuinhek - gmail - com")
    assert asked.words == "tuinhek - gmail - com"
