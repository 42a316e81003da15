"""Choices, forms and starting values of the pages of actions."""

from collections.abc import Collection
from typing import Any, Literal
from uuid import UUID

from app.actions import fields, match_queries, partner_commands
from app.actions.models import Action
from app.core import inputs, shown
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.reference.choice_queries import ListedChoice
from app.target_groups.choices import RegionChoices


class ActionStart(inputs.Input):
    """From which matches a new action starts, or from which proposal of an interpretation."""

    match: list[UUID] = []
    proposal: inputs.Slug | None = None


class Asking(inputs.Input):
    """A search within a form: the button that looks, what it looks for, and the button that really
    sends the form.
    """

    partner_q: str = ""
    find: Literal["1"] | None = None
    save: Literal["1"] | None = None


class NewActionForm(Asking, fields.NewAction):
    """The form of a new action with its search for partners."""

    when_missing = fields.NewAction.when_missing


class InvitationForm(Asking, partner_commands.Invitation):
    """The form of an invitation with its search for partners."""

    when_missing = partner_commands.Invitation.when_missing


class FromPage(inputs.Input):
    """From which page somebody answers, or takes an answer back."""

    page: Literal["work"] | None = None


class AnswerFromPage(FromPage, partner_commands.PartnerAnswer):
    """A yes or a no, and from which page."""

    when_missing = partner_commands.PartnerAnswer.when_missing


def is_search(form: Any) -> bool:
    """Whether a form was sent to look for partners: by its button, or by Enter in the search
    field.
    """
    return bool(form.value("find")) or (
        bool(form.value("partner_q").strip()) and not form.value("save")
    )


def chosen_ids(form: Any, name: str) -> list[UUID]:
    """The ids that are ticked in a form that nobody checked yet; nonsense is left out."""
    found = (inputs.read_id(value) for value in form.values(name))
    return [each for each in found if each is not None][:50]


class ActionChoices(RegionChoices):
    """Every list a page of actions can offer, and every label it can show."""

    @property
    def measures(self) -> tuple[ListedChoice, ...]:
        """All that the region keeps: an action may answer to one that is over."""
        return self.reference.measures

    def list_facts(self, row: fields.ActionRow) -> list[str]:
        """What a list says of an action, below its title."""
        return [text for _label, text in shown.told(fields.LIST, row, self)]

    def page_facts(self, action: Action) -> list[tuple[str, str]]:
        """What the page of an action says first, with labels."""
        return shown.told(fields.PAGE, action, self)

    def defaults(self, actor: Actor) -> dict[str, Any]:
        """What a new form starts with: the organisation's own municipality, and the first
        crisis.
        """
        seats = actor.writing_seats
        return {
            "municipalities": seats[0].municipality_code if seats else None,
            "crisis": self.reference.default_crisis,
        }

    def start_of(
        self, matches: Collection[match_queries.ServedMatch], lead: UUID
    ) -> dict[str, Any]:
        """What the matches it will serve fill in. Everybody reads an action, so of a small group
        nothing that tells where it is: not its title, its municipality or its partner.
        """
        needs = [match.need for match in matches]
        # Small groups have no place here, and one need of the whole region makes it an action of
        # the whole region.
        places = [need.municipality_code for need in needs if not need.is_small]
        themes = {t.value: t.themes for t in self.reference.support_types}
        sides = [
            o
            for m in matches
            if not m.need.is_small
            for o in (m.need.organisation_id, m.offer.organisation_id)
        ]
        return {
            "title": self._title_of(needs[0]) if len(needs) == 1 else None,
            "target_groups": list(dict.fromkeys(group for need in needs for group in need.groups)),
            "municipalities": [] if None in places else list(dict.fromkeys(places)),
            "themes": list(
                dict.fromkeys(
                    theme for need in needs for theme in themes.get(need.support_type, ())
                )
            ),
            "match": [match.id for match in matches],
            "partners": [
                organisation for organisation in dict.fromkeys(sides) if organisation != lead
            ],
        }

    def _title_of(self, need: Any) -> str:
        if not need.is_small:
            return str(need.title)
        return _(
            "%(kind)s for %(group)s",
            kind=self.label(need.support_type),
            group=self.label(need.target_group).lower(),
        )
