"""Where a partner is looked for and proposed. The page of a match itself is a dossier."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors, inputs
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.matches.forms import MatchChoices
from app.matches.queries import count_asked
from app.needs import policy as need_policy, queries as need_queries
from app.needs.models import Need
from app.offers.models import Offer
from app.offers.queries import get_offer
from app.suggestions import commands, forms, partner_queries as partner_choices, policy
from app.web import Form, SessionDep, View, ViewDep, blank, from_address, notice

router = APIRouter(prefix="/koppelingen")

PROPOSED = notice("match_proposed", mark("The match is proposed."))


class Wish(inputs.Input):
    """For what a partner is looked for."""

    need: UUID | None = None
    offer: UUID | None = None
    q: str = ""


@router.get("/nieuw", name="matches:new")
def new(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    wish: Annotated[Form[Wish], Depends(from_address(Wish))],
) -> Response:
    try:
        given = wish.parse()
    except errors.Invalid:
        return view.redirect(view.url("needs:index"))
    if given.need is None and given.offer is None:
        return view.redirect(view.url("needs:index"))
    return search_page(
        view, session, actor, blank(commands.Proposal, need=given.need, offer=given.offer), given
    )


def search_page(
    view: View,
    session: Session,
    actor: Actor,
    form: Form[commands.Proposal],
    wish: Wish,
    status: int = 200,
) -> Response:
    """Candidates for a need or an offer, to choose one and propose."""
    choices = MatchChoices.for_reading(session, actor)
    need = need_queries.get_need(session, actor, wish.need) if wish.need is not None else None
    offer, hidden, place = None, False, None
    if need is not None:
        verdict, chooses_any = (
            policy.propose_for_need(actor, need),
            policy.chooses_for_need(actor, need),
        )
        candidates = partner_choices.find_offer_choices(session, actor, need, wish.q)
        hidden = need_policy.hides_number_from(actor, need)
        place = None if need_policy.is_masked(actor, need) else need.municipality_code
    else:
        assert wish.offer is not None
        offer = get_offer(session, actor, wish.offer)
        verdict, chooses_any = (
            policy.propose_for_offer(actor, offer),
            policy.chooses_for_offer(actor, offer),
        )
        candidates = partner_choices.find_need_choices(session, actor, offer, wish.q)
    if (
        status == 200
    ):  # a proposal that was refused comes back with what was typed, and says itself why
        require(verdict)
    own = (need or offer).organisation_id  # type: ignore[union-attr]
    asked = count_asked(session, [need.id] if need is not None else [c.id for c in candidates])
    starts = {c.id: _start(c, need, offer, asked, hidden=hidden) for c in candidates}
    return view.page(
        "matches/new.html",
        fragments=("candidates",),
        status=status,
        form=form,
        wish=blank(Wish, need=wish.need, offer=wish.offer, q=wish.q),
        need=need,
        offer=offer,
        chooses_any=chooses_any,
        hides_number=hidden,
        place=place,
        candidates=candidates,
        starts=starts,
        asks_both=[c.id for c in candidates if policy.asks_both(actor, own, c.organisation_id)],
        proposal_of=lambda start: blank(commands.Proposal, **start.values),
        choices=choices,
    )


def _start(
    candidate: partner_choices.PartnerChoice,
    need: Need | None,
    offer: Offer | None,
    asked: dict[UUID, int],
    *,
    hidden: bool,
) -> forms.Start:
    if need is not None:
        left = None if hidden else need.left
        kind, units, free = need.support_type, (need.unit, candidate.unit), candidate.left
    else:
        assert offer is not None
        left = None if candidate.is_hidden else candidate.left
        kind, units, free = candidate.support_type, (candidate.unit, offer.unit), offer.left
    many = asked.get(candidate.id if need is None else need.id, 0)
    return forms.Start(kind, *units, left, free, many)
