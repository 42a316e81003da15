"""A region asks that people of some kinds of organisation sign in through a provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.audit.models import AuditEntry
from app.core.errors import Invalid
from app.core.settings import Settings
from app.demo.cast import DEMO_PASSWORD
from app.identity.models import LoginSession
from app.identity.queries import get_person_by_email
from app.mail import outbox
from app.passwords import commands as password_commands
from app.providers.client import setting_of
from app.providers.models import ProviderTie
from app.reference.queries import get_settings
from app.region.commands import RegionInput, change_region, lift_providers
from app.second_factors.models import PendingSignIn
from tests.html import Page
from tests.members.invitations import SIGN_UP, address_of, invite
from tests.passwords.test_forgotten import link, mails
from tests.providers.conftest import SECRET, SLUG, Providers
from tests.providers.real_provider import RealProvider
from tests.providers.test_real_provider import browser, come_back, link_in, walk
from tests.region.numbers import REGION
from tests.second_factors.conftest import INDEX, STEP, code_of, give_password, set_up_app
from tests.world import Visitors

__all__ = ["browser"]
LAST = "/inloggen/via"
GO = f"{LAST}/{SLUG}/verplicht"


def require_of(providers: Providers, *kinds: str, **also: Any) -> None:
    """As the administrator does on the page "How the region works"."""
    given = RegionInput.model_validate(REGION | {"provider_kinds": kinds} | also)
    change_region(providers.session, providers.world["eva"], given)
    providers.session.commit()


def ties(session: Session) -> list[str]:
    session.expire_all()
    return list(session.exec(select(ProviderTie.subject)))


def through(
    visitor: TestClient, real: RealProvider, browser: httpx2.Client, who: str
) -> httpx2.Response:
    """From the page of the last step to the answer on the way back."""
    between = visitor.post(GO)
    assert between.status_code == 200
    return come_back(visitor, real, browser, link_in(between, real.issuer), who)


def test_a_provider_whose_secret_is_not_there_cannot_be_required_and_keeps_nobody_out(
    visitors: Visitors, providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = providers.add("https://login.example")
    providers.tie(provider, "eva", "eva-at-work")
    setting = setting_of(provider.slug, provider.authentication)
    monkeypatch.delenv(setting)
    with pytest.raises(Invalid) as problem:
        require_of(providers, "initiative")
    assert "Boodschappenhulp" in problem.value.errors["provider_kinds"]
    providers.session.rollback()
    monkeypatch.setenv(setting, SECRET)
    require_of(providers, "initiative", second_factor_kinds=[])
    assert give_password(visitors[None], "chantal", next="/bord") == LAST
    monkeypatch.delenv(setting)
    visitors[None].cookies.clear()
    assert give_password(visitors[None], "chantal", next="/bord") == "/bord"


def test_a_password_is_not_enough_and_who_is_not_tied_yet_is_helped_to_be(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.add(real.issuer)
    require_of(providers, "municipality", second_factor_kinds=[])
    visitor = visitors[None]
    assert give_password(visitor, "amina", next="/bord") == LAST
    assert not providers.session.exec(select(LoginSession)).all()
    page = visitor.get(LAST)
    assert "niet meer genoeg" in page.text
    for address in ("/bord", "/mijn-werk", "/mijn-account", INDEX):
        assert visitor.get(address).headers["location"].startswith("/inloggen")
    assert visitor.get("/inloggen").headers["location"] == LAST
    assert visitor.get(STEP).headers["location"] == LAST
    came = through(visitor, real, browser, "amina-at-work")
    assert (came.status_code, came.headers["location"]) == (303, "/bord")
    assert visitor.get("/bord").status_code == 200
    assert ties(providers.session) == ["amina-at-work"]
    assert not providers.session.exec(select(PendingSignIn)).all()
    # From now on at once; and by a password by the same page, without being tied again.
    visitor.cookies.clear()
    with real.browser() as other:
        assert walk(visitor, real, other, "amina-at-work", "?next=/bord").status_code == 303
    visitor.cookies.clear()
    assert give_password(visitor, "amina") == LAST
    with real.browser() as other:
        assert through(visitor, real, other, "amina-at-work").headers["location"] == "/"
    assert ties(providers.session) == ["amina-at-work"]


def test_it_comes_after_the_second_step_and_what_was_typed_comes_back(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    """Typed when the session ended, carried through the password, the code and the provider."""
    providers.add(real.issuer)
    visitor = visitors["amina"]
    visitor.post(f"{INDEX}/wachtwoord", data={"password": "demo"})
    opened = Page(visitor.get("/behoeften/nieuw").text)
    key, _codes = set_up_app(visitor)
    require_of(providers, "municipality", second_factor_kinds=[])
    for row in providers.session.exec(select(LoginSession)):
        providers.session.delete(row)
    providers.session.commit()
    typed = {"form_draft": opened.typed("form_draft")[0], "title": "40 ouderen zonder boodschappen"}
    page = Page(visitor.post("/behoeften", data=typed).text)
    carried = {name: page.typed(name)[-1] for name in ("next", "typed")}
    assert give_password(visitor, "amina", **carried) == STEP
    shown = visitor.post(STEP, data={"code": code_of(key, 1)})
    assert shown.headers["location"] == LAST
    came = through(visitor, real, browser, "amina-at-work")
    assert came.status_code == 303
    again = visitor.get(came.headers["location"])
    assert Page(again.text).typed("title") == ["40 ouderen zonder boodschappen"]


def test_who_is_of_another_kind_goes_in_and_so_does_the_one_click_of_a_demonstration(
    visitors: Visitors, providers: Providers, real: RealProvider
) -> None:
    providers.add(real.issuer)
    require_of(providers, "municipality", second_factor_kinds=[])
    visitor = visitors[None]
    assert give_password(visitor, "chantal") == "/"
    visitor.cookies.clear()
    clicked = visitor.post("/inloggen/demo", data={"person": "amina"})
    assert clicked.headers["location"] == "/"


def test_where_no_provider_is_on_nobody_is_kept_out(
    visitors: Visitors, providers: Providers, real: RealProvider
) -> None:
    provider = providers.add(real.issuer)
    require_of(providers, "municipality", second_factor_kinds=[])
    visitor = visitors[None]
    assert give_password(visitor, "amina") == LAST
    provider.is_active = False
    providers.session.commit()
    assert visitor.get(LAST).headers["location"] == "/inloggen"
    assert give_password(visitor, "amina") == "/"


def test_a_provider_of_another_organisation_is_not_enough(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    """Amina belongs to the GGD too, whose provider does not speak for the municipality."""
    from app.identity.models import Membership, Role

    world = providers.world
    ggd = world.organisation("GGD Groningen")
    amina = world.person("amina")
    providers.session.add(Membership(person_id=amina.id, organisation_id=ggd.id, role=Role.READER))
    providers.session.commit()
    own = world.organisation("Gemeente Eemsdelta").id
    providers.tie(providers.add(real.issuer, organisation_id=ggd.id), "amina", "amina-at-ggd")
    providers.add(real.issuer + "/", "ander_vr01", organisation_id=own)
    settings = get_settings(providers.session, "VR01")
    settings.provider_kinds = ["municipality"]
    providers.session.add(settings)
    providers.session.commit()
    visitor = visitors[None]
    assert walk(visitor, real, browser, "amina-at-ggd").headers["location"] == LAST
    assert "ander_vr01" in visitor.get(LAST).text
    assert GO not in visitor.get(LAST).text
    assert visitor.post(GO).headers["location"] == LAST


def test_somebody_elses_account_there_ties_nothing_and_another_browser_neither(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.tie(providers.add(real.issuer), "bram", "bram-at-work")
    require_of(providers, "municipality", second_factor_kinds=[])
    visitor = visitors[None]
    give_password(visitor, "amina")
    came = through(visitor, real, browser, "bram-at-work")
    assert came.status_code == 403
    assert f'href="{LAST}"' in came.text
    assert ties(providers.session) == ["bram-at-work"]
    # Who stopped meanwhile is nobody any more.
    address = link_in(visitor.post(GO), real.issuer)
    visitor.post("/inloggen/tweede-stap/stoppen")
    with real.browser() as other:
        came = come_back(visitor, real, other, address, "amina-at-work")
    assert came.status_code == 403
    assert ties(providers.session) == ["bram-at-work"]


def test_nobody_is_locked_out_by_switching_it_on(providers: Providers, real: RealProvider) -> None:
    with pytest.raises(Invalid) as refused:
        require_of(providers, "municipality")
    assert "Gemeente" in refused.value.errors["provider_kinds"]
    provider = providers.add(real.issuer)
    with pytest.raises(Invalid) as refused:
        require_of(providers, "safety_region")
    assert "Mijn account" in refused.value.errors["provider_kinds"]
    providers.tie(provider, "eva", "eva-at-work")
    require_of(providers, "safety_region")
    # What is asked already is no reason to refuse another change.
    provider.is_active = False
    providers.session.commit()
    require_of(providers, "safety_region", answer_days="7")
    assert get_settings(providers.session, "VR01").provider_kinds == ["safety_region"]


def test_the_operator_takes_it_away(providers: Providers, real: RealProvider) -> None:
    providers.add(real.issuer)
    require_of(providers, "municipality")
    assert lift_providers(providers.session, "VR01")
    assert not lift_providers(providers.session, "VR01")
    providers.session.commit()
    assert get_settings(providers.session, "VR01").provider_kinds == []
    entries = providers.session.exec(
        select(AuditEntry).where(AuditEntry.event == "region:settings_changed")
    ).all()
    assert [entry.person_id for entry in entries if entry.person_id is None] == [None]


def test_an_invitation_asks_the_provider_at_once_and_a_password_does_not_get_in(
    visitors: Visitors, providers: Providers, real: RealProvider, settings: Settings
) -> None:
    providers.add(real.issuer)
    require_of(providers, "initiative", second_factor_kinds=[])
    address, visitor = address_of(settings, invite(providers.world)), visitors[None]
    page = visitor.get(address)
    assert not Page(page.text).typed("password")
    assert f"{address}/via/{SLUG}" in page.text
    # By hand, or on a page that was open before the region asked it.
    answer = visitor.post(address, data=SIGN_UP)
    assert answer.status_code == 422
    beside = Page(answer.text)["f_password_error"].text
    assert "met het account van hun werk" in beside
    assert Page(answer.text)["f_name"].attributes["value"] == SIGN_UP["name"]
    assert f"{address}/via/{SLUG}" in answer.text
    assert get_person_by_email(providers.session, "noor@nieuw.example") is None
    lift_providers(providers.session, "VR01")
    providers.session.commit()
    assert visitor.post(address, data=SIGN_UP).status_code == 303


NEW = "vier woorden zonder verband"


def by_link(visitors: Visitors, providers: Providers, link: str) -> httpx2.Response:
    return visitors[None].post(link, data={"password": NEW})


def by_own_page(visitors: Visitors, providers: Providers, link: str) -> httpx2.Response:
    given = {"old": DEMO_PASSWORD, "new": NEW}
    return visitors["chantal"].post("/mijn-account/wachtwoord", data=given)


# Who sets a password of their own, where: whether it is taken, by what is asked and whether they
# are known at the provider.
@pytest.mark.parametrize(
    ("way", "field"), [(by_link, "password"), (by_own_page, "new")], ids=["link", "own_page"]
)
@pytest.mark.parametrize(
    ("is_required", "is_tied", "is_taken"),
    [
        (False, False, True),
        (False, True, True),
        # With it they show who they are, and are led to the provider.
        (True, False, True),
        (True, True, False),
    ],
)
def test_who_comes_in_through_a_provider_sets_no_password(
    visitors: Visitors,
    providers: Providers,
    way: Callable[[Visitors, Providers, str], httpx2.Response],
    field: str,
    is_required: bool,
    is_tied: bool,
    is_taken: bool,
) -> None:
    provider = providers.add("https://login.example")
    providers.tie(provider, "eva", "eva-at-work")
    visitors["chantal"]  # signed in before it was asked
    address = link(providers.session, "chantal")
    if is_tied:
        providers.tie(provider, "chantal", "chantal-at-work")
    if is_required:
        require_of(providers, "initiative", second_factor_kinds=[])
    before = providers.world.person("chantal").password_hash
    answer = way(visitors, providers, address)
    providers.session.expire_all()
    assert (providers.world.person("chantal").password_hash != before) is is_taken
    if is_taken:
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert "met het account van je werk" in Page(answer.text)[f"f_{field}_error"].text


def test_who_forgot_a_password_that_opens_nothing_is_told_how_they_come_in(
    providers: Providers, settings: Settings
) -> None:
    provider = providers.add("https://login.example")
    providers.tie(provider, "eva", "eva-at-work")
    providers.tie(provider, "chantal", "chantal-at-work")
    require_of(providers, "initiative", second_factor_kinds=[])
    chantal = providers.world.person("chantal").id
    password_commands.send_link(providers.session, chantal, "nl")
    (mail,) = [each for each in mails(providers.session) if each.person_id == chantal]
    assert mail.kind == "passwords:elsewhere"
    assert "met het account van je werk" in outbox.write(settings, mail).text
