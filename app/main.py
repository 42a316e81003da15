"""Wiring: settings, engine, templates and middleware. Served by `uvicorn --factory
app.main:create`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.types import ASGIApp

from app import routers
from app.core import allocator, db, errors, installation, jobs, logs, setting_rules
from app.core.i18n import mark
from app.core.settings import Settings, get_settings
from app.demo.cast import demo_cast
from app.identity import routes as identity
from app.imports import routes as imports
from app.language.texts import warm_up_beside
from app.live import hall, listener
from app.privacy import policy as privacy_policy
from app.providers import (
    last_step_routes as last_step,
    metadata as provider_metadata,
    queries as provider_queries,
)
from app.region import policy as region_policy
from app.search import queries as search_queries
from app.second_factors import deps as second_factors
from app.site import elsewhere_queries
from app.subscribers import connect
from app.web import (
    addresses,
    compression,
    middleware,
    one_thread,
    paths,
    problems,
    request_log,
    templates,
)
from app.web.back import Way
from app.web.frame import NavItem
from app.work.queries import count_work

log = logging.getLogger(__name__)

NAV = (
    NavItem(
        "work:index",
        mark("My work"),
        "clock",
        "/mijn-werk",
        is_for=lambda actor: True,
        count=count_work,
    ),
    NavItem("board:index", mark("Board"), "bord", "/bord"),
    NavItem("needs:index", mark("Needs"), "need", "/behoeften"),
    NavItem("offers:index", mark("Offers"), "offer", "/aanbod"),
    NavItem("actions:index", mark("Actions"), "arrow-right", "/acties"),
    NavItem("groups:index", mark("Target groups"), "people", "/doelgroepen"),
    NavItem("organisations:index", mark("Network"), "organisation", "/netwerk"),
    NavItem("picture:index", mark("Picture"), "stack", "/beeld"),
    NavItem("resilience:index", mark("Resilience"), "heart", "/veerkracht"),
    NavItem("signals:index", mark("Signals"), "flag", "/signalen"),
    NavItem("region:index", mark("Management"), "lock", "/beheer", is_for=region_policy.may_manage),
    NavItem(
        "trail:index", mark("Trail"), "lock", "/beheer/logboek", is_for=privacy_policy.only_reads
    ),
    NavItem(
        "rights:index", mark("Rights"), "lock", "/beheer/rechten", is_for=privacy_policy.only_reads
    ),
)
# From where somebody came to a page and wants to go back to, with its filters and its order.
_THINGS = frozenset({"needs:show", "offers:show", "matches:show", "actions:show"})
_MATCHES = frozenset({"matches:show"})
WAYS_BACK = {
    "work:index": Way(mark("My work")),
    "board:index": Way(mark("To the board")),
    "search:index": Way(mark("What was found")),
    "needs:index": Way(mark("All needs"), with_filters=mark("Back to your list")),
    "offers:index": Way(mark("All offers"), with_filters=mark("Back to your list")),
    "actions:index": Way(mark("All actions"), with_filters=mark("Back to your list")),
    "groups:index": Way(mark("All target groups"), with_filters=mark("Back to your list")),
    "groups:show": Way(mark("To the target group"), to=_THINGS),
    "resilience:index": Way(mark("All examples"), with_filters=mark("Back to your list")),
    "picture:index": Way(mark("To the picture")),
    "organisations:index": Way(mark("Network"), with_filters=mark("Back to your list")),
    "signals:index": Way(mark("All signals"), with_filters=mark("Back to your list")),
    "organisations:show": Way(mark("To the organisation"), to=_THINGS),
    "plans:show": Way(mark("To the plan"), to=_THINGS),
    "needs:show": Way(mark("To the need"), to=_MATCHES),
    "offers:show": Way(mark("To the offer"), to=_MATCHES),
    "actions:show": Way(mark("To the action"), to=_MATCHES),
}
FOOTER = (
    NavItem("site:help", mark("Help"), "", ""),
    NavItem("site:accessibility", mark("Accessibility"), "", ""),
    NavItem("site:formulas", mark("How Schakelbord calculates"), "", ""),
    NavItem("site:privacy", mark("Privacy: no data about people in need"), "", ""),
)


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """The application without the outermost layer. Tests pass their own engine."""
    engine = engine or installation.watch(db.make_engine(settings), settings.mode)
    connect()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        warm_up_beside()
        heard = listener.listen(listener.address_of(settings), app.state.hall.hear)
        watching = [asyncio.create_task(heard), asyncio.create_task(app.state.hall.work())]
        yield
        for task in watching:
            task.cancel()
        app.state.engine.dispose()

    app = FastAPI(
        title="Schakelbord",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    static_root = f"/static/{templates.tree_digest(templates.STATIC)}"
    app.mount(static_root, templates.ImmutableFiles(directory=templates.STATIC), name="static")
    app.router.routes += one_thread.serve(routers.find_routes())
    app.state.settings, app.state.engine = settings, engine
    app.state.hall = hall.Hall()
    app.state.paths = paths.Paths(routers.find_routes())
    app.state.templates = templates.make_environment(static_root, app.state.paths)
    app.state.second_step = second_factors
    app.state.last_step = last_step
    app.state.find_doors = provider_queries.find_doors
    app.state.provider_book = provider_metadata.Book(settings)
    app.state.mend = search_queries.mend
    app.state.elsewhere = elsewhere_queries
    app.state.nav = NAV
    app.state.footer = FOOTER
    app.state.ways_back = WAYS_BACK
    app.state.demo_cast = demo_cast() if settings.is_demo else ()
    jobs.use_engine(engine)
    problems.install(app)
    app.add_exception_handler(problems.SignInNeeded, identity.ask_to_sign_in)
    app.add_middleware(
        middleware.BodyLimit,
        limit=settings.body_limit_bytes,
        by_path={app.state.paths.build("imports:new", {})[0]: imports.BODY_LIMIT},
        open_bodies=settings.open_bodies,
        refuse=problems.too_slow,
    )
    app.add_middleware(
        middleware.SameOriginOnly,
        refuse=problems.refuse_other_origin,
        back_doors="/uitloggen/achterdeur/",
    )
    app.add_middleware(middleware.Language)
    app.add_middleware(compression.Compression)
    app.add_middleware(middleware.AcceptedEncodings)
    app.add_middleware(middleware.HeadAsGet)
    app.add_middleware(middleware.ReadablePath)
    app.add_middleware(
        addresses.TrustedProxies, networks=setting_rules.words(settings.trusted_proxies)
    )
    return app


def create() -> ASGIApp:
    """What a server runs."""
    allocator.share_one_arena()
    try:
        settings = get_settings()
        assert settings.signing_key  # refused here too, for who starts a server by hand
        logs.write_to_standard_error(settings.log_level)
        return outermost(create_app(settings), settings)
    except errors.Refused as problem:
        raise SystemExit(f"schakelbord: {problem}") from None


def outermost(app: FastAPI, settings: Settings) -> ASGIApp:
    """Round a server's application: its names, headers on every answer, also a 500, and the log."""
    names = setting_rules.words(settings.allowed_hosts)
    if names or settings.is_demo:
        app.add_middleware(
            addresses.KnownHosts,
            names=(*names, settings.host) if settings.is_demo else names,
            refuse=problems.refuse_unknown_host,
            at_home=settings.is_demo,
        )
    else:
        log.warning(
            "SCHAKELBORD_ALLOWED_HOSTS is not set: this server answers at every name that "
            "somebody points at it"
        )
    return request_log.RequestLog(middleware.CrashesEndHere(middleware.SecurityHeaders(app)))
