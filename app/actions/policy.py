"""Who sees an action and who may do what with it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col

from app.actions import models
from app.actions.models import Action
from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict, either
from app.identity.actor import Actor, Permission, Reader

# Fewer people reached are recognisable.
SMALL_REACH = 5


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Everybody in the region sees its actions, from the plan on. `can_see` is the same rule on a
    loaded action.
    """
    return col(Action.region_code).in_(actor.regions)


def can_see(actor: Actor, action: Action) -> bool:
    """The rule of `visible_to` for one loaded action."""
    return action.region_code in actor.regions


def may_lead(actor: Actor) -> Verdict:
    """Whether the actor may start an action at all: any partner can lead one."""
    if actor.writing_seats:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Your role can read, not start an action.")))


@dataclass(frozen=True)
class ActionPolicy:
    """What an actor may do with one action, each with the reason why not. The action's partners are
    loaded.
    """

    actor: Actor
    action: Action

    def _leads(self, permission: Permission, otherwise: str) -> Verdict:
        allowed = self.actor.may(permission, self.action.organisation_id)
        return ALLOWED if allowed else Verdict(errors.Forbidden(otherwise))

    @property
    def _lives(self) -> Verdict:
        if self.action.is_live:
            return ALLOWED
        return Verdict(errors.Conflict(_("This action has ended, so it can no longer be changed.")))

    def _moves(self, status: models.ActionStatus) -> Verdict:
        if status in models.NEXT[self.action.status]:
            return ALLOWED
        return Verdict(errors.Conflict(_("This action has moved on meanwhile.")))

    @property
    def joined(self) -> tuple[UUID, ...]:
        """The lead and the partners that said yes."""
        partners = [
            p.organisation_id
            for p in self.action.partners
            if p.status is models.PartnerStatus.JOINED
        ]
        return (self.action.organisation_id, *partners)

    @property
    def takes_part(self) -> bool:
        """Whether the actor belongs to the lead or to a partner that said yes."""
        return not set(self.joined).isdisjoint(self.actor.organisation_ids)

    @property
    def working_for(self) -> tuple[UUID, ...]:
        """The organisations of this action for which the actor reports."""
        writing = set(self.actor.writing_ids)
        return tuple(organisation for organisation in self.joined if organisation in writing)

    @property
    def details(self) -> Verdict:
        """Progress and what was said to invitations: whoever takes part, who is asked, the team and
        administrator.
        """
        asked = {
            p.organisation_id
            for p in self.action.partners
            if p.status is models.PartnerStatus.INVITED
        }
        if self.takes_part or not asked.isdisjoint(self.actor.organisation_ids):
            return ALLOWED
        if self.action.region_code in self.actor.overseen_regions:
            return ALLOWED
        return Verdict(errors.Forbidden(_("Only those who take part and the team see this.")))

    @property
    def edit(self) -> Verdict:
        allowed = self._leads(
            Permission.CONTENT_WRITE,
            _("Only the organisation that leads this action can change it."),
        )
        return allowed and self._lives

    @property
    def invite(self) -> Verdict:
        allowed = self._leads(
            Permission.CONTENT_WRITE, _("Only the organisation that leads this action can invite.")
        )
        return allowed and self._lives

    @property
    def start(self) -> Verdict:
        allowed = self._leads(
            Permission.CONTENT_WRITE,
            _("Only the organisation that leads this action can start it."),
        )
        return allowed and self._moves(models.ActionStatus.RUNNING)

    @property
    def finish(self) -> Verdict:
        allowed = self._leads(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation that leads it can close an action."),
        )
        return allowed and self._moves(models.ActionStatus.DONE)

    @property
    def stop(self) -> Verdict:
        allowed = self._leads(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation that leads it can stop an action."),
        )
        return allowed and self._moves(models.ActionStatus.STOPPED)

    @property
    def open_up(self) -> Verdict:
        """Make its page public, or take that back; also when it has ended, because then there is
        most to tell.
        """
        return self._leads(
            Permission.CONTENT_DECIDE,
            _("Only a coordinator of the organisation that leads it can make it public."),
        )

    @property
    def work(self) -> Verdict:
        """Add and tick off steps, note progress."""
        if not self.working_for:
            return Verdict(
                errors.Forbidden(_("Only those who take part in this action can do this."))
            )
        return self._lives

    @property
    def complete_matches(self) -> Verdict:
        """Confirm how the matches went that a finished action served."""
        allowed = self._leads(
            Permission.CONTENT_WRITE, _("Only the organisation that leads this action can do this.")
        )
        if allowed and self.action.status is not models.ActionStatus.DONE:
            return Verdict(errors.Conflict(_("The action is not closed yet.")))
        return allowed


@dataclass(frozen=True)
class PartnerPolicy:
    """What an actor may do with one invitation."""

    actor: Actor
    action: Action
    partner: models.ActionPartner

    @property
    def _decides(self) -> bool:
        return self.actor.may(Permission.CONTENT_DECIDE, self.partner.organisation_id)

    @property
    def _is_asked(self) -> Verdict:
        if self.partner.status is models.PartnerStatus.INVITED and self.action.is_live:
            return ALLOWED
        return Verdict(
            errors.Conflict(_("This invitation is answered already, or the action has ended."))
        )

    @property
    def answer(self) -> Verdict:
        """Say yes or no for the own organisation."""
        if not self._decides:
            return Verdict(
                errors.Forbidden(
                    _("Only a coordinator of the organisation that is asked can answer.")
                )
            )
        return self._is_asked

    @property
    def answer_for(self) -> Verdict:
        """Write a yes or no down that came by telephone: a coordinator of the lead, or the team."""
        action = self.action
        leads = self.actor.may(Permission.CONTENT_DECIDE, action.organisation_id)
        if self._decides or not (leads or action.region_code in self.actor.team_regions):
            return Verdict(
                errors.Forbidden(
                    _("Only a coordinator of the lead or the team can write an answer down.")
                )
            )
        return self._is_asked

    @property
    def answer_either(self) -> Verdict:
        """Say it, or write it down: which of the two, the form says."""
        return either(self.answer_for, self.answer)

    @property
    def leave(self) -> Verdict:
        """A partner that joined, or for which a yes was written down, steps out."""
        if not self._decides:
            return Verdict(
                errors.Forbidden(_("Only a coordinator of the organisation itself can step out."))
            )
        if self.partner.status is models.PartnerStatus.JOINED and self.action.is_live:
            return ALLOWED
        return Verdict(
            errors.Conflict(_("Your organisation does not take part in this action now."))
        )

    @property
    def undo(self) -> Verdict:
        """Take back the own answer within the minute, or at any time one that others wrote down
        for the own organisation: it is asked again.
        """
        if not self._decides:
            return Verdict(errors.Forbidden(_("Only who answered can undo it.")))
        noted = self.partner.answer_channel is not None
        if self.partner.status not in models.ANSWERED or not self.action.is_live:
            return Verdict(errors.Conflict(_("There is no answer to undo.")))
        if noted or self.partner.is_held:
            return ALLOWED
        return Verdict(
            errors.Conflict(_("This can no longer be undone: the other side has been told."))
        )

    @property
    def take_back(self) -> Verdict:
        """The lead takes an invitation back."""
        if not self.actor.may(Permission.CONTENT_WRITE, self.action.organisation_id):
            return Verdict(
                errors.Forbidden(
                    _("Only the organisation that leads this action can take an invitation back.")
                )
            )
        return self._is_asked


@dataclass(frozen=True)
class StepPolicy:
    """What an actor may do with one step."""

    actor: Actor
    action: Action
    step: models.ActionStep

    @property
    def tick(self) -> Verdict:
        """Tick it off or open it again: whoever takes part."""
        return ActionPolicy(self.actor, self.action).work

    @property
    def change(self) -> Verdict:
        """Change or remove it: the lead, and the organisation that does it."""
        may = ActionPolicy(self.actor, self.action)
        if not may.work:
            return may.work
        if {self.action.organisation_id, self.step.organisation_id}.isdisjoint(may.working_for):
            return Verdict(
                errors.Forbidden(
                    _("Only the lead and the organisation that does this step can change it.")
                )
            )
        return ALLOWED


def shown_reach(actor: Actor, action: Action, people: int | None) -> int | None:
    """How many people were reached, as this actor may see it: a very small number is for those who
    take part only.
    """
    small = people is not None and people < SMALL_REACH
    return None if small and not ActionPolicy(actor, action).takes_part else people
