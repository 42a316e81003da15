"""What people call things in a file, as the slugs and codes the forms use."""

import re
from collections.abc import Iterable

from app.core.i18n import LOCALES, speaking
from app.core.words import Worded
from app.imports.columns import fold
from app.needs.models import Urgency
from app.reference import models as reference_models
from app.target_groups.queries import Group

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
        group_words = _by_word((g.slug, _labels(g), g.words) for g in groups)
        place_words = _by_word((p.code, [p.name], _other_names(p)) for p in places)
        self._known: dict[str, dict[str, str]] = {
            "support_type": _by_word((s.slug, _labels(s), s.synonyms) for s in support_types),
            "target_group": group_words,
            "also_groups": group_words,
            "target_groups": group_words,
            "municipality": place_words,
            "municipalities": place_words,
            "crisis": _by_word((c.slug, [c.name], []) for c in crises),
            "measure": _by_word((m.slug, [m.title], []) for m in measures),
            "unit": _by_word(_told(unit) for unit in reference_models.Unit),
            "urgency": _by_word(_told(urgency) for urgency in Urgency),
            "organisation_kind": _by_word(
                _told(kind) for kind in reference_models.OrganisationKind
            ),
            "sure_no_names": dict.fromkeys(_YES, "1") | dict.fromkeys(_NO, "0"),
        }

    def translate(self, field: str, typed: str) -> str | None:
        """The slug or code of a word, None for an unknown one. Fields without a list keep what was
        typed.
        """
        known = self._known.get(field)
        return typed if known is None else known.get(fold(typed))


def _labels(taxon: reference_models.Taxon | Group) -> list[str]:
    return [taxon.label_nl, taxon.label_en]


def _told(member: Worded) -> tuple[str, list[str], tuple[str, ...]]:
    """A member of an enum with its word in every language and what else people type for it."""
    labels = []
    for locale in LOCALES:
        with speaking(locale):
            labels.append(member.word)
    return member.value, labels, member.synonyms


def _other_names(place: reference_models.Municipality) -> list[str]:
    """ "Gemeente Bergen (NH.)" and "Bergen" for "Bergen (NH.)"; the second counts when only one
    place has it. The code also as a number, as a spreadsheet keeps it, and beside the name.
    """
    digits = place.code.removeprefix("GM")
    beside = [
        form.format(name=place.name, code=code)
        for code in (place.code, digits)
        for form in ("{name} ({code})", "{code} {name}", "{name} {code}", "{code} - {name}")
    ]
    bare = re.sub(r"\s*\(.*\)$", "", place.name)
    return [f"gemeente {place.name}", bare, digits, digits.lstrip("0"), *beside]


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
