"""The page of the picture: three questions, each with its sentence and its tables."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import clock, errors
from app.core.policy import require
from app.dossier import group_labels, role_queries
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.interpretations import policy as interpretation_policy, queries as interpretation_queries
from app.picture import (
    axis_queries,
    charts,
    definitions,
    drawer,
    effect_queries,
    filters as picture_filters,
    funnel_queries,
    group_queries,
    help_labels,
    labels,
    place_size_queries,
    policy,
    spread_queries,
    support_queries,
)
from app.releases import policy as release_policy
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/beeld")

FiltersForm = Annotated[
    Form[picture_filters.PictureFilters], Depends(from_address(picture_filters.PictureFilters))
]


@router.get("", name="picture:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    require(policy.may_read(actor))
    drawer.DRAWER.wake()
    choices = picture_filters.PictureChoices.for_reading(session, actor)
    try:
        given = form.parse()
        shown = _shown(session, actor, given, choices)
    except errors.Invalid as problem:
        form.refuse(problem)
        return view.page(
            "picture/index.html",
            status=422,
            form=form,
            choices=choices,
            span=None,
            may_read_releases=release_policy.may_read(actor),
        )
    return view.page(
        "picture/index.html",
        fragments=("picture_results",),
        form=form,
        choices=choices,
        newest=interpretation_queries.find_newest(
            session, actor, municipality=given.municipality, crisis=given.crisis
        ),
        interpreting=form.chosen() if interpretation_policy.may_interpret(actor) else None,
        may_read_releases=release_policy.may_read(actor),
        **shown,
    )


def _shown(
    session: Session,
    actor: Actor,
    given: picture_filters.PictureFilters,
    choices: picture_filters.PictureChoices,
) -> dict[str, Any]:
    """What the three questions show, in a few queries whatever there is."""
    given.refuse_unknown(choices.reference)
    span = given.read_span()
    signals = given.of_signals(span)
    themes = [theme.value for theme in choices.reference.themes]
    effects = effect_queries.find_effects(session, actor, signals, span, themes)
    support = support_queries.find_support(session, actor, signals, span)
    signal_map = group_queries.find_signal_map(session, actor, signals)
    need_map = group_queries.find_need_map(session, actor, given.of_needs())
    place_sizes = place_size_queries.find_place_sizes(session, actor, given.of_needs())
    about = role_queries.RoleFilters(municipality=given.municipality)
    roles = role_queries.missing_first(
        role_queries.find_roles(session, actor, about, need_map.asking)
    )
    funnel = funnel_queries.find_funnel(session, actor, given.of_steps(span))
    spread = spread_queries.find_spread(session, actor, given.municipality)
    return {
        "given": given,
        "define": definitions,
        "draw": charts,
        "span": span,
        "now": clock.now(),
        "places": given.places_in(choices.reference),
        "effects": effects,
        "crises": axis_queries.find_crises(session, actor, span, given.crisis),
        "support": support,
        "support_theme": support_queries.THEME,
        "says_support": labels.say_support(support),
        "halves": labels.say_halves,
        "says_effects": labels.say_effects(effects, choices.label),
        "signal_map": signal_map,
        "says_groups": labels.say_groups(signal_map, choices.label),
        "need_map": need_map,
        "says_needs": labels.say_needs(need_map),
        "days_words": group_labels.days_words,
        "place_sizes": place_sizes,
        "says_sizes": labels.say_sizes(place_sizes),
        "roles": roles,
        "shade": group_queries.shade,
        "kinds": role_queries.KINDS,
        "says_partners": labels.say_partners(roles, choices.label),
        "funnel": funnel,
        "says_funnel": help_labels.say_funnel(funnel),
        "say_days": help_labels.say_days,
        "median_from": funnel_queries.MEDIAN_FROM,
        "spread": spread,
        "says_spread": help_labels.say_spread(spread.everybody),
    }
