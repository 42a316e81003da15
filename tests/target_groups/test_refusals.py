"""Every sentence with which target groups refuse something is said, in its place."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.inputs import Input
from app.target_groups.commands import (
    GroupInput,
    GroupMerging,
    GroupWordsInput,
    add_group,
    edit_group,
    merge_group,
    set_own_words,
)
from app.target_groups.estimate_commands import add_estimate
from app.target_groups.fields import EstimateInput
from app.target_groups.models import TargetGroup, TargetGroupEstimate, TargetGroupWords
from app.target_groups.queries import get_group
from app.target_groups.words import LONGEST_WORD, MOST_WORDS
from tests.refusals import Refusal, inputs_of, sentences_of, what_is_missing
from tests.target_groups.test_keeping import SKIPPERS, added, given
from tests.world import World

TABLES = (TargetGroup, TargetGroupWords, TargetGroupEstimate)
STALE = (
    "This group was changed while you were typing. Your text is still here. "
    "Compare it with the group as it is now, then save again."
)


def national(world: World, words: str, version: int | None = None) -> None:
    group = get_group(world.session, world["daan"], "older_people")
    given = GroupWordsInput(synonyms=words, version=version)
    set_own_words(world.session, world["daan"], group, given)


def edited(world: World, version: int | None = None) -> None:
    group = get_group(world.session, world["daan"], SKIPPERS)
    edit_group(world.session, world["daan"], group, given(label="Varenden", version=version))


def merged(world: World, into: str, version: int | None = None) -> None:
    group = get_group(world.session, world["daan"], SKIPPERS)
    merge_group(world.session, world["daan"], group, GroupMerging(into=into, version=version))


def sized(world: World, who: str = "daan", **changes: object) -> None:
    plain = {"target_group": "older_people", "municipality": "GM1979", "people": 9, "source": "CBS"}
    add_estimate(world.session, world[who], EstimateInput.model_validate(plain | changes))


REFUSALS: list[Refusal[World]] = [
    Refusal(
        "Use at most %(num)s other words.",
        Invalid,
        lambda world: national(world, ",".join(f"woord {n}" for n in range(MOST_WORDS + 1))),
        "synonyms",
        {"num": MOST_WORDS},
    ),
    Refusal(
        "One of these words is too long: use at most %(num)s characters.",
        Invalid,
        lambda world: national(world, "kort, " + "x" * (LONGEST_WORD + 1)),
        "synonyms",
        {"num": LONGEST_WORD},
    ),
    Refusal(
        "“%(word)s” already stands for the group “%(group)s”.",
        Invalid,
        lambda world: add_group(
            world.session, world["daan"], given(label="SCHIPPERS", synonyms="")
        ),
        "label",
        {"word": "SCHIPPERS", "group": "Schippers"},
    ),
    Refusal(STALE, Invalid, lambda world: edited(world, version=7), "version"),
    Refusal(STALE, Invalid, lambda world: national(world, "oudjes", version=7), "version"),
    Refusal(STALE, Invalid, lambda world: merged(world, "older_people", version=7), "version"),
    Refusal(
        "Choose another group from the list.",
        Invalid,
        lambda world: merged(world, SKIPPERS),
        "into",
    ),
    Refusal(
        "Choose a municipality in your own region.",
        Invalid,
        lambda world: sized(world, municipality="GM0106"),
        "municipality",
    ),
    Refusal(
        "A municipality fills in sizes for itself only.",
        Invalid,
        lambda world: sized(world, "farid"),
        "municipality",
    ),
    Refusal(
        "Choose a target group from the list.",
        Invalid,
        lambda world: sized(world, target_group="nobody"),
        "target_group",
    ),
    Refusal(
        "This day has yet to come. Fill in the day that the number was true.",
        Invalid,
        lambda world: sized(world, as_of=clock.today() + timedelta(days=1)),
        "as_of",
    ),
    Refusal(
        "You can fill in a size for your own organisation only.",
        Invalid,
        lambda world: sized(world, organisation=world.organisation("Gemeente Assen").id),
        "organisation",
    ),
    Refusal(
        "This target group does not exist, or it belongs to another region.",
        NotFound,
        lambda world: get_group(world.session, world["hugo"], SKIPPERS),
    ),
    Refusal(
        "This target group does not exist, or it belongs to another region.",
        NotFound,
        lambda world: get_group(world.session, world["daan"], "nobody"),
    ),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_refusal_says_its_sentence_and_changes_nothing(
    refusal: Refusal[World], world: World
) -> None:
    added(world)
    national(world, "tachtigers")
    refusal.is_heard(world.session, TABLES, world)


def test_every_sentence_is_heard_here() -> None:
    heard, said = Counter(r.sentence for r in REFUSALS), sentences_of("target_groups")
    assert heard.keys() == said.keys()
    assert heard >= said, "as often as it stands in the code"


@pytest.mark.parametrize("model", inputs_of("target_groups"))
def test_a_form_says_of_each_field_that_it_cannot_do_without_it(model: type[Input]) -> None:
    required = {name for name, known in model.model_fields.items() if known.is_required()}
    assert model.when_missing.keys() == required
    assert what_is_missing(model) == model.when_missing


def test_a_word_that_nobody_typed_is_not_said_to_be_taken(world: World) -> None:
    """Without an English name it is the label that is wrong, once."""
    added(world)
    with pytest.raises(Invalid) as caught:
        add_group(world.session, world["daan"], GroupInput(label="Schippers", synonyms="ouderen"))
    assert caught.value.errors.keys() == {"label", "synonyms"}
