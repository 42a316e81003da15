"""The kinds of row a file can hold: their input models, commands and what recognises them."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core.errors import Forbidden
from app.core.fields import fields_of
from app.core.i18n import gettext as _
from app.core.inputs import Input
from app.core.policy import Verdict
from app.dossier import partner_commands, partner_file, partner_queries
from app.identity.actor import Actor
from app.imports import columns, models
from app.needs import (
    commands as need_commands,
    fields as need_fields,
    models as need_models,
    policy as need_policy,
    queries as need_queries,
)
from app.offers import (
    commands as offer_commands,
    fields as offer_fields,
    policy as offer_policy,
    queries as offer_queries,
)
from app.organisations import policy as organisation_policy
from app.signals import (
    partner_commands as signal_commands,
    policy as signal_policy,
    queries as signal_queries,
    signal_fields,
)
from app.signals.models import SignalSource
from app.target_groups import estimate_commands, fields as size_fields, size_queries


@dataclass(frozen=True)
class Brief:
    """What something stored is recognised by, before it is read whole. Only what has the same `key`
    can be the same; then `place` and `period` say which of several is meant.
    """

    id: UUID
    key: Hashable
    place: Hashable = None
    period: Hashable = None
    # When it was true; a row without a day speaks of the newest.
    day: date | None = None


@dataclass(frozen=True)
class Recipe:
    """How the rows of one kind are read, checked, recognised, stored and changed."""

    model: type[Input]
    # The columns that would be stored. Both take `may_be_over`: whether a period may have passed;
    # and who stores these columns again as `checked`.
    check: Callable[..., dict[str, Any]]
    store: Callable[..., Any]
    edit: Callable[[Session, Actor, Any, Any], Any]
    may_edit: Callable[[Actor, Any], Verdict]
    # What the reader may know of what an organisation has stored, the oldest first.
    find_briefs: Callable[[Session, Actor, UUID], Iterable[Brief]]
    # What the reader may see of these, by id; the last one is whether they are locked.
    load: Callable[[Session, Actor, Collection[UUID], bool], Mapping[UUID, Any]]
    # A checked row, as the brief of what it would become.
    brief: Callable[[dict[str, Any]], Brief]
    # The columns that say which row it is.
    titled_by: tuple[str, ...] = ("title",)
    # What the form's button sends beside the fields.
    button: dict[str, list[str]] = field(default_factory=lambda: {"publish": ["1"]})
    # What happens to a row that differs from what is there, when nobody chose.
    when_differing: models.Doing | None = None
    # Whether so few people can be recognised in it; a file never changes those.
    is_small: Callable[[Any], bool] = lambda thing: False
    # What a stored thing does not tell who brings the file in, by name: a row says nothing of it.
    untold: Callable[[Any], Collection[str]] = lambda thing: ()
    # By row number, the ids of what is called nearly so: checked rows are asked. Only where of one
    # name there is one: then a row of that name is never stored beside it.
    find_near: (
        Callable[[Session, Actor, Mapping[int, Mapping[str, Any]]], Mapping[int, list[UUID]]] | None
    ) = None
    # Whether whose it is stands beside every row.
    has_owner: bool = True

    def is_same_name(self, one: Any, other: Any) -> bool:
        """Whether of two of this kind, stored or typed, there can be one only."""
        name = self.titled_by[0]
        return self.find_near is not None and columns.fold(getattr(one, name)) == columns.fold(
            getattr(other, name)
        )

    @property
    def days(self) -> tuple[str, ...]:
        """Every day of a row; the command line can move them."""
        return tuple(field.name for field in fields_of(self.model) if field.is_day)


# In place of the id of a row that is not stored yet.
_NOBODY = UUID(int=0)


def _window_briefs(
    find: Callable[[Session, Actor, Any], list[Any]], places: str
) -> Callable[[Session, Actor, UUID], Iterable[Brief]]:
    def find_briefs(session: Session, reader: Actor, owner: UUID) -> Iterable[Brief]:
        for item in find(session, reader, [owner]):
            key, place = columns.fold(item.title), _places_of(getattr(item, places))
            yield Brief(item.id, key, place, item.end)

    return find_briefs


def _window_brief(places: str, end: str) -> Callable[[dict[str, Any]], Brief]:
    return lambda values: Brief(
        _NOBODY, columns.fold(values["title"]), _places_of(values[places]), values[end]
    )


def _places_of(value: Any) -> frozenset[str]:
    """Municipalities of a need (one or none) or an offer."""
    return frozenset({value} if isinstance(value, str) else value or ())


def _check_size(
    session: Session, actor: Actor, given: size_fields.EstimateInput, *, may_be_over: bool
) -> dict[str, Any]:
    return estimate_commands.check_estimate(session, actor, given)


def _store_size(
    session: Session, actor: Actor, given: Any, *, may_be_over: bool, checked: dict[str, Any]
) -> Any:
    return estimate_commands.add_estimate(session, actor, given, checked=checked)


def _may_edit_never(actor: Actor, size: Any) -> Verdict:
    sentence = _("A size is never changed: the newest one counts, and the others stay.")
    return Verdict(Forbidden(sentence))


def _edit_never(session: Session, actor: Actor, thing: Any, given: Any) -> Any:
    raise TypeError("this is never changed")


def _size_briefs(session: Session, reader: Actor, owner: UUID) -> Iterable[Brief]:
    """Whoever wrote them down, the newest of a group and municipality first."""
    for size in size_queries.find_sizes(session, reader, with_history=True):
        yield Brief(size.id, (size.target_group, size.municipality_code), day=size.as_of)


def _load_sizes(
    session: Session, reader: Actor, ids: Collection[UUID], is_locked: bool
) -> Mapping[UUID, Any]:
    """Few people of another organisation are not recognised: that would tell how many."""
    known = size_queries.find_sizes(session, reader, with_history=True)
    return {size.id: size for size in known if size.id in ids and size.people is not None}


def _check_signal(
    session: Session, actor: Actor, given: signal_fields.SignalEntry, *, may_be_over: bool
) -> dict[str, Any]:
    """What a file does not say where it is from, is research: a survey is what is brought in."""
    values = signal_commands.check_signal(session, actor, given)
    said = "source_kind" in given.model_fields_set
    return values if said else values | {"source_kind": SignalSource.RESEARCH}


def _store_signal(
    session: Session, actor: Actor, given: Any, *, may_be_over: bool, checked: dict[str, Any]
) -> Any:
    return signal_commands.log_signal(session, actor, given, checked=checked)


def _load_signals(
    session: Session, reader: Actor, ids: Collection[UUID], is_locked: bool
) -> Mapping[UUID, Any]:
    """What a resident told is of nobody's file."""
    found = signal_queries.find_signals_by_id(session, reader, ids, lock=is_locked)
    return {each: signal for each, signal in found.items() if not signal.is_of_resident}


def _signal_key(said: Mapping[str, Any]) -> Hashable:
    """The same was seen of the same group in the same place on the same day."""
    about = (said["theme"], said["target_group"], said["municipality_code"], said["seen_on"])
    return columns.fold(said["description"]), *about


def _signal_briefs(session: Session, reader: Actor, owner: UUID) -> Iterable[Brief]:
    for each in signal_queries.find_logged(session, reader, owner):
        yield Brief(each.id, _signal_key(each._mapping))


def _check_partner(
    session: Session, actor: Actor, given: partner_file.PartnerInput, *, may_be_over: bool
) -> dict[str, Any]:
    return partner_commands.check_partner(session, actor, given)


def _store_partner(
    session: Session, actor: Actor, given: Any, *, may_be_over: bool, checked: dict[str, Any]
) -> Any:
    return partner_commands.bring_in_partner(session, actor, given, checked=checked)


def _partner_briefs(session: Session, reader: Actor, owner: UUID) -> Iterable[Brief]:
    for each in partner_queries.find_names(session, reader):
        yield Brief(each.id, columns.fold(each.name), each.municipality_code)


def _near_partners(
    session: Session, reader: Actor, rows: Mapping[int, Mapping[str, Any]]
) -> Mapping[int, list[UUID]]:
    wanted = ((n, row["name"], row["municipality_code"]) for n, row in rows.items())
    return partner_queries.find_near(session, reader, wanted)


RECIPES: Mapping[models.ImportKind, Recipe] = {
    models.ImportKind.NEEDS: Recipe(
        need_fields.NeedInput,
        need_commands.check_need,
        need_commands.log_need,
        need_commands.edit_need,
        lambda actor, need: need_policy.NeedPolicy(actor, need).edit,
        _window_briefs(need_queries.find_windows, "municipality_code"),
        lambda session, reader, ids, is_locked: need_queries.find_needs_by_id(
            session, reader, ids, lock=is_locked
        ),
        _window_brief("municipality_code", "needed_until"),
        is_small=lambda need: need_models.is_small_group(need.people, need.municipality_code),
    ),
    models.ImportKind.OFFERS: Recipe(
        offer_fields.OfferInput,
        offer_commands.check_offer,
        offer_commands.post_offer,
        offer_commands.edit_offer,
        lambda actor, offer: offer_policy.OfferPolicy(actor, offer).edit,
        _window_briefs(offer_queries.find_windows, "municipalities"),
        lambda session, reader, ids, is_locked: offer_queries.find_offers_by_id(
            session, reader, ids, lock=is_locked
        ),
        _window_brief("municipalities", "available_until"),
    ),
    models.ImportKind.SIZES: Recipe(
        size_fields.EstimateInput,
        _check_size,
        _store_size,
        _edit_never,
        _may_edit_never,
        _size_briefs,
        _load_sizes,
        lambda values: Brief(
            _NOBODY, (values["target_group"], values["municipality_code"]), day=values["as_of"]
        ),
        titled_by=("target_group", "municipality"),
        button={},
        when_differing=models.Doing.NEW,
    ),
    models.ImportKind.SIGNALS: Recipe(
        signal_fields.SignalEntry,
        _check_signal,
        _store_signal,
        signal_commands.edit_signal,
        lambda actor, signal: signal_policy.SignalPolicy(actor, signal).edit,
        _signal_briefs,
        _load_signals,
        lambda values: Brief(_NOBODY, _signal_key(values)),
        titled_by=("description",),
        button={},
        when_differing=models.Doing.NEW,
        is_small=lambda signal: need_models.is_small_group(signal.people, signal.municipality_code),
    ),
    models.ImportKind.ORGANISATIONS: Recipe(
        partner_file.PartnerInput,
        _check_partner,
        _store_partner,
        partner_commands.edit_partner,
        lambda actor, each: (
            organisation_policy.FilePolicy(actor, each.organisation, each.speaks_itself).edit
        ),
        _partner_briefs,
        lambda session, reader, ids, is_locked: partner_queries.find_partners_by_id(
            session, reader, ids, lock=is_locked
        ),
        lambda values: Brief(_NOBODY, columns.fold(values["name"]), values["municipality_code"]),
        titled_by=("name",),
        button={},
        untold=lambda each: partner_file.CONTACT if each.speaks_itself else (),
        find_near=_near_partners,
        has_owner=False,
    ),
}
