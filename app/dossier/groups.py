"""The page of a target group: how it fares, what hits it, who helps and who is missing."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.i18n import mark
from app.core.policy import asks
from app.core.words import Choice
from app.dossier.group_labels import days_words, how_it_fares, people_words
from app.dossier.group_queries import (
    EXPECTED_KINDS,
    OpenNeeds,
    Partner,
    count_kinds_of_help,
    count_open_needs,
    days_since,
    find_actions,
    find_partners,
)
from app.dossier.stacking_queries import find_stackings
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.needs.forms import NeedChoices
from app.needs.queries import NeedFilters, StatusFilter, find_needs
from app.offers.queries import find_published_for
from app.reference.models import OrganisationKind
from app.target_groups.estimate_commands import EstimateInput, add_estimate
from app.target_groups.events import trail_id
from app.target_groups.labels import EVENT_WORDS
from app.target_groups.models import ALL_RESIDENTS
from app.target_groups.policy import GroupPolicy, may_estimate, may_estimate_in, sizing_seats
from app.target_groups.queries import Group, Size, find_sizes, get_group, total_of
from app.web.acting import Page
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import ViewDep, notice

router = APIRouter(prefix="/doelgroepen")

MOST_NEEDS = 6
MOST_OFFERS = 6

SIZED = notice("group_sized", mark("The size is written down. The earlier ones are kept."))

SizeForm = Annotated[Form[EstimateInput], Depends(submitted(EstimateInput))]


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


@asks(may_estimate)
def _add_size(session: Session, actor: Actor, group: Group, given: EstimateInput) -> None:
    """The group of the path stands in the form as well."""
    add_estimate(session, actor, given)


def shown_group(session: Session, actor: Actor, group: Group) -> dict[str, Any]:
    """What the page of a group shows, in a fixed number of queries."""
    choices = NeedChoices.for_reading(session, actor)
    numbers = count_open_needs(session, actor, [], group=group.slug).get(group.slug, OpenNeeds())
    sizes = _by_place(find_sizes(session, actor, groups=[group.slug], with_history=True))
    people, is_all = total_of([place.newest for place in sizes])
    partners = find_partners(session, actor, group.slug)
    stackings = find_stackings(session, actor, groups=[group.slug])
    wanted = NeedFilters(status=StatusFilter.OPEN, target_group=group.slug)
    region = group.region_code or (actor.regions[0] if actor.regions else "")
    may = GroupPolicy(actor, group)
    return {
        "group": group,
        "choices": choices,
        "may": may,
        "numbers": numbers,
        "fares": how_it_fares(
            numbers, people, is_all, [choices.label(s.municipality_code) for s in stackings]
        ),
        "days_since": days_since,
        "days_words": days_words,
        "people_words": people_words,
        "sizes": sizes,
        "people": people,
        "is_all": is_all,
        "themes": _themes(choices, count_kinds_of_help(session, actor, group.slug)),
        "needs": find_needs(session, actor, wanted, size=MOST_NEEDS),
        "offers": find_published_for(session, actor, group.slug, limit=MOST_OFFERS),
        "for_all": find_published_for(session, actor, ALL_RESIDENTS, limit=MOST_OFFERS)
        if group.slug != ALL_RESIDENTS
        else [],
        "most_offers": MOST_OFFERS,
        "partners": [(kind.word, _of_kind(partners, kind)) for kind in _kinds(partners)],
        "missing": [kind.word for kind in EXPECTED_KINDS if not _of_kind(partners, kind)],
        "stackings": stackings,
        "actions": find_actions(session, actor, group.slug),
        "may_size": may_estimate(actor),
        "size_places": _size_places(actor, choices),
        "sizing": blank(EstimateInput),
        "opened": False,
        "entries": find_timeline(
            session, trail_id(region, group.slug), EVENT_WORDS, with_names=may.seat is not None
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


def _themes(choices: NeedChoices, kinds: dict[str, int]) -> list[ThemeCount]:
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


def _kinds(partners: list[Partner]) -> list[OrganisationKind]:
    """The kinds that are there: those that a group should have first."""
    others = [kind for kind in OrganisationKind if kind not in EXPECTED_KINDS]
    return [kind for kind in (*EXPECTED_KINDS, *others) if _of_kind(partners, kind)]


def _of_kind(partners: list[Partner], kind: OrganisationKind) -> list[Partner]:
    return [partner for partner in partners if partner.kind is kind]


def _size_places(actor: Actor, choices: NeedChoices) -> list[Choice]:
    """The municipalities for which the actor writes sizes down."""
    seats = sizing_seats(actor)
    return [
        c
        for c in choices.reference.municipalities
        if any(may_estimate_in(seat, c.value) for seat in seats)
    ]
