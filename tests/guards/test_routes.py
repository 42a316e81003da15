"""Every route is known, and knows its actor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.identity.deps import get_actor, open_to_everyone
from app.routers import ROUTERS

STORED = Path(__file__).with_name("routes.txt")

OPEN = {
    "site:home",
    "public:picture",
    "public:catalogue",
    "public:csv",
    "public:csvw",
    "board:live",
    "needs:live_list",
    "needs:live",
    "offers:live_list",
    "offers:live",
    "actions:live_list",
    "work:live",
    "signals:new",
    "signals:send",
    "signals:challenge",
    "signals:offer_help",
    "signals:send_help",
    "signals:find_receipt",
    "signals:receipt",
    "signals:take_back",
    "registrations:search",
    "registrations:new",
    "registrations:send",
    "registrations:standing",
    "claims:new",
    "claims:send",
    "claims:standing",
    "site:privacy",
    "site:accessibility",
    "site:formulas",
    "site:help",
    "language:switch",
    "language:chosen",
    "identity:sign_in",
    "identity:sign_in_password",
    "identity:sign_in_demo",
    # Half signed in, somebody shows their second factor, or sets their first one up.
    "passwords:forgotten",
    "passwords:ask",
    "passwords:choose",
    "passwords:set",
    "messages:refusing",
    "messages:refuse",
    "renewals:show",
    "renewals:renew",
    "renewals:end",
    "second_factors:step",
    "second_factors:show_code",
    "second_factors:stop",
    "second_factors:ask_passkey",
    "second_factors:sign_in_passkey",
    "second_factors:index",
    "second_factors:begin_app",
    "second_factors:prove",
    "second_factors:app",
    "second_factors:confirm_app",
    "second_factors:remove_app",
    "second_factors:make_codes",
    "second_factors:go_on",
    "second_factors:ask_new_passkey",
    "second_factors:add_passkey",
    "second_factors:remove_passkey",
    # Whoever has the link in a mail.
    "invitations:show",
    "invitations:sign_up",
    "invitations:join",
    "invitations:prove",
    "invitations:sign_up_proven",
    "identity:sign_out",
    "providers:last_step",
    "providers:go_last_step",
    "providers:sign_in",
    "providers:carry",
    "providers:back",
    "providers:back_channel",
    "site:unknown",
    "actions:public",
}
# These ask for nobody, not even a session: why.
WITHOUT_ACTOR = {
    "site:alive": "a load balancer asks whether the process answers; it must not need the database",
    "site:ready": "a load balancer asks whether the installation can be used",
    "site:security_txt": "RFC 9116: for whoever finds a weakness",
}


def routes() -> list[APIRoute]:
    found = [route for router in ROUTERS for route in router.routes]
    assert all(isinstance(route, APIRoute) for route in found)
    return [route for route in found if isinstance(route, APIRoute)]


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    yield dependant.call
    for part in dependant.dependencies:
        yield from _calls(part)


def test_every_route_knows_its_actor_or_says_it_is_open_to_everyone() -> None:
    unclear = {
        route.name
        for route in routes()
        if {get_actor, open_to_everyone}.isdisjoint(set(_calls(route.dependant)))
        and route.name not in WITHOUT_ACTOR
    }
    assert unclear == set()


def test_only_the_stored_routes_are_open_to_everyone() -> None:
    assert {route.name for route in routes() if open_to_everyone in _calls(route.dependant)} == OPEN
    assert not any(get_actor in _calls(route.dependant) for route in routes() if route.name in OPEN)


def test_the_routes_without_an_actor_exist_and_ask_for_none() -> None:
    named = {route.name: set(_calls(route.dependant)) for route in routes()}
    assert WITHOUT_ACTOR.keys() <= named.keys()
    for name in WITHOUT_ACTOR:
        assert {get_actor, open_to_everyone}.isdisjoint(named[name]), (
            f"{name} belongs in another list"
        )


def test_the_stored_list_of_routes_is_the_apps() -> None:
    actual = [
        f"{method:6} {route.path:36} {route.name}"
        for route in routes()
        for method in sorted(route.methods or ())
    ]
    assert STORED.read_text(encoding="utf-8").splitlines() == actual


def test_no_two_routes_share_a_name() -> None:
    names = [route.name for route in routes()]
    assert len(names) == len(set(names))
