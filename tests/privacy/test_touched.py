"""Whose data a breach of one account, or of one object, touches."""

from __future__ import annotations

from app.organisations.models import OrganisationProfile
from app.privacy import touched_queries
from tests.matches.pairs import Pairs
from tests.world import Visitors


def test_whose_contact_an_account_saw_is_told(pairs: Pairs, visitors: Visitors) -> None:
    match = pairs.accepted()
    profile = pairs.session.get(OrganisationProfile, match.offer_organisation_id)
    assert profile is not None
    amina = pairs.world.person("amina")
    before = touched_queries.find_touched_by(pairs.session, amina)
    assert not any(profile.contact_email in line for line in before)
    assert visitors["amina"].get(f"/koppelingen/{match.id}").status_code == 200
    after = touched_queries.find_touched_by(pairs.session, amina)
    assert any(profile.contact_email in line and "contact bekeken" in line for line in after)
    assert any("membership: 1" in line for line in after)


def test_who_did_or_saw_something_of_an_object_is_told(pairs: Pairs) -> None:
    match = pairs.accepted()
    lines = touched_queries.find_touched_through(pairs.session, match.id)
    for who in ("amina", "chantal", "daan"):
        assert any(pairs.world.person(who).email in line for line in lines), who
    assert not any(pairs.world.person("farid").email in line for line in lines)
