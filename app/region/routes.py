"""Pages of management: how a region works, and what its suggestions weigh."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import words
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.reference import neighbour_queries
from app.reference.queries import get_settings
from app.region import commands, forms, labels, policy, preview, queries
from app.region.weights import is_national, national_points, points_of, share_of, weights_of
from app.scoring.terms import Weights
from app.web import Form, FormPage, SessionDep, ViewDep, blank, nothing, notice, opened, submitted

router = APIRouter(prefix="/beheer")

SAVED = notice("region_saved", mark("The settings are saved. They count from now on."))
WEIGHED = notice(
    "region_weighed", mark("The numbers are saved. Suggestions follow them from now on.")
)
RESET = notice("region_reset", mark("The national numbers count again."))

RegionForm = Annotated[Form[commands.RegionInput], Depends(submitted(commands.RegionInput))]
WeightsForm = Annotated[Form[commands.WeightsInput], Depends(submitted(commands.WeightsInput))]


@router.get("", name="region:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(policy.RegionPolicy(actor).manage)
    settings = (
        get_settings(session, policy.RegionPolicy(actor).seat.region_code)
        if policy.RegionPolicy(actor).change
        else None
    )
    lists = queries.count_lists(session, policy.RegionPolicy(actor).kept_region)
    return view.page(
        "region/index.html",
        settings=settings,
        is_national=settings is not None and is_national(settings),
        lists=lists,
    )


def settings_page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """How the region works."""
    shown = partial(_settings_shown, session, actor)
    return FormPage(
        view, session, actor, nothing, nothing, "region/settings.html", shown, keeps=True
    )


def weights_page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """What its suggestions weigh."""
    shown = partial(_weights_shown, session, actor)
    return FormPage(
        view,
        session,
        actor,
        nothing,
        nothing,
        "region/weights.html",
        shown,
        blocks=("region_weights",),
    )


SettingsPageDep = Annotated[FormPage[None], Depends(settings_page_of)]
WeightsPageDep = Annotated[FormPage[None], Depends(weights_page_of)]


@router.get("/regio", name="region:settings")
def settings_page(page: SettingsPageDep) -> Response:
    return page.open(commands.change_region)


@router.post("/regio", name="region:save_settings")
def save_settings(page: SettingsPageDep, form: RegionForm) -> Response:
    then = page.view.url("region:settings")
    return page.do(commands.change_region, form=form, then=then, said=SAVED)


@router.get("/koppelen", name="region:weights")
def weights_page(page: WeightsPageDep) -> Response:
    return page.open(commands.change_weights)


@router.post("/koppelen/voorbeeld", name="region:preview_weights")
def preview_weights(page: WeightsPageDep, form: WeightsForm) -> Response:
    to = partial(_previewed, page, form)
    return page.answer(commands.weigh, form=form, to=to, is_repeatable=True)


def _previewed(page: FormPage[None], form: WeightsForm, given: commands.WeightsInput) -> Response:
    region = policy.RegionPolicy(page.actor).seat.region_code
    weights, threshold = Weights(**weights_of(given.points)), share_of(given.suggestion_threshold)
    effect = preview.compare(page.session, page.actor, region, weights, threshold)
    shown = _weights_shown(page.session, page.actor, None, form, effect)
    return page.view.page(page.template, fragments=page.blocks, **shown)


@router.post("/koppelen", name="region:save_weights")
def save_weights(page: WeightsPageDep, form: WeightsForm) -> Response:
    then = page.view.url("region:weights")
    return page.do(commands.change_weights, form=form, then=then, said=WEIGHED)


@router.post("/koppelen/standaard", name="region:reset_weights")
def reset_weights(page: WeightsPageDep) -> Response:
    return page.do(commands.reset_weights, then=page.view.url("region:weights"), said=RESET)


def _settings_shown(
    session: Session, actor: Actor, _none: None, form: Form[Any] | None
) -> dict[str, Any]:
    seat = policy.RegionPolicy(actor).seat
    settings = get_settings(session, seat.region_code)
    regions = neighbour_queries.find_others(session, seat.region_code)
    return {
        "form": opened(
            commands.RegionInput, settings, form, label=partial(forms.label_of, regions)
        ),
        "version": settings.version,
        "kinds": forms.kinds(),
        "regions": [words.Choice(code, name) for code, name in regions.items()],
        "all_kinds": forms.all_kinds(),
        "entries": find_timeline(
            session, seat.organisation_id, labels.SETTINGS_WORDS, with_names=True
        ),
    }


def _weights_shown(
    session: Session,
    actor: Actor,
    _none: None,
    form: Form[Any] | None,
    effect: list[preview.Comparison] | None = None,
) -> dict[str, Any]:
    seat = policy.RegionPolicy(actor).seat
    settings = get_settings(session, seat.region_code)
    terms, thresholds = labels.term_words(), labels.threshold_words()
    return {
        "form": form or blank(commands.WeightsInput, **points_of(settings)),
        "version": settings.version,
        "is_national": is_national(settings),
        "national": national_points(),
        "terms": terms,
        "thresholds": thresholds,
        "names": {name: words.label for name, words in (terms | thresholds).items()},
        "effect": effect,
        "move_label": labels.move_label,
        "entries": find_timeline(
            session, seat.organisation_id, labels.WEIGHTS_WORDS, with_names=True
        ),
    }
