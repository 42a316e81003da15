"""The page of a target group: how it fares, what hits it, who helps and who is missing."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.i18n import mark
from app.core.policy import asks
from app.core.words import Choice
from app.dossier import group_action_queries, group_labels, group_queries
from app.follows import queries as follow_queries
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.matches import arrival_queries
from app.needs import forms as need_forms, group_queries as need_queries
from app.offers.group_queries import find_published_for
from app.reference.models import OrganisationKind
from app.target_groups import (
    estimate_commands,
    events as group_events,
    fields as group_fields,
    models as group_models,
    policy as group_policy,
)
from app.target_groups.labels import EVENT_WORDS
from app.target_groups.queries import Group, get_group
from app.target_groups.size_queries import Size, find_sizes, total_of
from app.web import Form, Page, SessionDep, ViewDep, blank, notice, submitted

router = APIRouter(prefix="/doelgroepen")

MOST_NEEDS = 6
MOST_OFFERS = 6

SIZED = notice("group_sized", mark("The size is written down. The earlier ones are kept."))

SizeForm = Annotated[
    Form[group_fields.EstimateInput], Depends(submitted(group_fields.EstimateInput))
]


@dataclass(frozen=True)
class PlaceSizes:
    """The size in a municipality: the one that counts, and those before it, the newest first."""

    newest: Size
    earlier: list[Size]


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A life domain, and how many open needs of the group ask for help in it."""

    theme: str
    label: str
    needs: int


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep, slug: str) -> Page[Group]:
    """The page of the group of the path. A size that is written down changes nothing of it."""
    read = partial(get_group, session, actor, slug)
    return Page(
        view,
        session,
        actor,
        read=read,
        lock=read,
        template="groups/show.html",
        address=view.url("groups:show", slug=slug),
        shown=partial(shown_group, session, actor),
    )


PageDep = Annotated[Page[Group], Depends(page_of)]


@router.get("/{slug}", name="groups:show")
def show(page: PageDep) -> Response:
    if page.thing.merged_into is not None:
        return page.view.redirect(page.view.url("groups:show", slug=page.thing.merged_into))
    return page.open()


@router.post("/{slug}/omvang", name="groups:add_size")
def add_size(page: PageDep, slug: str, form: SizeForm) -> Response:
    form.put("target_group", slug)
    return page.do(_add_size, form=form, name="sizing", said=SIZED, then=page.address)


@asks(
    lambda actor, group: (
        group_policy.may_estimate(actor) and group_policy.GroupPolicy(actor, group).lives
    )
)
def _add_size(
    session: Session, actor: Actor, group: Group, given: group_fields.EstimateInput
) -> None:
    """The group of the path stands in the form as well."""
    estimate_commands.add_estimate(session, actor, given)


def shown_group(session: Session, actor: Actor, group: Group) -> dict[str, Any]:
    """What the page of a group shows, in a fixed number of queries."""
    choices = need_forms.NeedChoices.for_reading(session, actor)
    fares = group_queries.get_fares(session, actor, group.slug)
    sizes = _by_place(find_sizes(session, actor, groups=[group.slug], with_history=True))
    people, is_all = total_of([place.newest for place in sizes])
    partners = group_queries.find_partners(session, actor, group.slug)
    offers = find_published_for(
        session, actor, {group.slug, group_models.ALL_RESIDENTS}, limit=MOST_OFFERS
    )
    region = group.region_code or (actor.regions[0] if actor.regions else "")
    may = group_policy.GroupPolicy(actor, group)
    return {
        "group": group,
        "choices": choices,
        "follow_of": follow_queries.find_follow(session, actor, group=group.slug),
        "may": may,
        "numbers": fares.needs,
        "median": fares.median,
        "fares": group_labels.how_it_fares(
            fares.needs,
            people,
            is_all,
            [choices.label(s.municipality_code) for s in fares.stackings],
        ),
        "days_since": group_queries.days_since,
        "days_words": group_labels.days_words,
        "people_words": group_labels.people_words,
        "sizes": sizes,
        "people": people,
        "is_all": is_all,
        "themes": _themes(choices, fares.kinds),
        "needs": arrival_queries.with_arrivals(
            session,
            actor,
            need_queries.find_open_for(
                # Nobody looks on for more than there are.
                session,
                actor,
                group.slug,
                limit=min(MOST_NEEDS, fares.needs.count),
            ),
        ),
        "offers": offers[group.slug],
        "for_all": offers[group_models.ALL_RESIDENTS]
        if group.slug != group_models.ALL_RESIDENTS
        else [],
        "most_offers": MOST_OFFERS,
        "partners": [(kind.word, _of_kind(partners, kind)) for kind in _kinds(partners)],
        "missing": [
            kind.word for kind in group_queries.EXPECTED_KINDS if not _of_kind(partners, kind)
        ],
        "stackings": fares.stackings,
        "actions": group_action_queries.find_actions(session, actor, group.slug),
        "may_size": group_policy.may_estimate(actor),
        "size_places": _size_places(actor, choices),
        "sizing": blank(group_fields.EstimateInput),
        "opened": False,
        "entries": find_timeline(
            session,
            group_events.trail_id(region, group.slug),
            EVENT_WORDS,
            with_names=may.seat is not None,
        ),
    }


def _by_place(sizes: list[Size]) -> list[PlaceSizes]:
    """Sizes as `find_sizes` orders them, put together by municipality, the largest first."""
    places: dict[str, list[Size]] = {}
    for size in sizes:
        places.setdefault(size.municipality_code, []).append(size)
    found = [PlaceSizes(newest, earlier) for newest, *earlier in places.values()]
    return sorted(
        found, key=lambda place: (-(place.newest.people or 0), place.newest.municipality_code)
    )


def _themes(choices: need_forms.NeedChoices, kinds: dict[str, int]) -> list[ThemeCount]:
    """The life domains of the help that is asked for, the most asked first."""
    counts: dict[str, int] = {}
    for choice in choices.reference.support_types:
        for theme in choice.themes:
            counts[theme] = counts.get(theme, 0) + kinds.get(choice.value, 0)
    found = [
        ThemeCount(theme, choices.label(theme), number)
        for theme, number in counts.items()
        if number
    ]
    return sorted(found, key=lambda count: (-count.needs, count.label))


def _kinds(partners: list[group_queries.Partner]) -> list[OrganisationKind]:
    """The kinds that are there: those that a group should have first."""
    others = [kind for kind in OrganisationKind if kind not in group_queries.EXPECTED_KINDS]
    return [kind for kind in (*group_queries.EXPECTED_KINDS, *others) if _of_kind(partners, kind)]


def _of_kind(
    partners: list[group_queries.Partner], kind: OrganisationKind
) -> list[group_queries.Partner]:
    return [partner for partner in partners if partner.kind is kind]


def _size_places(actor: Actor, choices: need_forms.NeedChoices) -> list[Choice]:
    """The municipalities for which the actor writes sizes down."""
    seats = group_policy.sizing_seats(actor)
    return [
        c
        for c in choices.reference.municipalities
        if any(group_policy.may_estimate_in(seat, c.value) for seat in seats)
    ]
