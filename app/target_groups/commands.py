"""Changing the registry of target groups: require, change, record."""

from collections.abc import Collection
from itertools import count
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from pydantic import AfterValidator, Field, StringConstraints
from sqlmodel import Session, col

from app.audit import record
from app.core import edits, errors as core_errors, inputs
from app.core.events import address
from app.core.fields import Called, Stored, typed
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.follows import commands as follows
from app.identity.actor import Actor, Seat
from app.reference import checks, commands as reference_commands
from app.target_groups import events, locks, models, policy, queries, words as group_words

Label = Annotated[
    str,
    StringConstraints(min_length=2, max_length=group_words.LONGEST_WORD, pattern=r"\w"),
    AfterValidator(inputs.without_persons),
    inputs.OneLine,
]
Typed = Annotated[str, StringConstraints(max_length=3000), AfterValidator(inputs.without_persons)]


class GroupInput(inputs.Input):
    """The form of a group that a region adds."""

    when_missing: ClassVar[dict[str, str]] = {"label": mark("Say what this group is called.")}

    label: Annotated[Label, Stored("label_nl"), Called(mark("name"))]
    # Empty: the same as `label`.
    label_en: Annotated[
        str,
        StringConstraints(max_length=group_words.LONGEST_WORD),
        AfterValidator(inputs.without_persons),
        inputs.OneLine,
        Stored("label_en", read=lambda group: _unlike(group.label_nl, group.label_en)),
        Called(mark("English name")),
    ] = ""
    # One on a line, or with commas between them.
    synonyms: Annotated[
        Typed,
        Stored("synonyms", read=lambda group: "\n".join(group.synonyms)),
        Called(mark("other words")),
    ] = ""
    # A group that came with the country starts at 1, words of a region at 0.
    version: Annotated[int, Field(ge=0)] | None = None


class GroupWordsInput(inputs.Input):
    """The form of a region's own words for a national group."""

    synonyms: Annotated[Typed, Stored("words", read=lambda group: "\n".join(group.own_words))] = ""
    version: Annotated[
        Annotated[int, Field(ge=0)] | None, Stored("version", read="words_version")
    ] = None


class GroupMerging(inputs.Input):
    """In which group another one goes up."""

    when_missing: ClassVar[dict[str, str]] = {"into": mark("Choose the group that stays.")}

    into: inputs.Slug
    version: Annotated[int, Field(ge=0)] | None = None


def seed_target_groups(session: Session) -> dict[str, int]:
    """The national groups of `reference/data/taxonomy.csv`. Idempotent."""
    return {
        "target_group": reference_commands.upsert(
            session,
            models.TargetGroup,
            reference_commands.read_taxonomy("target_group"),
            key="slug",
        )
    }


@asks(policy.may_keep)
def add_group(session: Session, actor: Actor, given: GroupInput) -> models.TargetGroup:
    """Add a group to the actor's region, at the end of its list."""
    seat = policy.keeping_seats(actor)[0]
    locks.lock_registry(session, seat.region_code)
    values = _checked(session, seat.region_code, given, stored=None)
    last = session.execute(sa.select(sa.func.max(col(models.TargetGroup.position)))).scalar_one()
    slug = _free_slug(session, given.label, seat.region_code)
    group = models.TargetGroup(
        slug=slug, region_code=seat.region_code, position=(last or 0) + 1, **values
    )
    session.add(group)
    session.flush()
    record(session, actor, events.GroupAdded(**_place(seat, slug)))
    return group


@asks(lambda actor, group: policy.GroupPolicy(actor, group).rename)
def edit_group(session: Session, actor: Actor, group: queries.Group, given: GroupInput) -> None:
    """Change what a regional group is called. Invalid when somebody else changed it since the form
    was opened.
    """
    seat = _seat(actor, group)
    locks.lock_registry(session, seat.region_code)
    row = locks.lock_group(session, group.slug)
    assert row is not None
    values = _checked(session, seat.region_code, given, stored=row)
    changed = edits.edit(row, values, version=given.version, sentence=_old_version())
    if not changed:
        return
    session.flush()
    record(session, actor, events.GroupEdited(**_place(seat, group.slug), changed=changed))


@asks(lambda actor, group: policy.GroupPolicy(actor, group).add_words)
def set_own_words(
    session: Session, actor: Actor, group: queries.Group, given: GroupWordsInput
) -> None:
    """Store which other words the actor's region has for a national group: all of them, so none
    takes them away.
    """
    seat = _seat(actor, group)
    locks.lock_registry(session, seat.region_code)
    errors: checks.Errors = {}
    words = _words(given.synonyms, errors, kept=group.own_words)
    asked = {"synonyms": [word for word in words if word not in group.own_words]}
    _refuse_taken(session, seat.region_code, asked, errors, but=group.slug)
    national = {
        group_words.fold_word(word) for word in (group.label_nl, group.label_en, *group.synonyms)
    }
    if errors:
        raise core_errors.Invalid(errors)
    row = locks.lock_words(session, seat.region_code, group.slug)
    # A word that it had before the whole country did stays until somebody takes it out.
    words = [w for w in words if w in group.own_words or group_words.fold_word(w) not in national]
    if not edits.edit(row, {"words": words}, version=given.version, sentence=_old_version()):
        return
    session.flush()
    record(session, actor, events.GroupWordsChanged(**_place(seat, group.slug)))


@asks(lambda actor, group: policy.GroupPolicy(actor, group).merge)
def merge_group(session: Session, actor: Actor, group: queries.Group, given: GroupMerging) -> str:
    """Let a regional group go up in another one: whatever points at it, and every word for it,
    moves there. Returns the slug of the other one.
    """
    seat = _seat(actor, group)
    # Who writes a need or an offer for this group is done before, or finds it gone. In order: two
    # merges may cross.
    for slug in sorted({group.slug, given.into}):
        locks.lock_group(session, slug, wholly=slug == group.slug)
    row = session.get_one(models.TargetGroup, group.slug)
    edits.refuse_stale(row, given.version, _old_version())
    if row.merged_into is not None:
        raise core_errors.Invalid({"version": _old_version()})
    into = next(
        (g for g in queries.find_groups(session, [seat.region_code]) if g.slug == given.into), None
    )
    if into is None or into.slug == group.slug:
        raise core_errors.Invalid({"into": _("Choose another group from the list.")})
    _take_over(session, seat.region_code, row, into)
    row.merged_into = into.slug
    row.version += 1
    session.flush()
    moved = (
        (models.TargetGroup, col(models.TargetGroup.merged_into), "merged_into"),
        (models.TargetGroupEstimate, col(models.TargetGroupEstimate.target_group), "target_group"),
    )
    for table, column, name in moved:
        session.execute(sa.update(table).where(column == group.slug).values({name: into.slug}))
    follows.lead_on(session, "target_group", group.slug, into.slug)
    record(session, actor, events.GroupMerged(**_place(seat, group.slug), into=into.slug))
    record(session, actor, events.GroupTookOver(**_place(seat, into.slug), taken=group.slug))
    return into.slug


def _take_over(
    session: Session, region_code: str, row: models.TargetGroup, into: queries.Group
) -> None:
    """The label and synonyms of a group become words of the one that it goes up in."""
    given = [row.label_nl, *row.synonyms] + ([row.label_en] if row.label_en != row.label_nl else [])
    known = {group_words.fold_word(word) for word in (into.label_nl, into.label_en, *into.words)}
    new = [
        word
        for word in group_words.without_doubles(given)
        if group_words.fold_word(word) not in known
    ]
    if into.is_regional:
        staying = session.get_one(models.TargetGroup, into.slug)
        staying.synonyms, staying.version = [*staying.synonyms, *new], staying.version + 1
    else:
        words = locks.lock_words(session, region_code, into.slug)
        words.words, words.version = [*words.words, *new], words.version + 1


def _checked(
    session: Session, region_code: str, given: GroupInput, *, stored: models.TargetGroup | None
) -> dict[str, Any]:
    """The columns of a group from its form, or Invalid."""
    errors: checks.Errors = {}
    label_en = given.label_en or given.label
    known = () if stored is None else (stored.label_nl, stored.label_en, *stored.synonyms)
    words = _words(given.synonyms, errors, kept=known)
    asked = {"label": [given.label], "label_en": [label_en], "synonyms": words}
    # Another group may have got one of its words since: what is stored is not asked.
    new = {field: [word for word in some if word not in known] for field, some in asked.items()}
    _refuse_taken(session, region_code, new, errors, but=stored.slug if stored else None)
    if errors:
        raise core_errors.Invalid(errors)
    labels = {group_words.fold_word(given.label), group_words.fold_word(label_en)}
    synonyms = [word for word in words if group_words.fold_word(word) not in labels]
    return typed(given) | {"label_en": label_en, "synonyms": synonyms}


def _unlike(label: str, other: str) -> str:
    """Another label, when it is another."""
    return "" if other == label else other


def _words(text: str, errors: checks.Errors, *, kept: Collection[str] = ()) -> list[str]:
    words = group_words.split_words(text)
    # A group that took another over has as many as it got.
    if len(words) > group_words.MOST_WORDS and set(words) - set(kept):
        errors["synonyms"] = _("Use at most %(num)s other words.", num=group_words.MOST_WORDS)
    elif any(len(word) > group_words.LONGEST_WORD for word in words):
        errors["synonyms"] = _(
            "One of these words is too long: use at most %(num)s characters.",
            num=group_words.LONGEST_WORD,
        )
    return words


def _refuse_taken(
    session: Session,
    region_code: str,
    asked: dict[str, list[str]],
    errors: checks.Errors,
    *,
    but: str | None,
) -> None:
    """A word stands for one group in a region, or it would lead nowhere. `asked` by the field of
    the form.
    """
    taken: dict[str, queries.Group] = {}
    for group in queries.find_groups(session, [region_code]):
        if group.slug != but:
            taken |= {
                group_words.fold_word(word): group
                for word in (group.label_nl, group.label_en, *group.words)
            }
    for field, words in asked.items():
        for word in words:
            owner = taken.get(group_words.fold_word(word))
            if owner is not None:
                said = _(
                    "“%(word)s” already stands for the group “%(group)s”.",
                    word=word,
                    group=owner.label,
                )
                errors.setdefault(field, said)
    if asked.get("label") == asked.get("label_en") and "label" in errors:
        errors.pop("label_en", None)  # nobody typed it


def _free_slug(session: Session, label: str, region_code: str) -> str:
    """A slug that no group has or had."""
    slugs = (group_words.slug_of(label, region_code, number) for number in count(1))
    return next(slug for slug in slugs if session.get(models.TargetGroup, slug) is None)


def _old_version() -> str:
    return _(
        "This group was changed while you were typing. Your text is still here. "
        "Compare it with the group as it is now, then save again."
    )


def _seat(actor: Actor, group: queries.Group) -> Seat:
    seat = policy.GroupPolicy(actor, group).seat
    assert seat is not None
    return seat


def _place(seat: Seat, slug: str) -> dict[str, Any]:
    return address(seat, object_id=events.trail_id(seat.region_code, slug), target_group=slug)
