"""What is stored of texts: with the command, together, in spite of a broken encoder, and repaired
afterwards.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from app.language import meaning
from app.language.kinds import read_kinds
from app.language.meaning import encode
from app.language.models import TEXT_VERSION, WordCount
from app.language.texts import marked, storing_later
from app.language.words import compound_parts, read_words
from app.needs.commands import edit_need
from app.needs.fields import NeedInput
from app.needs.models import Need, NeedText
from app.offers.models import OfferText
from app.suggestions.text_commands import count_words, reread_texts
from tests.statements import counted
from tests.world import GROCERIES, World


class Broken:
    """An encoder that cannot do it."""

    def encode(self, texts: list[str]) -> Any:
        raise MemoryError(texts[0])


@pytest.fixture
def broken_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(meaning, "_encoder", Broken)
    yield
    monkeypatch.undo()


def stored(session: Session, need: Need) -> NeedText:
    session.expire_all()
    return session.get_one(NeedText, need.id)


def test_a_need_is_stored_with_words_and_meaning(session: Session, world: World) -> None:
    need = world.need(description="Geen maaltijden, alleen boodschappen.")
    found, said = stored(session, need), f"{need.title}\n{need.description}"
    words = read_words(said)
    assert set(found.words) == marked(said, words)[0] | {"@VR01"}
    assert np.allclose(
        found.kinds, read_kinds(read_words(said).all | read_words(said).excluded, encode([said])[0])
    )
    assert found.excluded == sorted(marked(said, words)[1]) != []
    assert (found.region_code, found.version) == ("VR01", TEXT_VERSION)
    assert np.allclose(np.asarray(found.meaning), encode([said])[0], atol=1e-3)


def test_an_offer_too(session: Session, world: World) -> None:
    offer = world.offer(title="Boodschappenhulp in Delfzijl")
    found = session.get_one(OfferText, offer.id)
    assert {"boodschap", "#groceries"} <= set(found.words)
    assert found.meaning is not None


def test_an_edit_of_the_text_is_read_again_and_another_edit_is_not(
    session: Session, world: World
) -> None:
    need = world.need()
    version = need.version
    before = stored(session, need).words
    with counted(session.connection()) as statements:
        edit_need(
            session,
            world["amina"],
            need,
            NeedInput.model_validate(GROCERIES | {"quantity": 12, "people": 12}),
        )
        session.flush()
    assert not [s for s in statements if "need_text" in s]
    changed = GROCERIES | {"quantity": 12, "people": 12, "title": "Honden uitlaten voor zieken"}
    edit_need(session, world["amina"], need, NeedInput.model_validate(changed))
    session.flush()
    after = stored(session, need).words
    assert need.version == version + 2
    assert "hond" in after and "hond" not in before


def test_texts_of_a_block_are_stored_together_and_of_each_the_last(
    session: Session, world: World
) -> None:
    with storing_later(session) as texts:
        first = world.need()
        edit_need(
            session,
            world["amina"],
            first,
            NeedInput.model_validate(GROCERIES | {"title": "Honden uitlaten"}),
        )
        second = world.need(title="Een tolk voor het spreekuur")
        offer = world.offer()
    assert session.get(NeedText, first.id) is None
    assert texts.store() == 3
    assert "hond" in stored(session, first).words
    assert stored(session, second).meaning is not None
    assert session.get_one(OfferText, offer.id).meaning is not None


@pytest.mark.usefixtures("broken_encoder")
def test_a_broken_encoder_stops_nobody_and_quotes_nothing(
    session: Session, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        need = world.need()
    assert stored(session, need).meaning is None
    assert "deur" in stored(session, need).words
    assert "MemoryError" in caplog.text and "ouderen" not in caplog.text


def reread_all(session: Session, size: int = 2) -> int:
    done = 0
    for kind in (0, 1):
        after = None
        while True:
            count, after = reread_texts(session, kind, after, size=size)
            done += count
            if after is None:
                break
    return done


def test_the_job_repairs_what_is_missing_old_or_without_meaning_and_then_nothing(
    session: Session, world: World
) -> None:
    needs = [world.need(title=f"Boodschappenhulp nummer {number}") for number in range(4)]
    offer = world.offer()
    edited = [need.edited_at for need in needs]
    session.delete(session.get_one(NeedText, needs[0].id))
    session.get_one(NeedText, needs[1].id).version = 1
    session.get_one(NeedText, needs[2].id).meaning = None
    session.get_one(OfferText, offer.id).words = []
    session.get_one(OfferText, offer.id).version = TEXT_VERSION + 1
    session.flush()
    session.execute(update(Need).where(col(Need.id) == needs[1].id).values(found_by=""))
    assert reread_all(session) == 4
    for need, moment in zip(needs, edited, strict=True):
        found = stored(session, need)
        assert found.version == TEXT_VERSION and found.meaning is not None
        assert session.get_one(Need, need.id).edited_at == moment
    assert {"boodschappen", "hulp"} <= set(session.get_one(Need, needs[1].id).found_by.split())
    assert session.get_one(OfferText, offer.id).words != []
    assert reread_all(session) == 0


@pytest.mark.usefixtures("broken_encoder")
def test_the_job_ends_when_the_encoder_stays_broken(session: Session, world: World) -> None:
    for _ in range(3):
        world.need()
    assert reread_all(session) == 0


def test_words_are_counted_once_a_text_over_needs_and_offers(
    session: Session, world: World
) -> None:
    before = count_words(session)
    world.need(title="Honden uitlaten, honden voeren")
    world.offer(title="Wij laten honden uit")
    assert count_words(session) == before + 2
    counts = {row.word: row.items for row in session.exec(select(WordCount)).all()}
    assert (counts["hond"], counts["voer"], counts[""]) == (2, 1, before + 2)
    assert session.execute(select(func.count()).select_from(WordCount)).scalar_one() == len(counts)


def test_the_parts_of_compounds_are_words_to_search_by() -> None:
    assert compound_parts("Boodschappenhulp en huiswerkbegeleiding, boodschappenhulp") == (
        "boodschappen hulp huiswerk begeleiding"
    )
    assert compound_parts("Samen eten") == ""
