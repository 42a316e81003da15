"""Pages of interpretations: the list, the form, the interpretation with its figures."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.deps import ActorDep
from app.interpretations import (
    commands,
    fields,
    forms,
    people_commands,
    policy,
    proposal_commands,
    queries,
)
from app.picture import deps, interpretation_commands
from app.web import Form, SessionDep, ViewDep, from_address, notice, submitted

router = APIRouter(prefix="/duiding")

KEPT = notice("interpretation_kept", mark("The draft is saved. Only who writes along sees it."))
PUBLISHED = notice("interpretation_published", mark("Published. Everybody in the region reads it."))
WRITTEN = notice(
    "interpretation_written",
    mark("The version is saved. The team decides whether it is published."),
)
WITHDRAWN = notice("interpretation_withdrawn", mark("Withdrawn. The region no longer reads it."))
INVITED = notice("interpretation_invited", mark("Asked to write along. It stands in the messages."))
DISMISSED = notice("interpretation_dismissed", mark("This person no longer writes along."))
REMARKED = notice("interpretation_remarked", mark("The remark is saved for who writes along."))
PROPOSED = notice("interpretation_proposed", mark("The proposal is added."))
REMOVED = notice("interpretation_removed", mark("The proposal is removed."))

FiltersForm = Annotated[
    Form[queries.InterpretationFilters], Depends(from_address(queries.InterpretationFilters))
]
NewForm = Annotated[Form[fields.NewInterpretation], Depends(submitted(fields.NewInterpretation))]
VersionForm = Annotated[Form[fields.NextVersion], Depends(submitted(fields.NextVersion))]
ReadForm = Annotated[Form[fields.ReadVersion], Depends(submitted(fields.ReadVersion))]
ExpertForm = Annotated[
    Form[people_commands.ExpertInput], Depends(submitted(people_commands.ExpertInput))
]
RemarkForm = Annotated[Form[people_commands.Remark], Depends(submitted(people_commands.Remark))]
ProposalForm = Annotated[
    Form[proposal_commands.ProposalInput], Depends(submitted(proposal_commands.ProposalInput))
]


@router.get("", name="interpretations:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    require(policy.may_read(actor))
    choices = forms.InterpretationChoices.for_reading(session, actor)
    known: dict[str, Any] = {"choices": choices, "may_interpret": policy.may_interpret(actor)}
    try:
        given = form.parse()
    except Invalid as problem:
        form.refuse(problem)
        return view.page("interpretations/index.html", status=422, form=form, page=None, **known)
    found = queries.find_interpretations(session, actor, given, size=view.page_size)
    return view.page(
        "interpretations/index.html",
        fragments=("interpretation_results",),
        form=form,
        page=found,
        **known,
    )


@router.get("/nieuw", name="interpretations:new")
def new(page: deps.NewFormDep, start: deps.StartForm) -> Response:
    require(policy.may_interpret(page.actor))
    try:
        deps.read_view(start).read_span()
    except Invalid:
        # The picture says beside the filter what is wrong with it.
        return page.view.redirect(page.view.url("picture:index", **start.chosen(without=("part",))))
    return page.open(interpretation_commands.interpret)


@router.post("", name="interpretations:create")
def create(page: deps.NewFormDep, form: NewForm) -> Response:
    return page.do(
        interpretation_commands.interpret,
        form=form,
        then=lambda made: page.view.url("interpretations:show", interpretation_id=made.id),
        said=lambda made: PUBLISHED if made.is_published else KEPT,
    )


@router.get("/{interpretation_id}", name="interpretations:show")
def show(page: deps.PageDep) -> Response:
    return page.open()


@router.get("/{interpretation_id}/nieuwe-versie", name="interpretations:rewrite")
def rewrite(page: deps.VersionFormDep) -> Response:
    return page.open(commands.write_version)


@router.post("/{interpretation_id}", name="interpretations:save")
def save(page: deps.VersionFormDep, form: VersionForm) -> Response:
    then = page.view.url("interpretations:show", interpretation_id=page.thing.id)
    return page.do(commands.write_version, form=form, then=then, said=WRITTEN)


@router.post("/{interpretation_id}/plaatsen", name="interpretations:publish")
def publish(page: deps.PageDep, form: ReadForm) -> Response:
    return page.do(commands.publish_interpretation, form=form, name="publishing", said=PUBLISHED)


@router.post("/{interpretation_id}/intrekken", name="interpretations:withdraw")
def withdraw(page: deps.PageDep) -> Response:
    return page.do(commands.withdraw_interpretation, said=WITHDRAWN)


@router.post("/{interpretation_id}/meeschrijvers", name="interpretations:invite")
def invite(page: deps.PageDep, form: ExpertForm) -> Response:
    return page.do(
        people_commands.invite_expert, form=form, name="inviting", said=INVITED, focus="people"
    )


@router.post("/{interpretation_id}/meeschrijvers/{person_id}/weg", name="interpretations:dismiss")
def dismiss(page: deps.PageDep, person_id: UUID) -> Response:
    return page.do(people_commands.dismiss_expert, person_id, said=DISMISSED, focus="people")


@router.post("/{interpretation_id}/opmerkingen", name="interpretations:remark")
def remark(page: deps.PageDep, form: RemarkForm) -> Response:
    return page.do(
        people_commands.make_remark, form=form, name="remarking", said=REMARKED, focus="remarks"
    )


@router.post("/{interpretation_id}/voorstellen", name="interpretations:propose")
def propose(page: deps.PageDep, form: ProposalForm) -> Response:
    return page.do(
        proposal_commands.add_proposal,
        form=form,
        name="proposing",
        said=PROPOSED,
        focus="proposals",
    )


@router.post("/{interpretation_id}/voorstellen/{proposal_id}/weg", name="interpretations:remove")
def remove(page: deps.PageDep, proposal: deps.ProposalDep) -> Response:
    return page.do(proposal_commands.remove_proposal, proposal, said=REMOVED, focus="proposals")
