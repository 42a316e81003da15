"""The interpretation of a path with its page and its forms, for routes."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlmodel import Session

from app.core import errors, forms as core_forms
from app.dossier import proposal_queries
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.interpretations import (
    fields,
    forms,
    labels,
    people_commands,
    people_queries,
    policy,
    proposal_commands,
    queries,
)
from app.interpretations.models import Interpretation
from app.picture import figures, filters as picture_filters, interpretation_commands as commands
from app.web import Form, FormPage, Page, Part, SessionDep, ViewDep, from_address, nothing

StartForm = Annotated[
    Form[fields.NewInterpretation], Depends(from_address(fields.NewInterpretation))
]
TEMPLATE = "interpretations/form.html"


def page_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, interpretation_id: UUID
) -> Page[Interpretation]:
    """The page of the interpretation of the path. Every verb locks it."""
    read = partial(queries.get_interpretation, session, actor, interpretation_id)
    return Page(
        view,
        session,
        actor,
        read,
        partial(read, lock=True),
        template="interpretations/show.html",
        block="interpretation_page",
        address=view.url("interpretations:show", interpretation_id=interpretation_id),
        shown=partial(shown_interpretation, session, actor),
    )


PageDep = Annotated[Page[Interpretation], Depends(page_of)]


def form_of(page: PageDep) -> FormPage[Interpretation]:
    """The form of the next version of the interpretation of the path."""
    shown = partial(_shown_version, page.session, page.actor)
    return FormPage(
        page.view, page.session, page.actor, page.read, page.lock, TEMPLATE, shown, keeps=True
    )


def new_form(
    view: ViewDep, session: SessionDep, actor: ActorDep, start: StartForm
) -> FormPage[None]:
    """The form of a new interpretation, of the view in the address."""
    shown = partial(_shown_new, session, actor, start)
    return FormPage(
        view,
        session,
        actor,
        nothing,
        nothing,
        TEMPLATE,
        lambda _none, form: shown(form),
        keeps=True,
    )


def proposal_of(proposal_id: UUID) -> Part:
    """The proposal of the path."""
    return Part(lambda interpretation: queries.get_proposal(interpretation, proposal_id))


VersionFormDep = Annotated[FormPage[Interpretation], Depends(form_of)]
NewFormDep = Annotated[FormPage[None], Depends(new_form)]
ProposalDep = Annotated[Part, Depends(proposal_of)]


def shown_interpretation(
    session: Session, actor: Actor, interpretation: Interpretation
) -> dict[str, Any]:
    """What its page shows. A verb that was not filled in right puts its own form in its place."""
    may = policy.InterpretationPolicy(actor, interpretation)
    choices = forms.InterpretationChoices.for_reading(session, actor)
    asked = commands.view_of(interpretation)
    writes = bool(may.details)
    return {
        "interpretation": interpretation,
        "shown": interpretation.shown,
        # What is not published is for who writes along.
        "newer": interpretation.newest if writes and interpretation.has_unpublished else None,
        "versions": [v for v in interpretation.versions if writes or v.published_at is not None],
        "changed": forms.changed_in(interpretation),
        "may": may,
        "writes": writes,
        "choices": choices,
        "view_now": asked,
        "tables": _tables(session, actor, interpretation, choices),
        "proposals": proposal_queries.find_followed(session, actor, interpretation),
        "remarks": people_queries.find_remarks(session, interpretation) if writes else [],
        "entries": find_timeline(
            session,
            interpretation.id,
            labels.INNER_WORDS if writes else labels.EVENT_WORDS,
            with_names=writes,
        ),
        "publishing": core_forms.blank(fields.ReadVersion),
        "inviting": core_forms.blank(people_commands.ExpertInput),
        "remarking": core_forms.blank(people_commands.Remark),
        "proposing": core_forms.blank(
            proposal_commands.ProposalInput, municipality=interpretation.municipality_code
        ),
        "opened": None,
        "focus": "",
    }


def _tables(
    session: Session,
    actor: Actor,
    interpretation: Interpretation,
    choices: forms.InterpretationChoices,
) -> list[figures.FigureTable]:
    """Its own figures, with those of today beside them."""
    asked = picture_filters.PictureFilters.model_validate(commands.view_of(interpretation))
    of_picture = picture_filters.PictureChoices(choices.reference)
    now = figures.take(session, interpretation.region_code, asked, of_picture)
    return figures.tables(interpretation.figures, now, choices.label)


def _shown_new(
    session: Session, actor: Actor, start: Form[Any], form: Form[Any] | None
) -> dict[str, Any]:
    choices = forms.InterpretationChoices.for_writing(session, actor)
    if form is None:
        asked = {name: start.value(name) or None for name in ("part", *commands.VIEW)}
        form = core_forms.blank(fields.NewInterpretation, **asked)
    return {
        "form": choices.understand(form),
        "interpretation": None,
        "choices": choices,
        **_preview(session, actor, form, choices),
    }


def _preview(
    session: Session, actor: Actor, form: Form[Any], choices: forms.InterpretationChoices
) -> dict[str, Any]:
    """The figures of the view that a form names, as they would be kept."""
    try:
        view = read_view(form)
        view.refuse_unknown(choices.reference)
        of_picture = picture_filters.PictureChoices(choices.reference)
        found = figures.take(session, actor.team_regions[0], view, of_picture)
    except errors.Invalid:
        return {"span": None, "tables": []}
    return {"span": view.read_span(), "tables": figures.tables(found, None, choices.label)}


def read_view(form: Form[Any]) -> picture_filters.PictureFilters:
    """The filters of the picture that a form or an address names. Raises Invalid for nonsense."""
    asked = {name: [form.value(name)] for name in commands.VIEW if form.value(name)}
    return Form(picture_filters.PictureFilters, asked).parse()


def _shown_version(
    session: Session, actor: Actor, interpretation: Interpretation, form: Form[Any] | None
) -> dict[str, Any]:
    choices = forms.InterpretationChoices.for_writing(session, actor)
    if form is None:
        newest = interpretation.newest
        texts = {name: getattr(newest, name) for name in fields.InterpretationFields.asks_names}
        form = core_forms.blank(fields.NextVersion, version=interpretation.version, **texts)
    return {
        "form": form,
        "interpretation": interpretation,
        "choices": choices,
        "span": None,
        "tables": figures.tables(interpretation.figures, None, choices.label),
    }
