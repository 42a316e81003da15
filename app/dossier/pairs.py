"""What a person decides about a suggestion: it is proposed, left out, or comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import inputs
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.policy import asks, require
from app.dossier import needs, offers, pair_forms, suggestions
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.matches import labels as match_labels, models as match_models, queries as match_queries
from app.matches.models import Match
from app.needs import policy as need_policy
from app.needs.models import Need
from app.needs.queries import get_need
from app.offers.models import Offer
from app.offers.queries import get_offer
from app.suggestions import (
    commands as suggestion_commands,
    policy as suggestion_policy,
    rejection_commands,
    routes as suggestion_routes,
)
from app.target_groups.choices import RegionChoices
from app.web import Acting, Form, SessionDep, View, ViewDep, notice, submitted

router = APIRouter(prefix="/koppelingen")

ProposalForm = Annotated[
    Form[pair_forms.ProposalOnPage], Depends(submitted(pair_forms.ProposalOnPage))
]
RejectionForm = Annotated[
    Form[pair_forms.RejectionOnPage], Depends(submitted(pair_forms.RejectionOnPage))
]
RestoringForm = Annotated[
    Form[pair_forms.RestoringOnPage], Depends(submitted(pair_forms.RestoringOnPage))
]

Given = pair_forms.ProposalOnPage | pair_forms.RejectionOnPage | pair_forms.RestoringOnPage


def _proposed_with(row: match_queries.PartnerRow, choices: RegionChoices, *, of_need: bool) -> str:
    """That it is proposed, and for how much, on the page of its need or its offer."""
    amount = suggestions.told_amount(row, choices)
    if of_need:
        return _("%(name)s is proposed, for %(amount)s.", name=row.partner, amount=amount)
    return _("It is proposed to %(name)s, for %(amount)s.", name=row.partner, amount=amount)


def _said_of_it(also: str, shown: Mapping[str, Any]) -> str:
    """What was proposed just now on a page that shows its partners, and what happens next."""
    suggesting: suggestions.Suggesting | None = shown.get("suggesting")
    rows: list[match_queries.PartnerRow] = shown["partners"].rows
    asked = [row for row in rows if row.status in match_models.ASKED]
    if suggesting is None or not asked:
        return ""
    newest = max(asked, key=lambda row: row.moved_at)
    followed = match_labels.what_follows(
        suggesting.settings,
        newest.partner,
        by_team=suggesting.by_team,
        needs_review=newest.needs_review,
    )
    said = [
        _proposed_with(newest, shown["choices"], of_need=suggesting.page == "need"),
        followed[:1].upper() + followed[1:],
    ]
    return " ".join([*said, _(also)] if also else said)


OTHERS_TOO = mark("You can ask others as well.")
ASKED = notice(
    "pair_proposed",
    mark("The match is proposed. You can ask others as well."),
    place="help",
    from_page=partial(_said_of_it, OTHERS_TOO),
)
ASKED_MORE = notice(
    "pair_asked_more",
    mark("The match is proposed."),
    place="help",
    # That more is asked for now than is needed stands below the bar.
    from_page=partial(_said_of_it, ""),
)
REJECTED = notice(
    "pair_rejected", mark("Noted: this does not fit. It is no longer suggested."), place="help"
)
RESTORED = notice("pair_restored", mark("Taken back. It can be suggested again."), place="help")


@dataclass(frozen=True)
class NamedPair:
    """The need and the offer that a form names."""

    need: Need
    offer: Offer


def acting_on(view: View, session: Session, actor: Actor, form: Form[Any]) -> Acting[NamedPair]:
    """The pair is named in the form, so its ids are read before the right can be asked; the rest
    of the form after it. The verbs lock what they change themselves, the need before the offer.
    """
    named = _named(form)
    known = {"need": get_need, "offer": get_offer}
    if len(named) < 2:
        require(suggestion_policy.may_pair(actor))
        for name, item_id in named.items():
            known[name](session, actor, item_id)  # not there for who may not see it
        form.parse()  # says what is missing

    def read() -> NamedPair:
        need = get_need(session, actor, named["need"])
        return NamedPair(need, get_offer(session, actor, named["offer"]))

    return Acting(view, session, actor, read, read)


@asks(lambda actor, pair: suggestion_policy.PairPolicy(actor, pair.need, pair.offer).propose)
def _propose(
    session: Session, actor: Actor, pair: NamedPair, given: pair_forms.ProposalOnPage
) -> Match:
    return suggestion_commands.propose_match(session, actor, given)


@asks(lambda actor, pair: suggestion_policy.PairPolicy(actor, pair.need, pair.offer).reject)
def _reject(
    session: Session, actor: Actor, pair: NamedPair, given: pair_forms.RejectionOnPage
) -> Given:
    rejection_commands.reject_pair(session, actor, given)
    return given


@asks(lambda actor, pair: suggestion_policy.PairPolicy(actor, pair.need, pair.offer).judge)
def _restore(
    session: Session, actor: Actor, pair: NamedPair, given: pair_forms.RestoringOnPage
) -> Given:
    rejection_commands.restore_pair(session, actor, given)
    return given


@router.post("", name="matches:propose")
def propose(view: ViewDep, session: SessionDep, actor: ActorDep, form: ProposalForm) -> Response:
    def proposed(match: Match) -> Response:
        given = form.parse()
        if given.page is None:
            return view.redirect(
                view.url("matches:show", match_id=match.id), said=suggestion_routes.PROPOSED
            )
        asked = match_queries.count_asked(session, [given.need]).get(given.need, 0)
        is_more = asked > match.need.left and not need_policy.hides_number_from(actor, match.need)
        return _changed(view, session, actor, ASKED_MORE if is_more else ASKED, given)

    refused = partial(_refused, view, session, actor, form, "proposing")
    acting = acting_on(view, session, actor, form)
    return acting.lead(_propose, form=form, to=proposed, refused=refused)


@router.post("/past-niet", name="matches:reject")
def reject(view: ViewDep, session: SessionDep, actor: ActorDep, form: RejectionForm) -> Response:
    to = partial(_changed, view, session, actor, REJECTED)
    refused = partial(_refused, view, session, actor, form, "rejecting")
    return acting_on(view, session, actor, form).lead(_reject, form=form, to=to, refused=refused)


@router.post("/past-toch", name="matches:restore")
def restore(view: ViewDep, session: SessionDep, actor: ActorDep, form: RestoringForm) -> Response:
    to = partial(_changed, view, session, actor, RESTORED)
    refused = partial(_refused, view, session, actor, form, "restoring")
    return acting_on(view, session, actor, form).lead(_restore, form=form, to=to, refused=refused)


def _changed(view: View, session: Session, actor: Actor, said: str, given: Given) -> Response:
    """The page that the form stood on, as it is now: what is left to suggest, and what is asked."""
    show_all = given.show == "all"
    if given.page == "offer":
        return view.changed(
            "offers/show.html",
            "offer_help",
            then=view.url("offers:show", offer_id=given.offer, show=given.show) + "#offer_help",
            shown=lambda: offers.shown_offer(
                session, actor, get_offer(session, actor, given.offer), show_all=show_all
            ),
            said=said,
            also=("offer_turn",),
        )
    return view.changed(
        "needs/show.html",
        "need_help",
        then=view.url("needs:show", need_id=given.need, show=given.show) + "#need_help",
        shown=lambda: needs.shown_need(
            session, actor, get_need(session, actor, given.need), show_all=show_all
        ),
        said=said,
        also=("need_turn",),
    )


def _refused(
    view: View, session: Session, actor: Actor, form: Form[Any], name: str, problem: Invalid
) -> Response:
    """The page that the form stood on, with that form open; for a form of somewhere else the page
    to search on.
    """
    pair = _named(form)
    if name == "restoring":  # one button, no form to show again
        raise problem
    show_all = form.value("show") == "all"
    if form.value("page") == "need" and pair.get("need"):
        shown = needs.shown_need(
            session, actor, get_need(session, actor, pair["need"]), show_all=show_all
        )
        return view.invalid("needs/show.html", form, problem, **shown | {name: form})
    if form.value("page") == "offer" and pair.get("offer"):
        shown = offers.shown_offer(
            session, actor, get_offer(session, actor, pair["offer"]), show_all=show_all
        )
        return view.invalid("offers/show.html", form, problem, **shown | {name: form})
    if not pair or name != "proposing":
        raise problem
    view.request.state.discard = True
    return suggestion_routes.search_page(
        view, session, actor, form.refuse(problem), suggestion_routes.Wish(**pair), status=422
    )


def _named(form: Form[Any]) -> dict[str, UUID]:
    """What can be read of the pair in a form that nobody checked yet."""
    found = {name: inputs.read_id(form.value(name)) for name in ("need", "offer")}
    return {name: each for name, each in found.items() if each is not None}
