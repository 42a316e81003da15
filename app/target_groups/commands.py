"""Changing the registry of target groups: require, change, record."""

from itertools import count
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from app.audit import record
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.inputs import Input, Slug, without_persons
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.reference.checks import Errors
from app.reference.commands import read_taxonomy, upsert
from app.target_groups import events
from app.target_groups.models import TargetGroup, TargetGroupEstimate, TargetGroupWords
from app.target_groups.policy import GroupPolicy, keeping_seats, may_keep
from app.target_groups.queries import Group, find_groups
from app.target_groups.words import (
    LONGEST_WORD,
    MOST_WORDS,
    fold_word,
    slug_of,
    split_words,
    without_doubles,
)

Label = Annotated[
    str,
    StringConstraints(min_length=2, max_length=LONGEST_WORD, pattern=r"\w"),
    AfterValidator(without_persons),
]
Typed = Annotated[str, StringConstraints(max_length=3000), AfterValidator(without_persons)]


class GroupInput(Input):
    """The form of a group that a region adds."""

    when_missing: ClassVar[dict[str, str]] = {"label": mark("Say what this group is called.")}

    label: Label
    # Empty: the same as `label`.
    label_en: Annotated[
        str, StringConstraints(max_length=LONGEST_WORD), AfterValidator(without_persons)
    ] = ""
    # One on a line, or with commas between them.
    synonyms: Typed = ""
    # The version that was edited, so that somebody else's change is not overwritten unseen.
    version: Annotated[int, Field(ge=0)] | None = None


class GroupWordsInput(Input):
    """The form of a region's own words for a national group."""

    synonyms: Typed = ""
    version: Annotated[int, Field(ge=0)] | None = None


class GroupMerging(Input):
    """In which group another one goes up."""

    when_missing: ClassVar[dict[str, str]] = {"into": mark("Choose the group that stays.")}

    into: Slug
    version: Annotated[int, Field(ge=0)] | None = None


def seed_target_groups(session: Session) -> dict[str, int]:
    """The national groups of `reference/data/taxonomy.csv`. Idempotent."""
    return {"target_group": upsert(session, TargetGroup, read_taxonomy("target_group"), key="slug")}


@asks(may_keep)
def add_group(session: Session, actor: Actor, given: GroupInput) -> TargetGroup:
    """Add a group to the actor's region, at the end of its list."""
    seat = keeping_seats(actor)[0]
    values = _checked(session, seat.region_code, given, slug=None)
    last = session.execute(sa.select(sa.func.max(col(TargetGroup.position)))).scalar_one()
    slug = _free_slug(session, given.label, seat.region_code)
    group = TargetGroup(slug=slug, region_code=seat.region_code, position=(last or 0) + 1, **values)
    session.add(group)
    session.flush()
    record(session, actor, events.GroupAdded(**_address(seat, slug)))
    return group


@asks(lambda actor, group: GroupPolicy(actor, group).rename)
def edit_group(session: Session, actor: Actor, group: Group, given: GroupInput) -> None:
    """Change what a regional group is called. Invalid when somebody else changed it since the form
    was opened.
    """
    seat = _seat(actor, group)
    row = _hold(session, group.slug)
    assert row is not None
    values = _checked(session, seat.region_code, given, slug=group.slug)
    changed = tuple(name for name, value in values.items() if getattr(row, name) != value)
    if not changed:
        return
    _refuse_old(given.version, row.version)
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    session.flush()
    record(session, actor, events.GroupEdited(**_address(seat, group.slug), changed=changed))


@asks(lambda actor, group: GroupPolicy(actor, group).add_words)
def set_own_words(session: Session, actor: Actor, group: Group, given: GroupWordsInput) -> None:
    """Store which other words the actor's region has for a national group: all of them, so none
    takes them away.
    """
    seat = _seat(actor, group)
    errors: Errors = {}
    words = _words(given.synonyms, errors)
    _refuse_taken(session, seat.region_code, {"synonyms": words}, errors, but=group.slug)
    national = {fold_word(word) for word in (group.label_nl, group.label_en, *group.synonyms)}
    if errors:
        raise Invalid(errors)
    row = _hold_words(session, seat.region_code, group.slug)
    words = [word for word in words if fold_word(word) not in national]
    if row.words == words:
        return
    _refuse_old(given.version, row.version)
    row.words, row.version = words, row.version + 1
    session.flush()
    record(session, actor, events.GroupWordsChanged(**_address(seat, group.slug)))


@asks(lambda actor, group: GroupPolicy(actor, group).merge)
def merge_group(session: Session, actor: Actor, group: Group, given: GroupMerging) -> str:
    """Let a regional group go up in another one: whatever points at it, and every word for it,
    moves there. Returns the slug of the other one.
    """
    seat = _seat(actor, group)
    # Who writes a need or an offer for this group is done before, or finds it gone. In order: two
    # merges may cross.
    for slug in sorted({group.slug, given.into}):
        _hold(session, slug, wholly=slug == group.slug)
    row = session.get_one(TargetGroup, group.slug)
    if row.merged_into is not None or given.version not in (None, row.version):
        raise Invalid({"version": _old_version()})
    into = next((g for g in find_groups(session, [seat.region_code]) if g.slug == given.into), None)
    if into is None or into.slug == group.slug:
        raise Invalid({"into": _("Choose another group from the list.")})
    _take_over(session, seat.region_code, row, into)
    row.merged_into = into.slug
    row.version += 1
    session.flush()
    moved = (
        (TargetGroup, col(TargetGroup.merged_into), "merged_into"),
        (TargetGroupEstimate, col(TargetGroupEstimate.target_group), "target_group"),
    )
    for table, column, name in moved:
        session.execute(sa.update(table).where(column == group.slug).values({name: into.slug}))
    record(session, actor, events.GroupMerged(**_address(seat, group.slug), into=into.slug))
    record(session, actor, events.GroupTookOver(**_address(seat, into.slug), taken=group.slug))
    return into.slug


def _take_over(session: Session, region_code: str, row: TargetGroup, into: Group) -> None:
    """The label and synonyms of a group become words of the one that it goes up in."""
    given = [row.label_nl, *row.synonyms] + ([row.label_en] if row.label_en != row.label_nl else [])
    known = {fold_word(word) for word in (into.label_nl, into.label_en, *into.words)}
    new = [word for word in without_doubles(given) if fold_word(word) not in known]
    if into.is_regional:
        staying = session.get_one(TargetGroup, into.slug)
        staying.synonyms, staying.version = [*staying.synonyms, *new], staying.version + 1
    else:
        words = _hold_words(session, region_code, into.slug)
        words.words, words.version = [*words.words, *new], words.version + 1


def _checked(
    session: Session, region_code: str, given: GroupInput, *, slug: str | None
) -> dict[str, Any]:
    """The columns of a group from its form, or Invalid."""
    errors: Errors = {}
    label_en = given.label_en or given.label
    words = _words(given.synonyms, errors)
    typed = {"label": [given.label], "label_en": [label_en], "synonyms": words}
    _refuse_taken(session, region_code, typed, errors, but=slug)
    if errors:
        raise Invalid(errors)
    labels = {fold_word(given.label), fold_word(label_en)}
    synonyms = [word for word in words if fold_word(word) not in labels]
    return {"label_nl": given.label, "label_en": label_en, "synonyms": synonyms}


def _words(typed: str, errors: Errors) -> list[str]:
    words = split_words(typed)
    if len(words) > MOST_WORDS:
        errors["synonyms"] = _("Use at most %(num)s other words.", num=MOST_WORDS)
    elif any(len(word) > LONGEST_WORD for word in words):
        errors["synonyms"] = _(
            "One of these words is too long: use at most %(num)s characters.", num=LONGEST_WORD
        )
    return words


def _refuse_taken(
    session: Session,
    region_code: str,
    typed: dict[str, list[str]],
    errors: Errors,
    *,
    but: str | None,
) -> None:
    """A word stands for one group in a region, or it would lead nowhere. `typed` by the field of
    the form.
    """
    taken: dict[str, Group] = {}
    for group in find_groups(session, [region_code]):
        if group.slug != but:
            taken |= {
                fold_word(word): group for word in (group.label_nl, group.label_en, *group.words)
            }
    for field, words in typed.items():
        for word in words:
            owner = taken.get(fold_word(word))
            if owner is not None:
                said = _(
                    "“%(word)s” already stands for the group “%(group)s”.",
                    word=word,
                    group=owner.label,
                )
                errors.setdefault(field, said)
    if typed.get("label") == typed.get("label_en") and "label" in errors:
        errors.pop("label_en", None)  # nobody typed it


def _free_slug(session: Session, label: str, region_code: str) -> str:
    """A slug that no group has or had."""
    slugs = (slug_of(label, region_code, number) for number in count(1))
    return next(slug for slug in slugs if session.get(TargetGroup, slug) is None)


def _hold(session: Session, slug: str, *, wholly: bool = False) -> TargetGroup | None:
    """The row of a group, locked until commit. `wholly`: nobody can choose it meanwhile, see
    `queries.get_groups`.
    """
    query = (
        select(TargetGroup)
        .where(col(TargetGroup.slug) == slug)
        .with_for_update(key_share=not wholly)
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def _hold_words(session: Session, region_code: str, slug: str) -> TargetGroupWords:
    """The row of a region's own words, locked until commit; made when there is none yet."""
    none = insert(TargetGroupWords).values(
        region_code=region_code, target_group=slug, words=[], version=0
    )
    session.execute(none.on_conflict_do_nothing())
    locked = (
        select(TargetGroupWords)
        .where(
            col(TargetGroupWords.region_code) == region_code,
            col(TargetGroupWords.target_group) == slug,
        )
        .with_for_update()
    )
    return session.exec(locked.execution_options(populate_existing=True)).one()


def _refuse_old(given: int | None, now: int) -> None:
    if given is not None and given != now:
        raise Invalid({"version": _old_version()})


def _old_version() -> str:
    return _(
        "Somebody else changed this group while you were typing. Your text is still here. "
        "Compare it with the group as it is now, then save again."
    )


def _seat(actor: Actor, group: Group) -> Seat:
    seat = GroupPolicy(actor, group).seat
    assert seat is not None
    return seat


def _address(seat: Seat, slug: str) -> dict[str, Any]:
    return {
        "object_id": events.trail_id(seat.region_code, slug),
        "organisation_id": seat.organisation_id,
        "region_code": seat.region_code,
        "target_group": slug,
    }
