"""An invitation that is accepted through a provider: whom it ties, and when it stays usable."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core import clock
from app.core.i18n import gettext as dutch
from app.core.settings import Settings
from app.identity.models import Membership, Person, Role
from app.identity.queries import get_person_by_email, token_hash
from app.members import proven_commands, queries as member_queries
from app.members.models import MemberInvitation
from app.providers import commands as provider_commands, proof_commands, queries
from app.providers.models import (
    ClientAuthentication,
    Provider,
    ProviderLogin,
    ProviderProof,
    ProviderRound,
    ProviderTie,
)
from app.providers.tokens import Proven
from app.providers.troubles import Trouble
from tests.html import Page
from tests.members.invitations import SIGN_UP, address_of, invite
from tests.members.test_race import NOBODY, at_once, real as real_engine
from tests.providers.conftest import SLUG, Providers, providers, real
from tests.providers.real_provider import RealProvider
from tests.providers.test_real_provider import browser, come_back, link_in, walk
from tests.world import Visitors, World

__all__ = ["browser", "providers", "real", "real_engine"]
EMAIL = "noor@nieuw.example"
NAME = {"name": "Noor"}


def show(
    visitor: TestClient, real: RealProvider, browser: httpx2.Client, address: str, who: str
) -> httpx2.Response:
    """From the button on the page of the invitation to the page that it leads back to."""
    between = visitor.post(f"{address}/via/{SLUG}")
    assert between.status_code == 200, between.text
    came = come_back(visitor, real, browser, link_in(between, real.issuer), who)
    assert (came.status_code, came.headers["location"]) == (303, address)
    return visitor.get(address)


def ties(session: Session) -> dict[str, str]:
    """The subject of everybody who is tied, by their address."""
    session.expire_all()
    query = select(Person.email, ProviderTie.subject).join(
        ProviderTie, col(ProviderTie.person_id) == col(Person.id)
    )
    return dict(session.exec(query).all())


def roles(session: Session, email: str = EMAIL) -> list[Role]:
    session.expire_all()
    person = get_person_by_email(session, email)
    whose = person.id if person is not None else None
    query = select(Membership).where(col(Membership.person_id) == whose)
    return [each.role for each in session.exec(query)]


def test_who_is_new_needs_no_password_and_comes_in_that_way_from_then_on(
    visitors: Visitors,
    providers: Providers,
    real: RealProvider,
    browser: httpx2.Client,
    settings: Settings,
) -> None:
    providers.add(real.issuer)
    session, invitation = providers.session, invite(providers.world)
    address, visitor = address_of(settings, invitation), visitors[None]
    page = show(visitor, real, browser, address, "noor-at-work")
    # Nothing has happened yet: a form of ours has to be sent.
    assert (ties(session), roles(session)) == ({}, [])
    assert not Page(page.text).typed("password")
    came = visitor.post(f"{address}/bewezen", data=NAME)
    assert (came.status_code, came.headers["location"]) == (303, "/mijn-werk")
    assert visitor.get("/mijn-werk").status_code == 200
    assert (ties(session), roles(session)) == ({EMAIL: "noor-at-work"}, [Role.MEMBER])
    person = get_person_by_email(session, EMAIL)
    assert person is not None and person.password_hash is None
    assert session.exec(select(ProviderLogin.subject)).all() == ["noor-at-work"]
    assert not session.exec(select(ProviderProof)).all()
    assert "al gebruikt" in visitor.get(address).text
    visitor.cookies.clear()
    with real.browser() as other:
        assert walk(visitor, real, other, "noor-at-work").status_code == 303


def test_an_account_that_is_signed_in_joins_and_is_tied(
    visitors: Visitors,
    providers: Providers,
    real: RealProvider,
    browser: httpx2.Client,
    settings: Settings,
) -> None:
    providers.add(real.issuer)
    farid = providers.world.person("farid").email
    address = address_of(settings, invite(providers.world, farid))
    visitor = visitors["farid"]
    page = show(visitor, real, browser, address, "farid-at-work")
    assert ties(providers.session) == {}
    assert f"{address}/meedoen" in page.text
    assert visitor.post(f"{address}/meedoen").headers["location"] == "/mijn-account/organisatie"
    assert ties(providers.session) == {farid: "farid-at-work"}
    assert len(roles(providers.session, farid)) == 2


def test_an_equal_address_ties_nothing(
    visitors: Visitors, providers: Providers, real: RealProvider, settings: Settings
) -> None:
    """Who has an account signs in with it first, also when the link is theirs."""
    providers.add(real.issuer)
    farid = providers.world.person("farid").email
    address = address_of(settings, invite(providers.world, farid))
    stranger = visitors[None]
    assert f"{address}/via/" not in stranger.get(address).text
    assert stranger.post(f"{address}/via/{SLUG}").headers["location"] == address
    # Nor whose account came while they were at the provider.
    address = address_of(settings, invitation := invite(providers.world))
    secret = _prove(providers, stranger, invitation, "noor-at-work")
    other = invite(providers.world, who="amina", to="Gemeente Eemsdelta")
    assert stranger.post(address_of(settings, other), data=SIGN_UP).status_code == 303
    stranger.cookies.clear()
    stranger.cookies.set("__Host-ronde", secret)
    came = stranger.post(f"{address}/bewezen", data=NAME)
    assert came.headers["location"] == "/inloggen"
    assert ties(providers.session) == {}
    assert len(roles(providers.session)) == 2


def _prove(
    providers: Providers, visitor: TestClient, invitation: MemberInvitation, subject: str
) -> str:
    """As if somebody came back to the page of this invitation. Returns their browser's secret."""
    session = providers.session
    provider = queries.known(session.exec(select(Provider)).one())
    secret = provider_commands.new_browser()
    purpose = f"invitation:{invitation.id}"
    provider_commands.start_round(session, provider, secret, purpose=purpose)
    session.flush()
    begun = session.exec(select(ProviderRound)).one()
    proof_commands.keep_proof(session, provider, begun, Proven(provider.issuer, subject))
    session.delete(begun)
    session.commit()
    visitor.cookies.set("__Host-ronde", secret)
    return secret


def test_who_is_somebody_else_here_is_told_so_and_the_invitation_stays(
    visitors: Visitors,
    providers: Providers,
    real: RealProvider,
    browser: httpx2.Client,
    settings: Settings,
) -> None:
    providers.tie(providers.add(real.issuer), "bram", "bram-at-work")
    address, visitor = address_of(settings, invite(providers.world)), visitors[None]
    show(visitor, real, browser, address, "bram-at-work")
    refused = visitor.post(f"{address}/bewezen", data=NAME)
    assert refused.status_code == 422
    assert dutch(Trouble.TAKEN.word) in refused.text
    assert Page(refused.text).typed("name") == ["Noor"]
    assert (roles(providers.session), get_person_by_email(providers.session, EMAIL)) == ([], None)
    assert visitor.post(address, data=SIGN_UP).status_code == 303
    assert roles(providers.session) == [Role.MEMBER]


def test_a_form_that_is_not_filled_in_leaves_it_usable(
    visitors: Visitors, providers: Providers, real: RealProvider, settings: Settings
) -> None:
    providers.add(real.issuer)
    invitation = invite(providers.world)
    address, visitor = address_of(settings, invitation), visitors[None]
    _prove(providers, visitor, invitation, "noor-at-work")
    refused = visitor.post(f"{address}/bewezen", data={"name": ""})
    assert refused.status_code == 422
    assert "Vul je naam in" in refused.text
    assert visitor.post(f"{address}/bewezen", data=NAME).headers["location"] == "/mijn-werk"


def _other_browser(providers: Providers, visitor: TestClient) -> None:
    visitor.cookies.set("__Host-ronde", provider_commands.new_browser())


def _too_late(providers: Providers, visitor: TestClient) -> None:
    proof = providers.session.exec(select(ProviderProof)).one()
    proof.shown_at = clock.now() - proof_commands.LASTS
    providers.session.commit()


def _switched_off(providers: Providers, visitor: TestClient) -> None:
    providers.session.exec(select(Provider)).one().is_active = False
    providers.session.commit()


def _of_another_organisation(providers: Providers, visitor: TestClient) -> None:
    provider = providers.session.exec(select(Provider)).one()
    provider.organisation_id = providers.world.organisation("Gemeente Eemsdelta").id
    providers.session.commit()


@pytest.mark.parametrize(
    "spoil", [_other_browser, _too_late, _switched_off, _of_another_organisation]
)
def test_what_was_shown_elsewhere_or_long_ago_counts_for_nothing(
    visitors: Visitors,
    providers: Providers,
    real: RealProvider,
    settings: Settings,
    spoil: Callable[[Providers, TestClient], None],
) -> None:
    providers.add(real.issuer)
    invitation = invite(providers.world)
    address, visitor = address_of(settings, invitation), visitors[None]
    _prove(providers, visitor, invitation, "noor-at-work")
    spoil(providers, visitor)
    refused = visitor.post(f"{address}/bewezen", data=NAME)
    assert refused.status_code == 422
    assert "te lang geduurd" in refused.text
    assert Page(refused.text).typed("password") == [""]  # the other way in is on the page again
    assert (ties(providers.session), roles(providers.session)) == ({}, [])


def test_what_was_shown_for_one_invitation_counts_for_no_other(
    visitors: Visitors, providers: Providers, real: RealProvider, settings: Settings
) -> None:
    providers.add(real.issuer)
    first, second = invite(providers.world), invite(providers.world, "noa@nieuw.example")
    visitor = visitors[None]
    _prove(providers, visitor, first, "noor-at-work")
    refused = visitor.post(f"{address_of(settings, second)}/bewezen", data=NAME)
    assert refused.status_code == 422
    assert ties(providers.session) == {}


def test_a_dead_invitation_leads_nobody_to_a_provider(
    visitors: Visitors, providers: Providers, real: RealProvider, settings: Settings
) -> None:
    providers.add(real.issuer)
    invitation = invite(providers.world)
    address, stranger = address_of(settings, invitation), visitors[None]
    assert stranger.post(f"{address}/via/andere_vr01").status_code == 404
    invitation.withdrawn_at = clock.now()
    providers.session.commit()
    assert stranger.post(f"{address}/via/{SLUG}").headers["location"] == address
    # And one that died meanwhile is said to be dead.
    _prove(providers, stranger, invitation, "noor-at-work")
    assert stranger.post(f"{address}/bewezen", data=NAME).headers["location"] == address
    assert ties(providers.session) == {}


def test_the_same_link_finished_twice_at_once_is_one_membership(
    real_engine: Engine, settings: Settings
) -> None:
    with Session(real_engine, expire_on_commit=False) as session:
        world = World(session)
        invitation = invite(world)
        provider = Provider(
            slug=SLUG,
            name="Werk",
            region_code="VR01",
            issuer="https://werk.example",
            client_id="x",
            authentication=ClientAuthentication.SECRET,
        )
        session.add(provider)
        session.flush()
        for secret in ("a", "b", "c"):
            begun = ProviderRound(
                state_hash=secret.encode(),
                browser_hash=token_hash(secret),
                provider_id=provider.id,
                purpose_hash=token_hash(f"invitation:{invitation.id}"),
            )
            proven = Proven(provider.issuer, "noor-at-work")
            proof_commands.keep_proof(session, queries.known(provider), begun, proven)
        session.commit()
    token = address_of(settings, invitation).rpartition("/")[2]

    def finishing(secret: str) -> Callable[[Session], None]:
        def do(session: Session) -> None:
            link = member_queries.get_link(session, settings, token, lock=True)
            given = proven_commands.ProvenSignUp(name="Noor")
            proven_commands.sign_up(session, NOBODY, link, secret, given)

        return do

    done = at_once(real_engine, *(finishing(secret) for secret in "abc"))
    assert done == ["Conflict", "Conflict", "done"]
    with Session(real_engine) as session:
        assert (ties(session), roles(session)) == ({EMAIL: "noor-at-work"}, [Role.MEMBER])
