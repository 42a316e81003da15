"""Suggestions come from one statement, built once, over what is stored at that moment."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import Session, col

from app.needs.models import Need, NeedText
from app.needs.queries import get_need
from app.offers.commands import edit_offer
from app.offers.fields import OfferInput
from app.offers.models import Offer, OfferText
from app.offers.queries import get_offer
from app.reference.models import RegionSettings
from app.suggestions.queries import Suggestions, suggest_needs, suggest_offers
from app.suggestions.text_commands import count_words
from tests.matches.pairs import JAAP, KARIN, ROELOF, Pairs
from tests.statements import counted
from tests.world import SHOPPING


def label(value: str) -> str:
    return value


def offers_for(session: Session, pairs: Pairs, need: Need, who: str = "amina") -> Suggestions:
    session.flush()
    loaded = get_need(session, pairs[who], need.id)
    return suggest_offers(session, pairs[who], loaded, label=label, threshold=0.0)


def needs_for(session: Session, pairs: Pairs, offer: Offer, who: str = "chantal") -> Suggestions:
    session.flush()
    loaded = get_offer(session, pairs[who], offer.id)
    return suggest_needs(session, pairs[who], loaded, label=label)


def all_needs_for(session: Session, pairs: Pairs, offer: Offer) -> Suggestions:
    """Also those that hardly fit."""
    session.get_one(RegionSettings, "VR01").suggestion_threshold = 0.0
    return needs_for(session, pairs, offer)


def said_of(found: Suggestions) -> list[Any]:
    return [(r.need_id, r.offer_id, r.terms, r.reasons, r.cautions) for r in found.rows]


UNREAD = {"no row": sa.delete, "no meaning": lambda table: sa.update(table).values(meaning=None)}


@pytest.mark.parametrize("unread", UNREAD.values(), ids=UNREAD.keys())
@pytest.mark.parametrize("side", ["need", "offer"])
def test_a_text_that_no_job_has_read_gets_the_suggestions_it_gets_afterwards(
    pairs: Pairs, side: str, unread: Any
) -> None:
    need = pairs.need(title="Wie belt elke dag even op hoe het gaat?", description="")
    offer = pairs.offer()
    for who, title in ((JAAP, "Telefooncirkel"), (KARIN, "Boodschappen met de bus")):
        pairs.offer(who, title=title)
    pairs.need(title="Boodschappen voor ouderen")
    count_words(pairs.session)

    def find() -> Suggestions:
        if side == "need":
            return offers_for(pairs.session, pairs, need)
        return all_needs_for(pairs.session, pairs, offer)

    stored = find()
    assert len(stored.rows) > 1
    table, key, own = (
        (NeedText, col(NeedText.need_id), need.id)
        if side == "need"
        else (OfferText, col(OfferText.offer_id), offer.id)
    )
    pairs.session.execute(unread(table).where(key == own))
    pairs.session.expire_all()
    assert said_of(find()) == said_of(stored)


def test_a_text_that_somebody_else_edits_counts_in_the_very_next_list(
    pairs: Pairs, connection: Connection
) -> None:
    need = pairs.need(title="Een chromebook voor thuisonderwijs", description="")
    offer = pairs.offer(title="Konijnen verzorgen", description="", support_type="pet_care")
    pairs.session.commit()
    with Session(connection, join_transaction_mode="create_savepoint") as reader:
        (before,) = offers_for(reader, pairs, need).rows
        given = OfferInput.model_validate(
            SHOPPING
            | {"title": "Chromebooks voor thuisonderwijs", "description": ""}
            | {"support_type": "pet_care"}
        )
        edit_offer(pairs.session, pairs["chantal"], offer, given)
        pairs.session.commit()
        reader.expire_all()
        (after,) = offers_for(reader, pairs, need).rows
    assert after.terms.text > before.terms.text + 0.3
    assert "hromebook" in " ".join(after.reasons)


def test_one_text_serves_every_need_and_every_offer(pairs: Pairs, connection: Connection) -> None:
    """Lists of another length and empty values are parameters too: neither SQLAlchemy nor
    PostgreSQL meets a new statement.
    """
    needs = [
        pairs.need(),
        pairs.need(support_type="pet_care", people=3, quantity=3),
        pairs.need(title="Zeldzaam", description="", support_type="digital_help"),
        pairs.world.need("daan", publish=True),  # for the whole region
    ]
    offers = [
        pairs.offer(),
        pairs.offer(municipalities=[]),
        pairs.offer(municipalities=["GM1966", "GM1979"], support_type="transport"),
    ]
    without = pairs.need(needed_until=None), pairs.offer(ROELOF, available_until=None)
    pairs.session.flush()
    with counted(connection) as sent:
        for need in (*needs, without[0]):
            offers_for(pairs.session, pairs, need, "daan")
        for offer in (*offers, without[1]):
            needs_for(pairs.session, pairs, offer, "daan")
    texts = [statement for statement in sent if "MATERIALIZED" in statement]
    assert (len(texts), len(set(texts))) == (9, 2)


def test_what_fits_equally_well_keeps_its_order(pairs: Pairs) -> None:
    need = pairs.need()
    same = [pairs.offer(title="Boodschappen aan huis") for _ in range(10)]
    found = offers_for(pairs.session, pairs, need)
    assert len({row.score for row in found.rows}) == 1
    assert [row.offer_id for row in found.rows] == sorted(offer.id for offer in same)
