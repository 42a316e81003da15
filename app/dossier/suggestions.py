"""The suggestions on the page of a need or an offer, each with the form that proposes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session

from app.core.i18n import gettext as _
from app.dossier import pair_forms
from app.identity.actor import Actor, Permission
from app.matches import labels as match_labels, models as match_models, queries as match_queries
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer, OfferState
from app.reference import models as reference_models, queries as reference_queries
from app.suggestions import (
    forms as suggestion_forms,
    left_out_queries,
    policy as suggestion_policy,
    queries as suggestion_queries,
    rejection_queries,
    shown_commands,
)
from app.target_groups.choices import RegionChoices

FIRST_SUGGESTIONS, MOST_SUGGESTIONS = 5, 100


@dataclass(frozen=True)
class Suggesting:
    """What the section of suggestions shows. `left` is of the page's own need or offer, None when
    it is hidden.
    """

    page: pair_forms.PageOf
    own: UUID
    rows: list[suggestion_queries.Suggestion]
    more: int
    show_all: bool
    may_propose: bool
    left: int | None
    unit: reference_models.Unit
    starts: dict[UUID, suggestion_forms.Start]
    rejected: list[rejection_queries.RejectedRow]
    settings: reference_models.RegionSettings
    by_team: bool
    # Organisations that are asked, agreed or were asked in vain: a sentence each.
    already: dict[UUID, str]
    left_out: list[left_out_queries.LeftOut] = field(default_factory=list)

    FIRST = FIRST_SUGGESTIONS

    @property
    def count(self) -> int:
        return len(self.rows) + self.more

    def other_id(self, row: suggestion_queries.Suggestion | rejection_queries.RejectedRow) -> UUID:
        """The side of a pair that is not the page's own."""
        return row.offer_id if self.page == "need" else row.need_id

    def told_of(self, row: suggestion_queries.Suggestion, nr: int) -> dict[str, str]:
        """The texts of a suggestion that need no words of the page."""
        start = self.starts[self.other_id(row)]
        estimate = start.estimate
        follows = match_labels.what_follows(self.settings, row.organisation, by_team=self.by_team)
        return {
            "nr": str(nr),
            **self.pair_of(row),
            "organisation": row.organisation,
            "quantity": _told(estimate.quantity),
            "offer_quantity": _told(estimate.offer_quantity),
            "most": _told(start.most),
            "hint": start.hint,
            "offer_hint": start.offer_hint if start.differs else "",
            "rate_hint": start.rate_hint if start.differs else "",
            "takes": start.takes,
            "follows": follows[:1].upper() + follows[1:],
        }

    def cautions_of(self, row: suggestion_queries.Suggestion) -> list[str]:
        """What to watch: that its organisation is asked already first."""
        already = self.already.get(row.organisation_id)
        return [already, *row.cautions] if already else list(row.cautions)

    def pair_of(
        self, row: suggestion_queries.Suggestion | rejection_queries.RejectedRow
    ) -> dict[str, str]:
        """Which pair a form is about."""
        return {"own": str(self.own), "other": str(self.other_id(row))}

    def shape_of(
        self, row: suggestion_queries.Suggestion, nr: int, *, focus_more: bool
    ) -> pair_forms.SuggestionShape:
        start = self.starts[self.other_id(row)]
        most, begun = start.most, start.estimate.quantity or 0
        return pair_forms.SuggestionShape(
            self.page,
            self.show_all,
            self.may_propose,
            self.by_team,
            is_first=nr == 1,
            is_new=focus_more and nr - 1 == self.FIRST,
            fit=row.fit,
            need_unit=start.need_unit,
            differs=start.differs,
            is_more=most is not None and begun > most,
            is_hidden=start.needed is None,
        )

    @property
    def undoing(self) -> pair_forms.SuggestionShape:
        """The shape of the form that takes a refusal back."""
        return pair_forms.SuggestionShape(self.page, self.show_all)


def suggest_on_need(
    session: Session,
    actor: Actor,
    need: Need,
    choices: RegionChoices,
    *,
    partners: match_queries.PartnerRows,
    show_all: bool,
    is_noted: bool = True,
) -> Suggesting | None:
    """The offers that could help a need, beside its matches that there are. None when there is
    nothing to suggest, or not to this actor.
    """
    if not suggestion_policy.sees_suggestions_of(actor, need) or not need_policy.still_asks(
        actor, need
    ):
        return None
    settings = reference_queries.get_settings(session, need.region_code)
    found = suggestion_queries.suggest_offers(
        session,
        actor,
        need,
        limit=MOST_SUGGESTIONS if show_all else FIRST_SUGGESTIONS,
        settings=settings,
        label=choices.label,
    )
    if is_noted:
        shown_commands.note_shown(session, actor, need, found.rows)
    hidden = need_policy.hides_number(
        is_masked=need_policy.is_masked(actor, need), unit=need.unit, quantity=need.quantity
    )
    left = None if hidden else need.left
    missing = left_out_queries.find_left_out(session, actor, need)
    return Suggesting(
        page="need",
        own=need.id,
        rows=found.rows,
        more=found.more,
        show_all=show_all,
        may_propose=suggestion_policy.chooses_for_need(actor, need)
        and bool(suggestion_policy.propose_for_need(actor, need)),
        left=left,
        unit=need.unit,
        starts={
            row.offer_id: _start(
                need.support_type, need.unit, row.unit, left, row.left, partners.asked
            )
            for row in found.rows
        },
        rejected=missing.rejected,
        settings=settings,
        by_team=not actor.may(Permission.CONTENT_WRITE, need.organisation_id),
        already=_already(partners.rows, choices),
        left_out=missing.gates,
    )


def suggest_on_offer(
    session: Session,
    actor: Actor,
    offer: Offer,
    state: OfferState,
    choices: RegionChoices,
    *,
    partners: match_queries.PartnerRows,
    show_all: bool,
    is_noted: bool = True,
) -> Suggesting | None:
    """The needs that it could serve. None when there is nothing to suggest, or not to this
    actor.
    """
    if (
        not suggestion_policy.sees_suggestions_of(actor, offer)
        or state is not OfferState.PUBLISHED
        or offer.left == 0
    ):
        return None
    settings = reference_queries.get_settings(session, offer.region_code)
    found = suggestion_queries.suggest_needs(
        session,
        actor,
        offer,
        limit=MOST_SUGGESTIONS if show_all else FIRST_SUGGESTIONS,
        settings=settings,
        label=choices.label,
    )
    if is_noted:
        shown_commands.note_shown(session, actor, offer, found.rows)
    asked = match_queries.count_asked(session, [row.need_id for row in found.rows])
    return Suggesting(
        page="offer",
        own=offer.id,
        rows=found.rows,
        more=found.more,
        show_all=show_all,
        may_propose=suggestion_policy.chooses_for_offer(actor, offer)
        and bool(suggestion_policy.propose_for_offer(actor, offer)),
        left=offer.left,
        unit=offer.unit,
        starts={
            row.need_id: _start(
                offer.support_type,
                row.unit,
                offer.unit,
                row.left,
                offer.left,
                asked.get(row.need_id, 0),
            )
            for row in found.rows
        },
        rejected=rejection_queries.find_rejected_needs(session, actor, offer),
        settings=settings,
        by_team=not actor.may(Permission.CONTENT_WRITE, offer.organisation_id),
        already=_already(partners.rows, choices),
    )


def told_amount(row: match_queries.PartnerRow, choices: RegionChoices) -> str:
    """How much a match is about, as the reader may know it."""
    many = choices.amount(row.unit, row.quantity)
    return _("fewer than 5 people") if row.is_hidden else many


def _already(rows: Iterable[match_queries.PartnerRow], choices: RegionChoices) -> dict[UUID, str]:
    """Organisations that are asked or agreed already, with a sentence that says for how much, and
    those that let a question pass. Live matches come first.
    """
    said: dict[UUID, str] = {}
    for row in rows:
        if row.organisation_id is None:
            continue
        if row.status is match_models.MatchStatus.LAPSED:
            said.setdefault(row.organisation_id, _("did not answer in time when asked for this"))
        if row.status not in match_models.LIVE:
            continue
        amount = told_amount(row, choices)
        said.setdefault(
            row.organisation_id,
            _("is asked for this already, for %(amount)s", amount=amount)
            if row.status in match_models.ASKED
            else _("is agreed with already, for %(amount)s", amount=amount),
        )
    return said


def _start(
    kind: str,
    need_unit: reference_models.Unit,
    offer_unit: reference_models.Unit,
    need_left: int | None,
    offer_left: int | None,
    asked: int,
) -> suggestion_forms.Start:
    """Of a small group the reader knows only that they are fewer than five."""
    return suggestion_forms.Start(
        kind,
        need_unit,
        offer_unit,
        need_left,
        offer_left,
        asked,
        at_most=need_models.SMALL_GROUP - 1,
    )


def _told(number: int | None) -> str:
    """A number as a field has it, "" where nobody can say."""
    return "" if number is None else str(number)
