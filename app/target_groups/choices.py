"""What forms and filters of a region choose from, with the label of every code they show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from sqlmodel import Session

from app.core import clock, fields, forms as core_forms, inputs, words as core_words
from app.core.i18n import gettext as _, mark
from app.core.kept import kept
from app.identity.actor import Actor, Permission, Seat
from app.reference import choice_queries, models as reference_models
from app.reference.labels import amount
from app.target_groups import queries, words

# Every field of a form, a filter or an address that names groups by their slugs.
GROUP_FIELDS = ("target_group", "also_groups", "target_groups")

F = TypeVar("F", bound=core_forms.Form[Any])


@dataclass(frozen=True)
class RegionChoices:
    """The lists of the actor's regions. `labels` knows every slug and code in them."""

    reference: choice_queries.Choices
    organisations: tuple[core_words.Choice, ...] = ()
    # The municipality of a municipality is not a choice.
    fixed_municipality: str | None = None
    may_publish: bool = False

    @classmethod
    def for_reading(cls, session: Session, actor: Actor) -> Self:
        """For a page that filters and shows labels. One query."""
        return cls(_lists_of(session, actor))

    @classmethod
    def for_writing(cls, session: Session, actor: Actor, owner: Any = None) -> Self:
        """For a form. `owner` (with `kind` and `municipality_code`) is whose item it is; empty for
        a new one.
        """
        seats = actor.writing_seats
        writer: Any = owner or (seats[0] if seats else None)
        fixed = (
            writer is not None
            and writer.kind is reference_models.OrganisationKind.MUNICIPALITY
            and len(seats) < 2
        )
        several = owner is None and len(seats) > 1
        # An owner is an organisation (with `id`), a writer without an owner is a seat.
        owner_id = owner.id if owner is not None else (seats[0].organisation_id if seats else None)
        return cls(
            _lists_of(session, actor),
            organisations=tuple(_organisation(seat) for seat in seats) if several else (),
            fixed_municipality=writer.municipality_code if fixed else None,
            may_publish=owner_id is not None and actor.may(Permission.CONTENT_DECIDE, owner_id),
        )

    @property
    def target_groups(self) -> tuple[choice_queries.ListedChoice, ...]:
        """The groups of the actor's regions."""
        return self.reference.more

    @kept
    def labels(self) -> dict[str, str]:
        """Every label by slug or code."""
        return self.reference.labels | {choice.value: choice.label for choice in self.target_groups}

    @kept
    def _slugs(self) -> frozenset[str]:
        return frozenset(choice.value for choice in self.target_groups)

    @kept
    def _groups_by_word(self) -> dict[str, str]:
        """Slugs by every word for a group. A slug goes before a label, a label before another
        word.
        """
        groups = list(reversed(self.target_groups))
        # The words of a region come as lines of one word, see `group_rows`.
        found = {
            words.fold_word(word): c.value
            for c in groups
            for line in c.words
            for word in words.split_words(line)
        }
        found |= {words.fold_word(choice.label): choice.value for choice in groups}
        return found | {choice.value: choice.value for choice in groups}

    def find_group(self, typed: str) -> str:
        """The slug of a group by its slug, label, other word or the slug it had before it was
        merged.

        What nobody is called comes back as it is, and nothing is found by it.
        """
        if typed in self._slugs:
            return typed
        return self._groups_by_word.get(words.fold_word(typed), typed)

    def find_elsewhere(self, code: str | None) -> str:
        """The code of another municipality than the only one that its writer logs for; "" when it
        is none, or they may log for any.
        """
        fixed = self.fixed_municipality
        others = {choice.value for choice in self.reference.municipalities} - {fixed}
        return code if code and fixed is not None and code in others else ""

    def understand(self, form: F) -> F:
        """The same form, whose fields that name groups say their slugs of today: whatever word for
        a group was typed, and whatever it was called when the form, filter or address was made.
        """
        for name in GROUP_FIELDS:
            if given := form.values(name):
                form.put(name, *dict.fromkeys(map(self.find_group, given)))
        return form

    def understood(self, query: Mapping[str, str]) -> dict[str, str]:
        """The same of filters that were kept."""
        return {n: self.find_group(v) if n in GROUP_FIELDS else v for n, v in query.items()}

    def label(self, value: str | None) -> str:
        """The label of a slug or code, of a merged group that of the one it went up in; the value
        itself when the word is gone from the list.
        """
        if value is None:
            return ""
        return self.labels.get(value) or self.labels.get(self.find_group(value), value)

    def current_crises(self, *kept: str | None) -> list[choice_queries.ListedChoice]:
        """What a form offers: the crises that go on today, and those it must `keep`, by slug."""
        return [
            crisis for crisis in self.reference.crises if crisis.is_current or crisis.value in kept
        ]

    def current_measures(self, *kept: str | None) -> list[choice_queries.ListedChoice]:
        """What a form offers: the measures in force today, and those it must `keep`, by slug."""
        return [
            measure
            for measure in self.reference.measures
            if measure.is_current or measure.value in kept
        ]

    def again(self, model: type[inputs.Input], thing: Any, first: str, last: str) -> dict[str, Any]:
        """What a new form starts with that says the same as a stored one, from today and for as
        long (`first` and `last` are called its days). A crisis or measure comes along while it goes
        on.
        """
        stored = fields.filled(model, thing)
        crises, measures = (
            {choice.value for choice in current}
            for current in (self.current_crises(), self.current_measures())
        )
        long = stored[last] - stored[first] if stored[last] else None
        crisis, measure = stored["crisis"], stored["measure"]
        return stored | {
            "version": None,
            "organisation": thing.organisation_id,
            "crisis": crisis if crisis in crises else self.reference.default_crisis,
            "measure": measure if measure in measures else None,
            first: clock.today(),
            last: None if long is None else clock.today() + long,
        }

    def is_written(self, name: str) -> bool:
        """Whether somebody of a region has typed the labels of a filter, in one language."""
        return name in ("crisis", "measure")

    def filter_label(self, name: str, value: str) -> str:
        """What an active filter is called."""
        own = {
            "mine": mark("Only of my organisation"),
            "named": mark("Only what says so itself"),
            "without_help": mark("Without help"),
            "free": mark("Room now"),
        }
        if name in own:
            return _(own[name])
        if name == "q":
            return f"“{value}”"
        lists = {"crisis": self.reference.crises, "measure": self.reference.measures}
        found = next((c.label for c in lists.get(name, ()) if c.value == value), None)
        return found or self.label(value)

    amount = staticmethod(amount)


def _lists_of(session: Session, actor: Actor) -> choice_queries.Choices:
    return choice_queries.get_choices(
        session, actor.regions, more=queries.group_rows, version=actor.lists_version
    )


def _organisation(seat: Seat) -> core_words.Choice:
    return core_words.Choice(str(seat.organisation_id), seat.organisation_name)
