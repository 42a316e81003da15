"""Every list of suggestions that somebody sees is kept: for the picture and for the matching."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.core import clock, db
from app.core.settings import PROJECT
from app.identity.models import Role
from app.needs.models import Need
from app.needs.queries import get_need
from app.offers.queries import get_offer
from app.scoring.terms import ENGINE
from app.suggestions.models import FirstShown, ShownList
from app.suggestions.queries import suggest_needs, suggest_offers
from tests.dossier.test_suggestions import (
    HTMX,
    UNLIKE,
    form_of,
    need_page,
    post,
    rows_of,
    titles_of,
)
from tests.matches.pairs import JAAP, Pairs
from tests.world import GROCERIES, SHOPPING, Visitors

REVIEW = "/bord/beoordelen/suggesties"


def kept(pairs: Pairs) -> Sequence[ShownList]:
    pairs.session.expire_all()
    return pairs.session.exec(select(ShownList).order_by(col(ShownList.id))).all()


def test_a_list_on_the_page_of_a_need_is_kept_as_it_stands_there(
    visitors: Visitors, pairs: Pairs
) -> None:
    pairs.offer()
    pairs.offer(JAAP, title="Boodschappen doen met de auto", quantity=12)
    need = pairs.need()
    pairs.session.commit()
    page = need_page(visitors["amina"], need)
    read = get_need(pairs.session, pairs["amina"], need.id)
    told = suggest_offers(pairs.session, pairs["amina"], read).rows
    assert titles_of(page) == [row.title for row in told]
    assert len(told) == 2

    [row] = kept(pairs)
    assert row.shown_ids == [each.offer_id for each in told]
    assert row.terms == [asdict(each.terms) for each in told]
    assert row.scores == pytest.approx([each.score for each in told])
    assert (row.need_id, row.offer_id, row.region_code) == (need.id, None, "VR01")
    assert (row.organisation_id, row.role) == (need.organisation_id, Role.COORDINATOR)
    assert row.engine == ENGINE
    assert abs((clock.now() - row.at).total_seconds()) < 60


def test_so_is_one_on_the_page_of_an_offer_with_the_needs(visitors: Visitors, pairs: Pairs) -> None:
    offer, need = pairs.offer(), pairs.need()
    pairs.session.commit()
    assert visitors["chantal"].get(f"/aanbod/{offer.id}").status_code == 200
    read = get_offer(pairs.session, pairs["chantal"], offer.id)
    told = suggest_needs(pairs.session, pairs["chantal"], read).rows
    [row] = kept(pairs)
    assert row.shown_ids == [need.id] == [each.need_id for each in told]
    assert (row.need_id, row.offer_id) == (None, offer.id)
    assert row.organisation_id == offer.organisation_id


def test_a_list_in_which_nobody_fits_is_kept_as_empty(visitors: Visitors, pairs: Pairs) -> None:
    pairs.offer(**UNLIKE)
    need = pairs.need()
    pairs.session.commit()
    assert rows_of(need_page(visitors["amina"], need)) == []
    assert [row.shown_ids for row in kept(pairs)] == [[]]


def test_each_time_it_is_shown_counts_and_more_is_a_longer_list(
    visitors: Visitors, pairs: Pairs
) -> None:
    for number in range(7):
        pairs.offer(title=f"Boodschappen {number}")
    need = pairs.need()
    pairs.session.commit()
    need_page(visitors["amina"], need)
    need_page(visitors["daan"], need)
    need_page(visitors["amina"], need, show="all")
    rows = kept(pairs)
    assert [len(row.shown_ids) for row in rows] == [5, 5, 7]
    first, of_team, whole = rows
    assert first.shown_ids == whole.shown_ids[:5]
    assert of_team.organisation_id == pairs["daan"].seats[0].organisation_id


def test_what_is_shown_after_a_proposal_is_kept_without_the_one_that_was_asked(
    visitors: Visitors, pairs: Pairs
) -> None:
    for number in range(2):
        pairs.offer(title=f"Boodschappen {number}")
    need = pairs.need()
    pairs.session.commit()
    page = need_page(visitors["amina"], need)
    sent = form_of(rows_of(page)[0], "/koppelingen")
    target = {"hx-target": "div#need_help"}
    answer = post(visitors["amina"], "/koppelingen", sent, **HTMX, **target)
    assert answer.status_code == 200
    before, after = kept(pairs)
    assert after.shown_ids == before.shown_ids[1:]


def test_the_review_keeps_the_one_that_it_shows_and_that_nobody_fits(
    visitors: Visitors, pairs: Pairs
) -> None:
    offer, need = pairs.offer(), pairs.need()
    pairs.session.commit()
    assert visitors["daan"].get(f"{REVIEW}/{need.id}").status_code == 200
    rejected = {"offer": str(offer.id), "reason": "too_far"}
    answer = visitors["daan"].post(f"{REVIEW}/{need.id}/afwijzen", data=rejected)
    assert answer.status_code == 303, answer.text
    assert visitors["daan"].get(f"{REVIEW}/{need.id}").status_code == 200
    assert [row.shown_ids for row in kept(pairs)] == [[offer.id], []]
    assert {row.need_id for row in kept(pairs)} == {need.id}


SAID = "Dertig ouderen in Appingedam komen de deur niet uit voor boodschappen"
NEEDED = {
    **GROCERIES,
    "title": SAID,
    "description": "Wie kan boodschappen doen en aan de deur brengen?",
}
OFFERED = {**SHOPPING, "title": "Boodschappen doen voor ouderen in Delfzijl"}
WRONG = {"quantity": "veel", "capacity": "veel", "publish": "1"}
# Every page with suggestions beside a form: who types what where, and whether it is a need.
BESIDE = [
    ("amina", "/behoeften/lijkt-op", NEEDED, True),
    ("amina", "/behoeften", NEEDED | WRONG, True),
    ("amina", "/behoeften/belbalie", {"said": SAID}, True),
    ("amina", "/behoeften/belbalie/plaatsen", NEEDED | WRONG, True),
    ("amina", "/behoeften/belbalie/doorgeven", NEEDED | WRONG, True),
    ("chantal", "/aanbod/lijkt-op", OFFERED, False),
    ("chantal", "/aanbod", OFFERED | WRONG, False),
]


@pytest.mark.parametrize(("who", "address", "typed", "is_need"), BESIDE)
def test_a_list_beside_a_form_is_kept_as_it_stands_there(
    visitors: Visitors,
    pairs: Pairs,
    who: str,
    address: str,
    typed: dict[str, str],
    is_need: bool,
) -> None:
    offer, need = pairs.offer(), pairs.need()
    pairs.session.commit()
    answer = visitors[who].post(address, data=typed)
    assert answer.status_code in (200, 422), answer.text
    [row] = kept(pairs)
    assert row.shown_ids == ([offer.id] if is_need else [need.id])
    assert (offer if is_need else need).title in answer.text
    assert len(row.scores) == len(row.terms) == 1 and row.engine == ENGINE
    seat = pairs[who].seats[0]
    assert (row.organisation_id, row.role) == (seat.organisation_id, seat.role)
    assert (row.need_id is None, row.offer_id is None) == (not is_need, is_need)
    # What is typed is not there yet, and no need has it as the first time.
    assert row.need_id != need.id and row.offer_id != offer.id
    firsts = pairs.session.exec(select(FirstShown.need_id)).all()
    assert firsts == ([] if is_need else [need.id])


def test_beside_a_form_that_says_nothing_yet_no_list_is_shown_or_kept(
    visitors: Visitors, pairs: Pairs
) -> None:
    pairs.offer(), pairs.need()
    pairs.session.commit()
    for address in ("/behoeften/nieuw", "/behoeften/belbalie"):
        assert visitors["amina"].get(address).status_code == 200
    visitors["chantal"].get("/aanbod/nieuw")
    visitors["amina"].post("/behoeften/lijkt-op", data={"title": "Hulp"})
    assert list(kept(pairs)) == []


# Whoever asks the engine for a list, and which door keeps that it was shown.
ASKING = {
    "app/dossier/suggestions.py": "app/dossier/suggestions.py",
    "app/dossier/twin_queries.py": "app/dossier/form_suggestions.py",
    "app/review/queries.py": "app/review/suggestions.py",
    # Told in messages, one offer each; no list is shown.
    "app/messages/fit_commands.py": "",
    # Weights are tried on a few needs: what nobody is asked with.
    "app/region/preview.py": "",
}


def files_with(words: str) -> set[str]:
    found = (path.relative_to(PROJECT) for path in (PROJECT / "app").rglob("*.py"))
    return {str(path) for path in found if re.search(words, (PROJECT / path).read_text())}


def test_every_place_that_asks_for_a_list_has_a_door_that_keeps_it() -> None:
    asking = files_with(r"suggestion_queries\.suggest_|import .*\bsuggest_(needs|offers)")
    assert asking == set(ASKING)
    assert files_with(r"\bnote_shown\(") == {
        *filter(None, ASKING.values()),
        "app/suggestions/shown_commands.py",
    }
    beside = {"app/dossier/form_suggestions.py", "app/dossier/twin_queries.py"}
    assert files_with(r"\bfind_beside\(") == beside


def first_of(pairs: Pairs, need: Need) -> datetime | None:
    pairs.session.expire_all()
    found = pairs.session.get(FirstShown, need.id)
    return found.at if found is not None else None


def test_a_need_keeps_when_it_first_stood_beside_an_offer(visitors: Visitors, pairs: Pairs) -> None:
    lonely = pairs.need(title="Niemand past hierbij")
    pairs.session.commit()
    need_page(visitors["amina"], lonely)
    assert first_of(pairs, lonely) is None
    offer, need = pairs.offer(), pairs.need()
    pairs.session.commit()
    need_page(visitors["daan"], need)
    first = first_of(pairs, need)
    assert first == kept(pairs)[-1].at
    need_page(visitors["amina"], need)
    assert visitors["chantal"].get(f"/aanbod/{offer.id}").status_code == 200
    assert first_of(pairs, need) == first
    # On the page of the offer stood the other one too, and that was its first time.
    assert first_of(pairs, lonely) == kept(pairs)[-1].at


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("farid", "/behoeften/{need}"),
        ("bram", "/behoeften/{need}/wijzigen"),
        ("amina", "/behoeften"),
        ("amina", "/bord"),
        ("eva", "/beheer/koppelen"),
    ],
)
def test_a_page_without_a_list_for_its_reader_keeps_nothing(
    visitors: Visitors, pairs: Pairs, who: str, address: str
) -> None:
    pairs.offer()
    need = pairs.need()
    pairs.session.commit()
    visitors[who].get(address.format(need=need.id))
    assert list(kept(pairs)) == []


def test_it_says_for_whom_and_never_who(pairs: Pairs) -> None:
    columns = set(ShownList.__table__.columns.keys())  # type: ignore[attr-defined]
    assert not {name for name in columns if "person" in name or "name" in name}


@pytest.mark.parametrize("wrong", [{"need_id": None}, {"shown_ids": []}, {"terms": []}])
def test_the_database_keeps_no_half_list(
    visitors: Visitors, pairs: Pairs, wrong: dict[str, object]
) -> None:
    pairs.offer()
    need = pairs.need()
    pairs.session.commit()
    need_page(visitors["amina"], need)
    [row] = kept(pairs)
    values = row.model_dump() | {"id": db.new_id()} | wrong
    half = sa.insert(ShownList).values(**values)
    with pairs.session.begin_nested() as nested:
        with pytest.raises(IntegrityError):
            pairs.session.execute(half)
        nested.rollback()


def test_a_small_group_is_ranked_for_its_reader_without_its_number(
    visitors: Visitors, pairs: Pairs
) -> None:
    """What is kept of a list is what the engine knew of the pair for this reader."""
    offer = pairs.offer()
    needs = [pairs.need(quantity=n, title="Een paar ouderen zonder boodschappen") for n in (1, 4)]
    pairs.session.commit()
    visitors["chantal"].get(f"/aanbod/{offer.id}")
    [row] = kept(pairs)
    assert set(row.shown_ids) == {need.id for need in needs}
    assert row.terms[0] == row.terms[1]
    assert get_need(pairs.session, pairs["amina"], needs[0].id).quantity == 1
