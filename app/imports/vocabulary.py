"""What people call things in a file, as the slugs and codes the forms use."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from app.core.i18n import LOCALES, current_locale, gettext as _, mark, number, speaking
from app.core.words import Worded
from app.imports import place_words as words_of_places, singular
from app.imports.columns import COLUMNS, fold
from app.imports.place_words import Read
from app.needs.models import Urgency
from app.reference import models as reference_models
from app.target_groups.queries import Group

# Characters of a wrong word that are repeated in its message.
MAX_WORD = 60
# Parts of one name that commas may hold together; "Nuenen, Gerwen en Nederwetten" has two.
MOST_COMMAS = 4
# Words that one cell may name: more than there are municipalities.
MOST_PARTS = 400
_MANY = {column.field for columns in COLUMNS.values() for column in columns if column.takes_many}
_PLACES = ("municipality", "municipalities")
_GROUPS = ("target_group", "also_groups", "target_groups")

_YES = ("ja", "yes", "x", "waar", "true", "1")
_NO = ("nee", "no", "onwaar", "false", "0")


class Vocabulary:
    """The lists of a region, by every word they are known by."""

    def __init__(
        self,
        support_types: Iterable[reference_models.SupportType],
        groups: Iterable[Group],
        places: Iterable[reference_models.Municipality],
        crises: Iterable[reference_models.Crisis],
        measures: Iterable[reference_models.Measure],
    ) -> None:
        groups, support_types, places = list(groups), list(support_types), list(places)
        crises, measures = list(crises), list(measures)
        self._places = words_of_places.PlaceWords(places)
        self._whole_region = {fold(word) for word in _in_every_language(mark("whole region"))}
        self._labels = {g.slug: g.label_nl for g in groups}
        self._group_names = [
            (fold(name), g.slug) for g in groups for name in (*_labels(g), *g.words, *_halves(g))
        ]
        group_words = _by_word((g.slug, _labels(g), g.words) for g in groups)
        self._known: dict[str, dict[str, str]] = {
            "support_type": _by_word((s.slug, _labels(s), s.synonyms) for s in support_types),
            **dict.fromkeys(_GROUPS, group_words),
            "crisis": _by_word((c.slug, [c.name], []) for c in crises),
            "measure": _by_word((m.slug, [m.title], []) for m in measures),
            "unit": _by_word(_told(unit) for unit in reference_models.Unit),
            "urgency": _by_word(_told(urgency) for urgency in Urgency),
            "organisation_kind": _by_word(
                _told(kind) for kind in reference_models.OrganisationKind
            ),
            "sure_no_names": dict.fromkeys(_YES, "1") | dict.fromkeys(_NO, "0"),
        }
        place_names = {place.code: (place.name, place.name) for place in places}
        group_names = {group.slug: (group.label_nl, group.label_en) for group in groups}
        self._called: dict[str, dict[Any, tuple[str, str]]] = {
            "support_type": {s.slug: (s.label_nl, s.label_en) for s in support_types},
            **dict.fromkeys(_GROUPS, group_names),
            **dict.fromkeys(_PLACES, place_names),
            "crisis": {key: (c.name, c.name) for c in crises for key in (c.id, c.slug)},
            "measure": {key: (m.title, m.title) for m in measures for key in (m.id, m.slug)},
        }

    def say(self, field: str, value: Any) -> str:
        """A stored value of a field as a file would hold it, in the reader's language."""
        if field in _PLACES and not value:
            return _("whole region")
        match value:
            case None:
                return ""
            case Worded():
                return value.word
            case date():
                return f"{value.day}-{value.month}-{value.year}"
            case bool() | str() if field not in self._called:
                return str(value)
            case int():
                return number(value)
            case list() | tuple():
                return ", ".join(self.say(field, one) for one in value)
        in_dutch, in_english = self._called[field].get(value, (str(value), str(value)))
        return in_english if current_locale() == "en" else in_dutch

    def says(self, field: str, texts: Sequence[str], value: Any) -> bool:
        """Whether what stands in a cell is what a file of ours holds for this value: also when
        nobody can choose it any more.
        """
        said = {fold(word) for word in _in_every_language(lambda: self.say(field, value))}
        return fold(", ".join(texts)) in said

    def read(self, field: str, typed: str) -> Read:
        """The slugs or codes of what stands in a cell, or why there are none. Fields without a
        list keep what was typed. A comma parts words where only one reading of it is possible.
        """
        if field not in self._known and field not in _PLACES:
            return Read((typed,))
        if field in _PLACES and fold(typed) in self._whole_region:
            return Read()
        whole = self._one(field, typed)
        if whole is not None and (whole.fault is None or "," not in typed):
            return whole
        parts = [part.strip() for part in re.split("[,;]", typed) if part.strip()]
        lists = self._partings(field, parts) if 1 < len(parts) <= MOST_PARTS else []
        word = typed if len(typed) <= MAX_WORD else f"{typed[:MAX_WORD]}…"
        match lists:
            case []:
                return whole or Read(fault=_("“%(word)s” is not in the list.", word=word))
            case [found] if field in _MANY:
                return _together(found)
            case [_found]:
                return whole or Read(
                    fault=_("“%(word)s” is more than one, and this column takes one.", word=word)
                )
        return Read(
            fault=_("“%(word)s” can be read in several ways. Put a semicolon between.", word=word)
        )

    def _partings(self, field: str, parts: list[str]) -> list[list[Read]]:
        """How these parts can be put together again so that each is a word of the list: at most
        two ways, for with two nobody knows which is meant.
        """
        found: list[list[list[Read]]] = [[] for _part in parts] + [[[]]]  # from each part on
        for start in reversed(range(len(parts))):
            for end in range(start + 1, min(start + MOST_COMMAS, len(parts)) + 1):
                first = self._one(field, ", ".join(parts[start:end]))
                if first is not None:
                    found[start] += [[first, *rest] for rest in found[end]]
            del found[start][2:]
        return found[0]

    def _one(self, field: str, typed: str) -> Read | None:
        if field in _PLACES:
            return self._places.read(typed)
        code = self._known[field].get(fold(typed))
        if code is not None:
            return Read((code,))
        return self._group(typed) if field in _GROUPS else None

    def _group(self, typed: str) -> Read | None:
        """A word of several groups, or a singular: one group, or the ones that are asked."""
        said = fold(typed)
        slugs = dict.fromkeys(slug for name, slug in self._group_names if name == said)
        slugs = slugs or dict.fromkeys(
            slug for name, slug in self._group_names if singular.is_one_of(said, name)
        )
        if len(slugs) < 2:
            return Read(tuple(slugs)) if slugs else None
        return Read(
            fault=_(
                "“%(word)s” can be %(places)s. Fill in which one.",
                word=typed[:MAX_WORD],
                places=words_of_places.any_of([self._labels[slug] for slug in slugs]),
            )
        )


def _together(found: list[Read]) -> Read:
    wrong = next((one.fault for one in found if one.fault is not None), None)
    if wrong is not None:
        return Read(fault=wrong)
    codes = dict.fromkeys(code for one in found for code in one.codes)
    return Read(tuple(codes), tuple(remark for one in found for remark in one.remarks))


def _halves(group: Group) -> list[str]:
    """ "Migranten" and "statushouders" of "Migranten en statushouders"; half a word is none."""
    halves = re.split(" en ", group.label_nl)
    return [half for half in halves if not half.endswith("-")] if len(halves) > 1 else []


def _in_every_language(said: str | Callable[[], str]) -> Iterator[str]:
    for locale in LOCALES:
        with speaking(locale):
            yield _(said) if isinstance(said, str) else said()


def _labels(taxon: reference_models.Taxon | Group) -> list[str]:
    return [taxon.label_nl, taxon.label_en]


def _told(member: Worded) -> tuple[str, list[str], tuple[str, ...]]:
    """A member of an enum with its word in every language and what else people type for it."""
    return member.value, list(_in_every_language(lambda: member.word)), member.synonyms


def _by_word(entries: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> dict[str, str]:
    """Codes by word: a code or label goes before a synonym, and a synonym of two things is
    nobody's.
    """
    kept = list(entries)
    synonyms: dict[str, set[str]] = {}
    for code, _labels_of, others in kept:
        for word in others:
            synonyms.setdefault(fold(word), set()).add(code)
    found = {word: next(iter(codes)) for word, codes in synonyms.items() if len(codes) == 1}
    for code, labels, _others in reversed(kept):
        found |= {fold(label): code for label in labels}
    return found | {fold(code): code for code, _labels_of, _others in kept}
