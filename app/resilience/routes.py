"""Pages of examples: the list with its map, the form, the example itself."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.identity.deps import ActorDep
from app.reference import region_map
from app.resilience import (
    adoption_commands,
    commands,
    deps,
    fields,
    forms,
    near_queries,
    place_queries,
    queries,
)
from app.resilience.models import ResilienceExample
from app.web import Form, SessionDep, ViewDep, back, from_address, notice, submitted

router = APIRouter(prefix="/veerkracht")

KEPT = notice("example_kept", mark("The draft is saved. Only your own organisation sees it."))
SHOWN = notice("example_shown", mark("The example is on show. Everybody in the region reads it."))
CHANGED = notice("example_changed", mark("The change to the example is saved."))
WITHDRAWN = notice("example_withdrawn", mark("The example is withdrawn. Others do not see it."))
LIKED = notice("example_liked", mark("You think well of this example."))
UNLIKED = notice("example_unliked", mark("Your appreciation is taken back."))
ADOPTED = notice("example_adopted", mark("Your organisation does this too. Others see that now."))
LEFT = notice("example_left", mark("Your organisation no longer does this."))

FiltersForm = Annotated[Form[queries.ExampleFilters], Depends(from_address(queries.ExampleFilters))]
NewForm = Annotated[Form[fields.NewExample], Depends(submitted(fields.NewExample))]
ChangeForm = Annotated[Form[fields.ExampleChange], Depends(submitted(fields.ExampleChange))]
LikingForm = Annotated[
    Form[forms.AppreciationFromPage], Depends(submitted(forms.AppreciationFromPage))
]
AdoptionForm = Annotated[Form[forms.AdoptionFromPage], Depends(submitted(forms.AdoptionFromPage))]
BackForm = Annotated[Form[forms.FromExamplePage], Depends(submitted(forms.FromExamplePage))]


@router.get("", name="resilience:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    choices = forms.ExampleChoices.for_reading(session, actor)
    choices.understand(form)
    find = partial(queries.find_examples, session, actor, size=view.page_size)
    status, typed, page = 200, "", None
    try:
        _filters, page, typed = view.find_meant(session, actor, form, find)
    except Invalid as problem:
        form, status = form.refuse(problem), 422
    aside: dict[str, Any] = {"near": [], "places": (), "map": None}
    if view.wanted_block is None:
        places = place_queries.find_places(session, actor)
        aside = {
            "near": near_queries.find_for_own_needs(session, actor),
            "places": places,
            "map": region_map.draw(places),
        }
    return view.page(
        "resilience/index.html",
        fragments=("example_results",) if status == 200 else (),
        status=status,
        form=form,
        page=page,
        typed=typed,
        choices=choices,
        **aside,
    )


@router.get("/nieuw", name="resilience:new")
def new(page: deps.NewFormDep) -> Response:
    return page.open(commands.write_example)


@router.post("", name="resilience:create")
def create(page: deps.NewFormDep, form: NewForm) -> Response:
    return page.do(
        commands.write_example,
        form=form,
        then=lambda example: page.view.url("resilience:show", example_id=example.id),
        said=lambda example: SHOWN if example.is_shown else KEPT,
    )


@router.get("/{example_id}", name="resilience:show")
def show(page: deps.PageDep) -> Response:
    return page.open()


@router.get("/{example_id}/wijzigen", name="resilience:edit")
def edit(page: deps.ExampleFormDep) -> Response:
    return page.open(commands.edit_example)


@router.post("/{example_id}", name="resilience:save")
def save(page: deps.ExampleFormDep, form: ChangeForm) -> Response:
    then = page.view.url("resilience:show", example_id=page.thing.id)
    return page.do(commands.edit_example, form=form, then=then, said=CHANGED)


@router.post("/{example_id}/tonen", name="resilience:publish")
def publish(page: deps.PageDep) -> Response:
    return page.do(commands.show_example, said=SHOWN)


@router.post("/{example_id}/intrekken", name="resilience:withdraw")
def withdraw(page: deps.PageDep) -> Response:
    # The team does not see what an organisation wrote and never showed.
    return page.do(commands.withdraw_example, said=WITHDRAWN)


@router.post("/{example_id}/mooi", name="resilience:appreciate")
def appreciate(page: deps.PageDep, form: LikingForm) -> Response:
    said = UNLIKED if form.value("value") == "0" else LIKED
    return page.do(
        adoption_commands.appreciate_example, form=form, said=said, then=_list_of(page, form)
    )


@router.post("/{example_id}/meedoen", name="resilience:adopt")
def adopt(page: deps.PageDep, form: AdoptionForm) -> Response:
    return page.do(
        adoption_commands.adopt_example,
        form=form,
        name="adopting",
        said=ADOPTED,
        then=_list_of(page, form),
    )


@router.post("/{example_id}/stoppen", name="resilience:leave")
def leave(page: deps.PageDep, form: BackForm) -> Response:
    then = _list_of(page, form)
    return page.do(adoption_commands.leave_example, said=LEFT, then=then)


def _list_of(page: deps.PageDep, form: Form[Any]) -> str | None:
    """The card in the list in which the button stood, with the filters of that list."""
    if form.value("page") != "list":
        return None
    here = page.view.url("resilience:index")
    before = back.page_before(page.view.request)
    example: ResilienceExample = page.thing
    address = before if before.partition("?")[0] == here else here
    return f"{address}#at_{example.id}"
