"""The routers of all slices, in the order in which a request is held against them."""

from collections.abc import Iterator

from starlette.routing import BaseRoute

from app.account import address_routes as own_address, routes as account
from app.actions import (
    lesson_routes as action_lessons,
    match_routes as action_matches,
    partner_routes as action_partners,
    public_routes as public_actions,
    routes as actions,
    step_routes as action_steps,
)
from app.background import routes as background
from app.board import routes as board
from app.crises import measure_routes as measures, routes as crises
from app.dossier import (
    admissions as admission_pages,
    calls as call_pages,
    claims as claim_pages,
    group_list as group_list_pages,
    groups as group_pages,
    matches as match_pages,
    mergers as merger_pages,
    need_list as need_list_pages,
    need_mergers as need_merger_pages,
    needs as need_pages,
    offers as offer_pages,
    organisations as organisation_pages,
    pairs as pair_pages,
    partner_list as partner_pages,
    profiles as profile_pages,
    registrations as registration_pages,
    signals as signal_pages,
    twins as twin_pages,
)
from app.exports import routes as exports
from app.filters import routes as filters
from app.identity import routes as identity
from app.imports import routes as imports
from app.live import routes as live
from app.members import invitation_routes as invitations, routes as members
from app.messages import follow_routes as follows, inbox_routes as inbox, routes as messages
from app.needs import routes as needs
from app.neighbours import routes as neighbours
from app.offers import routes as offers
from app.passwords import routes as passwords
from app.picture import (
    chart_routes,
    interpretations,
    open_data_routes,
    public_routes,
    release_routes,
    routes as picture,
)
from app.planning import routes as planning
from app.post import routes as post
from app.privacy import own_data_routes as own_data, routes as trail
from app.providers import (
    account_routes as own_providers,
    last_step_routes as last_step,
    management_routes as managed_providers,
    routes as providers,
)
from app.region import routes as region
from app.reports import routes as reports
from app.resilience import routes as resilience
from app.review import routes as review, suggestions as review_suggestions
from app.rights import routes as rights
from app.search import routes as search
from app.second_factors import (
    passkey_routes as passkeys,
    reset_routes as factor_resets,
    routes as factors,
    step_routes as second_steps,
)
from app.signals import list_routes as signal_list, routes as signals
from app.site import draft_routes as drafts, routes as site
from app.suggestions import routes as matching
from app.target_groups import routes as target_groups
from app.work import routes as work

# A request is held against one after the other: what is asked most stands first.
ROUTERS = (
    site.router,
    work.router,
    search.router,
    exports.router,  # before the pages whose last part is an id
    board.router,
    neighbours.router,
    review_suggestions.router,
    review.router,
    planning.router,
    need_list_pages.router,
    twin_pages.router,
    call_pages.router,
    needs.router,
    need_pages.router,
    need_merger_pages.router,
    offers.router,
    offer_pages.router,
    claim_pages.router,
    partner_pages.router,
    organisation_pages.router,
    profile_pages.router,
    merger_pages.router,
    admission_pages.router,
    members.router,
    group_list_pages.router,
    target_groups.router,
    group_pages.router,
    pair_pages.router,
    matching.router,
    match_pages.router,
    action_lessons.router,
    public_actions.router,
    actions.router,
    action_partners.router,
    action_steps.router,
    action_matches.router,
    picture.router,
    release_routes.router,
    public_routes.router,
    open_data_routes.router,
    chart_routes.router,
    interpretations.router,
    reports.router,
    resilience.router,
    drafts.router,
    live.router,
    signals.router,
    signal_list.router,
    signal_pages.router,
    registration_pages.router,
    filters.router,
    identity.router,
    passwords.router,
    second_steps.router,
    factors.router,
    passkeys.router,
    factor_resets.router,
    last_step.router,
    providers.router,
    own_providers.router,
    invitations.router,
    account.router,
    own_address.router,
    own_data.router,
    messages.router,
    inbox.router,
    follows.router,
    imports.router,
    region.router,
    trail.router,
    rights.router,
    crises.router,
    measures.router,
    managed_providers.router,
    post.router,
    background.router,
    site.last_router,
)


def find_routes() -> Iterator[BaseRoute]:
    """The route of every page."""
    return (route for router in ROUTERS for route in router.routes)
