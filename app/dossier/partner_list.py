"""The list of organisations, and the table of who does what for whom."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.core import errors
from app.dossier import partner_list_queries, role_queries
from app.identity.deps import ActorDep
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/netwerk")


@router.get("", name="organisations:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[
        Form[partner_list_queries.PartnerFilters],
        Depends(from_address(partner_list_queries.PartnerFilters)),
    ],
) -> Response:
    choices = partner_list_queries.PartnerChoices.for_reading(session, actor)
    choices.understand(form)

    def find(filters: partner_list_queries.PartnerFilters) -> Any:
        return partner_list_queries.find_partners(session, actor, filters, size=view.page_size)

    try:
        _filters, page, typed = view.find_meant(session, actor, form, find)
    except errors.Invalid as problem:
        return view.page(
            "organisations/index.html",
            status=422,
            form=form.refuse(problem),
            page=None,
            choices=choices,
        )
    return view.page(
        "organisations/index.html",
        fragments=("partner_results",),
        form=form,
        page=page,
        typed=typed,
        choices=choices,
    )


@router.get("/wie-doet-wat", name="organisations:roles")
def roles(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[
        Form[role_queries.RoleFilters], Depends(from_address(role_queries.RoleFilters))
    ],
) -> Response:
    choices = partner_list_queries.PartnerChoices.for_reading(session, actor)
    try:
        rows = role_queries.find_roles(session, actor, form.parse())
    except errors.Invalid as problem:
        return view.page(
            "organisations/roles.html",
            status=422,
            form=form.refuse(problem),
            rows=[],
            choices=choices,
            kinds=role_queries.KINDS,
        )
    return view.page(
        "organisations/roles.html",
        fragments=("role_results",),
        form=form,
        rows=rows,
        choices=choices,
        kinds=role_queries.KINDS,
    )
