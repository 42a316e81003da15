"""Pages of management: how a region works, and what its suggestions weigh."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.reference.queries import get_settings
from app.region import commands
from app.region.commands import RegionInput, WeightsInput
from app.region.forms import kinds, typed_of
from app.region.labels import SETTINGS_WORDS, WEIGHTS_WORDS, move_label, term_words, threshold_words
from app.region.policy import RegionPolicy
from app.region.preview import Comparison, compare
from app.region.queries import count_lists
from app.region.weights import is_national, national_points, points_of, share_of, weights_of
from app.scoring.terms import Weights
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import ViewDep, notice

router = APIRouter(prefix="/beheer")

SAVED = notice("region_saved", mark("The settings are saved. They count from now on."))
WEIGHED = notice(
    "region_weighed", mark("The numbers are saved. Suggestions follow them from now on.")
)
RESET = notice("region_reset", mark("The national numbers count again."))

RegionForm = Annotated[Form[RegionInput], Depends(submitted(RegionInput))]
WeightsForm = Annotated[Form[WeightsInput], Depends(submitted(WeightsInput))]


@router.get("", name="region:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(RegionPolicy(actor).manage)
    settings = (
        get_settings(session, RegionPolicy(actor).seat.region_code)
        if RegionPolicy(actor).change
        else None
    )
    lists = count_lists(session, RegionPolicy(actor).kept_region)
    return view.page(
        "region/index.html",
        settings=settings,
        is_national=settings is not None and is_national(settings),
        lists=lists,
    )


@router.get("/regio", name="region:settings")
def settings_page(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(RegionPolicy(actor).change)
    settings = get_settings(session, RegionPolicy(actor).seat.region_code)
    form = blank(RegionInput, **typed_of(settings))
    return view.page("region/settings.html", form=form, **_settings_shown(session, actor))


@router.post("/regio", name="region:save_settings")
def save_settings(
    view: ViewDep, session: SessionDep, actor: ActorDep, form: RegionForm
) -> Response:
    require(RegionPolicy(actor).change)
    try:
        commands.change_region(session, actor, form.parse())
    except Invalid as problem:
        return view.invalid(
            "region/settings.html", form, problem, **_settings_shown(session, actor)
        )
    return view.redirect(view.url("region:settings"), said=SAVED)


@router.get("/koppelen", name="region:weights")
def weights_page(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(RegionPolicy(actor).change)
    settings = get_settings(session, RegionPolicy(actor).seat.region_code)
    form = blank(WeightsInput, **points_of(settings))
    return view.page("region/weights.html", form=form, **_weights_shown(session, actor))


@router.post("/koppelen/voorbeeld", name="region:preview_weights")
def preview_weights(
    view: ViewDep, session: SessionDep, actor: ActorDep, form: WeightsForm
) -> Response:
    require(RegionPolicy(actor).change)
    block = ("region_weights",)
    try:
        given = form.parse()
        commands.check_weights(given)
    except Invalid as problem:
        shown = _weights_shown(session, actor)
        return view.invalid("region/weights.html", form, problem, fragments=block, **shown)
    region = RegionPolicy(actor).seat.region_code
    weights, threshold = Weights(**weights_of(given.points)), share_of(given.suggestion_threshold)
    effect = compare(session, actor, region, weights, threshold)
    return view.page(
        "region/weights.html", fragments=block, form=form, **_weights_shown(session, actor, effect)
    )


@router.post("/koppelen", name="region:save_weights")
def save_weights(
    view: ViewDep, session: SessionDep, actor: ActorDep, form: WeightsForm
) -> Response:
    require(RegionPolicy(actor).change)
    try:
        commands.change_weights(session, actor, form.parse())
    except Invalid as problem:
        return view.invalid("region/weights.html", form, problem, **_weights_shown(session, actor))
    return view.redirect(view.url("region:weights"), said=WEIGHED)


@router.post("/koppelen/standaard", name="region:reset_weights")
def reset_weights(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    commands.reset_weights(session, actor)
    return view.redirect(view.url("region:weights"), said=RESET)


def _settings_shown(session: Session, actor: Actor) -> dict[str, Any]:
    seat = RegionPolicy(actor).seat
    return {
        "version": get_settings(session, seat.region_code).version,
        "kinds": kinds(),
        "entries": find_timeline(session, seat.organisation_id, SETTINGS_WORDS, with_names=True),
    }


def _weights_shown(
    session: Session, actor: Actor, effect: list[Comparison] | None = None
) -> dict[str, Any]:
    seat = RegionPolicy(actor).seat
    settings = get_settings(session, seat.region_code)
    terms, thresholds = term_words(), threshold_words()
    return {
        "version": settings.version,
        "is_national": is_national(settings),
        "national": national_points(),
        "terms": terms,
        "thresholds": thresholds,
        "names": {name: words.label for name, words in (terms | thresholds).items()},
        "effect": effect,
        "move_label": move_label,
        "entries": find_timeline(session, seat.organisation_id, WEIGHTS_WORDS, with_names=True),
    }
