"""Rounds to a provider are rows that anybody can make, so they are bounded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.core.errors import TooMany
from app.core.settings import Settings
from app.identity import commands as identity_commands, queries as identity_queries
from app.identity.models import SignInFailure
from app.providers import commands
from app.providers.models import ProviderRound
from tests.providers.conftest import SLUG, Providers
from tests.providers.real_provider import RealProvider
from tests.world import Visitors, World

WAY = f"/inloggen/via/{SLUG}"


def begin(
    session: Session, settings: Settings, address: str, mine: str = "", known: str = ""
) -> None:
    commands.count_round(session, settings, address, round_browser=mine, known_browser=known)


def test_one_browser_begins_so_many(
    visitors: Visitors, providers: Providers, real: RealProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "IN_BROWSER", 3)
    providers.add(real.issuer)
    visitor = visitors[None]
    # The first one comes without a cookie, and counts for its network address only.
    assert [visitor.get(WAY).status_code for _each in range(4)] == [303] * 4
    refused = visitor.get(WAY)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 15 * 60
    assert "vaak" in refused.text
    assert visitor.post(WAY, data={"next": "/"}).status_code == 429
    assert len(providers.session.exec(select(ProviderRound)).all()) == 4


def test_one_network_address_begins_so_many_and_who_signed_in_before_goes_on(
    session: Session, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "FROM_ADDRESS", 3)
    for _each in range(3):
        begin(session, settings, "192.0.2.1")
    with pytest.raises(TooMany):
        begin(session, settings, "192.0.2.1", mine="of this browser")
    begin(session, settings, "192.0.2.2")
    known = identity_commands.know_browser(session, world.person("amina"), "")
    begin(session, settings, "192.0.2.1", known=known)
    with pytest.raises(TooMany):
        begin(session, settings, "192.0.2.1", known="never seen")


def test_what_was_counted_goes_after_a_quarter_of_an_hour(
    session: Session, settings: Settings
) -> None:
    begin(session, settings, "192.0.2.1")
    rows = session.exec(select(SignInFailure)).all()
    assert len(rows) == 1 and b"192" not in rows[0].key_hash
    rows[0].at -= timedelta(minutes=settings.sign_in_window_minutes + 1)
    session.flush()
    identity_commands.forget_old_sessions(session, settings)
    assert not session.exec(select(SignInFailure)).all()
    assert not identity_queries.is_known(session, None, "")
