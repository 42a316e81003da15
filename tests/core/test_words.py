"""The words that enums bring, as people read and choose them."""

from enum import StrEnum

import pytest

from app.board.cards import BoardColumn
from app.core.i18n import mark, pmark, speaking
from app.core.words import Choice, Word, Worded, options
from app.crises.queries import CrisisGoing, MeasureGoing
from app.matches.models import MatchStatus
from app.needs.filters import NeedFilters, NeedSort, StatusFilter
from app.needs.models import NeedStatus, Urgency
from app.offers.models import OfferState
from app.reference.models import CrisisPhase, Unit
from app.web.forms import Form


class Light(Worded):
    """Not one of ours."""

    ON = "on", Word(mark("yes"), icon="open", hint=mark("Done"), short=mark("no"))
    OFF = "off", Word(pmark("need", "Draft"), synonyms=("dark",))


class LightFilter(Worded):
    """A filter on it."""

    ALL = "all", Word(mark("All"))
    ON = Light.ON


@pytest.mark.parametrize(
    ("enum", "dutch", "english"),
    [
        (
            NeedStatus,
            ["Concept", "Open", "Gesloten", "Ingetrokken"],
            ["Draft", "Open", "Closed", "Withdrawn"],
        ),
        (
            Urgency,
            ["Laag", "Gewoon", "Hoog", "Spoed"],
            ["Low", "Normal", "High", "Urgent"],
        ),
        (
            CrisisGoing,
            ["Komt nog", "Bezig", "Afgelopen"],
            ["Still to come", "Going on", "Ended"],
        ),
        (
            MeasureGoing,
            ["Gaat nog in", "Geldt nu", "Voorbij"],
            ["Still to come", "In force", "Over"],
        ),
        (CrisisPhase, ["acuut", "herstel", "nazorg"], ["acute", "recovery", "aftercare"]),
    ],
)
def test_words_in_both_languages(enum: type[Worded], dutch: list[str], english: list[str]) -> None:
    assert [member.word for member in enum] == dutch
    with speaking("en"):
        assert [member.word for member in enum] == english


def test_a_word_comes_with_what_it_needs() -> None:
    assert (Light.ON.icon, Light.ON.hint, Light.ON.short) == ("open", "Afgerond", "nee")
    assert (Light.OFF.icon, Light.OFF.hint, Light.OFF.short) == ("", "", "Concept")
    assert (Light.ON.synonyms, Light.OFF.synonyms) == ((), ("dark",))


def test_a_member_is_still_its_value() -> None:
    assert isinstance(Light.ON, StrEnum)
    assert (Light("on"), Light.ON.value, str(Light.ON), f"{Light.ON}") == (
        Light.ON,
        "on",
        "on",
        "on",
    )


def test_a_filter_calls_a_state_what_the_thing_calls_it() -> None:
    assert [member.word for member in LightFilter] == ["Alle", "ja"]
    assert LightFilter("on").icon == Light.ON.icon
    states = {member.value: member.word for member in NeedStatus}
    assert states.items() <= {member.value: member.word for member in StatusFilter}.items()


def test_options_are_the_members_in_order() -> None:
    assert options(Light) == [Choice("on", "ja", hint="Afgerond"), Choice("off", "Concept")]
    assert options([Light.OFF]) == [Choice("off", "Concept")]


def test_a_form_knows_the_words_of_the_enums_it_takes() -> None:
    form = Form(NeedFilters, {"urgency": ["acute"], "status": ["bogus"], "q": ["acute"]})
    assert form.options("urgency") == options(Urgency)
    assert form.options("sort") == options(NeedSort)
    assert (form.word("urgency"), form.word("status"), form.word("q")) == ("Spoed", "", "")
    with pytest.raises(TypeError, match=r"NeedFilters\.q takes no enum"):
        form.options("q")


def test_circles_fill_as_things_move_on() -> None:
    assert [status.icon for status in MatchStatus][:5] == [
        "quarter",
        "half",
        "half",
        "three-quarter",
        "full-check",
    ]
    assert [state.icon for state in OfferState] == [
        "draft",
        "half",
        "offer",
        "clock",
        "paused",
        "cross",
    ]
    assert [column.short for column in BoardColumn][-1] == BoardColumn.ENDED.word
    assert [unit.icon for unit in Unit] == [""] * len(Unit)
