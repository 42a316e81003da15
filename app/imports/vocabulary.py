"""What people call things in a file, as the slugs and codes the forms use."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from app.core import quotes
from app.core.i18n import current_locale, gettext as _, mark, number
from app.core.words import Worded
from app.imports import known_words, place_words as words_of_places, singular, spoken_words
from app.imports.columns import COLUMNS, fold
from app.imports.place_words import Read
from app.reference import models as reference_models
from app.target_groups.queries import Group

MAX_WORD = 60  # characters of a wrong word for which another one is looked for
# Parts of one name that commas may hold together; "Nuenen, Gerwen en Nederwetten" has two.
MOST_COMMAS = 4
# Words of one file for which the nearest of the list is looked for, and letters of a word that says
# enough to be looked for by itself.
MOST_NEAR = 300
# Words between commas that one cell may name: more than there are municipalities.
MOST_PARTS = 400
# Characters of one word: no list of ours has a longer one, so nobody looks for it.
LONGEST = 250
MOST_TOLD = 10_000  # cells of which what was read is kept
_MANY = {column.field for columns in COLUMNS.values() for column in columns if column.takes_many}
_YES_NO = {column.field for columns in COLUMNS.values() for column in columns if column.is_yes_no}
# Where none is named, the whole region is meant.
_REGIONAL = ("municipality", "municipalities")
_PLACES = (*_REGIONAL, "works_in")
_KINDS_OF_HELP = ("support_type", "support_types")
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
        themes: Iterable[reference_models.Theme],
    ) -> None:
        groups, support_types, places = list(groups), list(support_types), list(places)
        crises, measures, themes = list(crises), list(measures), list(themes)
        self._places = words_of_places.PlaceWords(places)
        said = spoken_words.in_every_language(mark("whole region"))
        self._whole_region = set(map(fold, said))
        self._whole_region |= words_of_places.WHOLE_REGION
        self._labels = {g.slug: g.label_nl for g in groups}
        self._labels |= {s.slug: s.label_nl for s in (*support_types, *themes)}
        self._names = {
            **dict.fromkeys(_GROUPS, tuple(_names(groups, lambda g: (*g.words, *_halves(g))))),
            **dict.fromkeys(
                _KINDS_OF_HELP, tuple(_names(support_types, lambda s: (*s.synonyms, *_halves(s))))
            ),
            "theme": tuple(_names(themes, lambda t: (*t.synonyms, *_halves(t)))),
        }
        group_words = known_words.by_word((g.slug, _labels(g), g.words) for g in groups)
        self._known: dict[str, dict[str, str]] = {
            **dict.fromkeys(
                _KINDS_OF_HELP,
                known_words.by_word((s.slug, _labels(s), s.synonyms) for s in support_types),
            ),
            **dict.fromkeys(_GROUPS, group_words),
            "theme": known_words.by_word((t.slug, _labels(t), t.synonyms) for t in themes),
            "crisis": known_words.by_word((c.slug, [c.name], []) for c in crises),
            "measure": known_words.by_word((m.slug, [m.title], []) for m in measures),
            **{
                name: known_words.by_word(map(spoken_words.told, kind))
                for name, kind in known_words.ENUMS.items()
            },
            **dict.fromkeys(_YES_NO, dict.fromkeys(_YES, "1") | dict.fromkeys(_NO, "0")),
        }
        # What was read already: most rows of a file say the same.
        self._read_before: dict[tuple[str, str], Read] = {}
        # The codes that wrong words were probably meant for.
        self._nearest: dict[tuple[str, str], str | None] = {}
        place_names = {place.code: (place.name, place.name) for place in places}
        group_names = {group.slug: (group.label_nl, group.label_en) for group in groups}
        help_names = {kind.slug: (kind.label_nl, kind.label_en) for kind in support_types}
        theme_names = {theme.slug: (theme.label_nl, theme.label_en) for theme in themes}
        self._called: dict[str, dict[Any, tuple[str, str]]] = {
            **dict.fromkeys(_KINDS_OF_HELP, help_names),
            **dict.fromkeys(_GROUPS, group_names),
            **dict.fromkeys(_PLACES, place_names),
            "theme": theme_names,
            "crisis": {key: (c.name, c.name) for c in crises for key in (c.id, c.slug)},
            "measure": {key: (m.title, m.title) for m in measures for key in (m.id, m.slug)},
            **{field: spoken_words.called(enum) for field, enum in known_words.ENUMS.items()},
        }

    def say(self, field: str, value: Any) -> str:
        """A stored value of a field as a file would hold it, in the reader's language."""
        if field in _REGIONAL and not value:
            return _("whole region")
        match value:
            case None:
                return ""
            case bool():
                return _("yes") if value else _("no")
            case Worded():
                return value.word
            case date():
                return f"{value.day}-{value.month}-{value.year}"
            case int():
                return number(value)
            case list() | tuple():
                return ", ".join(self.say(field, one) for one in value)
        in_dutch, in_english = self._called.get(field, {}).get(value, (str(value), str(value)))
        return in_english if current_locale() == "en" else in_dutch

    def choices(self, field: str) -> list[str]:
        """What a cell of this field can say, in the reader's language, where that is a short list:
        places are typed.
        """
        if field in _PLACES or field not in self._called:
            return []
        return list(dict.fromkeys(self.say(field, value) for value in self._called[field]))

    def says(self, field: str, texts: Sequence[str], value: Any) -> bool:
        """Whether what stands in a cell is what a file of ours holds for this value: also when
        nobody can choose it any more.
        """
        every = spoken_words.in_every_language(lambda: self.say(field, value))
        said = set(map(fold, every))
        return fold(", ".join(texts)) in said

    def read(self, field: str, typed: str) -> Read:
        """The slugs or codes of what stands in a cell, or why there are none. Fields without a
        list keep what was typed. A comma, a slash or "en" parts words where only one reading of it
        is possible.
        """
        if field not in self._known and field not in _PLACES:
            return Read((typed,))
        key = (field, typed)
        if (found := self._read_before.get(key)) is None:
            found = self._read(field, typed)
            if len(self._read_before) < MOST_TOLD and len(typed) <= LONGEST:
                self._read_before[key] = found
        return found

    def _read(self, field: str, typed: str) -> Read:
        if field in _REGIONAL and fold(typed) in self._whole_region:
            return Read()
        whole = self._one(field, typed)
        if whole is not None and (whole.fault is None or "," not in typed):
            return whole
        parts = known_words.parts_of(typed) if len(re.findall("[,;]", typed)) < MOST_PARTS else []
        lists = self._partings(field, typed, parts) if len(parts) > 1 else []
        word = quotes.short(typed)
        match lists:
            case []:
                return whole or self._unknown(field, typed, [typed[slice(*p)] for p in parts])
            case [found] if field in _MANY:
                return _together(found)
            case [_found]:
                return whole or Read(
                    fault=_("“%(word)s” is more than one, and this column takes one.", word=word)
                )
        return Read(
            fault=_("“%(word)s” can be read in several ways. Put a semicolon between.", word=word)
        )

    def knows(self, field: str, typed: str) -> bool:
        """Whether it is one word of the list; nobody looks for what else was meant."""
        found = self._one(field, typed) if field in self._known or field in _PLACES else None
        return found is not None and found.fault is None

    def _unknown(self, field: str, typed: str, parts: list[str]) -> Read:
        """No word of the list, with the one that was probably meant: of several words in one cell,
        for the first that nobody knows.
        """
        wrong = [typed]
        if field in _MANY and len(parts) > 1:
            wrong = [part for part in parts if self._one(field, part) is None]
        for word in wrong[:1]:
            if (near := self._near(field, word)) is not None:
                said = _(
                    "“%(word)s” is not in the list. Did you mean “%(near)s”?", word=word, near=near
                )
                return Read(fault=said)
        word = quotes.short(typed)
        return words_of_places.unknown(
            word, [each.word for each in known_words.ENUMS.get(field, ())]
        )

    def _near(self, field: str, typed: str) -> str | None:
        """What this list has nearest to a word: by a slip of the fingers or two, else by one of its
        words that the list knows, when it knows no other of them.
        """
        if len(typed) > MAX_WORD:
            return None
        key = (field, typed)
        if key not in self._nearest and len(self._nearest) < MOST_NEAR:
            self._nearest[key] = self._find_near(field, typed)
        code = self._nearest.get(key)
        return None if code is None else self.say(field, code)

    def _find_near(self, field: str, typed: str) -> str | None:
        if field in _PLACES:
            return self._places.near(typed)
        return known_words.near(typed, self._known[field])

    def _partings(
        self, field: str, typed: str, parts: Sequence[tuple[int, int]]
    ) -> list[list[Read]]:
        """How these parts can be put together again so that each is a word of the list: at most
        two ways that mean something else, for with two nobody knows which is meant.
        """
        found: list[list[list[Read]]] = [[] for _part in parts] + [[[]]]  # from each part on
        for start in reversed(range(len(parts))):
            ways: dict[tuple[Any, ...], list[Read]] = {}
            for end in range(start + 1, min(start + MOST_COMMAS, len(parts)) + 1):
                words = typed[parts[start][0] : parts[end - 1][1]]
                first = self._one(field, ", ".join(map(str.strip, words.split(","))))
                if first is None:
                    continue
                for rest in found[end]:
                    ways.setdefault(_meaning([first, *rest]), [first, *rest])
            found[start] = list(ways.values())[:2]
        return found[0]

    def _one(self, field: str, typed: str) -> Read | None:
        if len(typed) > LONGEST:
            return None
        if field in _PLACES:
            return self._places.read(typed)
        code = self._known[field].get(fold(typed))
        if code is not None:
            return Read((code,))
        return self._by_name(field, typed) if field in self._names else None

    def _by_name(self, field: str, typed: str) -> Read | None:
        """A word of several groups, or a singular: one group, or the ones that are asked. A kind of
        help has words of one thing, so there it is also more of what the list has one of.
        """
        said, names = fold(typed), self._names[field]
        slugs = dict.fromkeys(slug for name, slug in names if name == said)
        slugs = slugs or dict.fromkeys(s for name, s in names if singular.is_one_of(said, name))
        if not slugs and field in _KINDS_OF_HELP:
            slugs = dict.fromkeys(s for name, s in names if singular.is_one_of(name, said))
        if len(slugs) < 2:
            return Read(tuple(slugs)) if slugs else None
        return Read(
            fault=_(
                "“%(word)s” can be %(places)s. Fill in which one.",
                word=quotes.short(typed),
                places=words_of_places.any_of([self._labels[slug] for slug in slugs]),
            )
        )


def _meaning(found: Sequence[Read]) -> tuple[Any, ...]:
    codes = frozenset(code for one in found for code in one.codes)
    return codes, tuple(one.fault for one in found if one.fault is not None)


def _together(found: list[Read]) -> Read:
    wrong = next((one.fault for one in found if one.fault is not None), None)
    if wrong is not None:
        return Read(fault=wrong)
    codes = dict.fromkeys(code for one in found for code in one.codes)
    return Read(tuple(codes), tuple(remark for one in found for remark in one.remarks))


def _names(
    things: Iterable[Any], besides: Callable[[Any], Iterable[str]]
) -> Iterator[tuple[str, str]]:
    """Every name of groups or kinds of help, folded, with the slug it stands for."""
    return ((fold(name), each.slug) for each in things for name in (*_labels(each), *besides(each)))


def _halves(group: reference_models.Taxon | Group) -> list[str]:
    """ "Migranten" and "statushouders" of "Migranten en statushouders"; half a word is none."""
    halves = re.split(" en ", group.label_nl)
    return [half for half in halves if not half.endswith("-")] if len(halves) > 1 else []


def _labels(taxon: reference_models.Taxon | Group) -> list[str]:
    return [taxon.label_nl, taxon.label_en]
