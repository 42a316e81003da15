"""The words of one list of a file, with what each of them stands for."""

import re
from collections.abc import Iterable, Mapping

from app.core.words import Worded
from app.imports.columns import fold
from app.language import slips
from app.needs.models import Urgency
from app.reference import models as reference_models
from app.signals import models as signal_models

SHORTEST_NEAR = 5
# What is chosen from a list of the product itself.
ENUMS: Mapping[str, type[Worded]] = {
    "unit": reference_models.Unit,
    "urgency": Urgency,
    "organisation_kind": reference_models.OrganisationKind,
    "kind": reference_models.OrganisationKind,
    "direction": signal_models.SignalDirection,
    "severity": signal_models.SignalSeverity,
    "trend": signal_models.SignalTrend,
    "source_kind": signal_models.SignalSource,
    "sureness": signal_models.SignalSureness,
}


# What people type for them besides, in the files of surveys and of neighbourhood teams.
_TYPED: tuple[tuple[Worded, str], ...] = (
    (signal_models.SignalDirection.NEGATIVE, "gaat slecht; gaat mis; probleem; knelpunt; min; -"),
    (signal_models.SignalDirection.POSITIVE, "gaat goed; kans; goed voorbeeld; plus; +"),
    (signal_models.SignalSeverity.SMALL, "een paar mensen merken het; licht; klein; gering; laag"),
    (signal_models.SignalSeverity.FAIR, "merkbaar; matig; redelijk; gemiddeld; middel"),
    (signal_models.SignalSeverity.LARGE, "groot; ernstig; flink; hoog"),
    (signal_models.SignalSeverity.VERY_LARGE, "heel groot; zeer groot; zeer ernstig; heel ernstig"),
    (signal_models.SignalSeverity.HUGE, "het zet het dagelijks leven op zijn kop; enorm; extreem"),
    (signal_models.SignalTrend.RISING, "toenemend; stijgend; stijging; groeit; meer; wordt meer"),
    (signal_models.SignalTrend.STEADY, "hetzelfde; onveranderd; geen verandering; constant"),
    (signal_models.SignalTrend.FALLING, "afnemend; dalend; daling; minder; wordt minder"),
    (signal_models.SignalSureness.LOW, "niet zeker; weinig zeker; twijfel; vermoeden; laag"),
    (signal_models.SignalSureness.FAIR, "tamelijk zeker; gemiddeld; waarschijnlijk; middel"),
    (signal_models.SignalSureness.HIGH, "zeer zeker; hoog; feit"),
    (signal_models.SignalSource.OWN, "waarneming; zelf gezien; observatie"),
    (signal_models.SignalSource.RESIDENTS, "inwoner; bewoner; bewoners; burger; burgers"),
    (signal_models.SignalSource.PARTNER, "partners; van een partner; andere organisatie"),
    (signal_models.SignalSource.RESEARCH, "vragenlijst; survey; monitor; gemeentepeiling"),
    (signal_models.SignalSource.FIGURES, "data; statistiek"),
    (signal_models.SignalSource.MEDIA, "nieuws; pers; sociale media; dagblad"),
)


def typed_for(member: Worded) -> list[str]:
    """What else people type for a member of an enum. Of two enums a member may have one value."""
    typed = (words for other, words in _TYPED if other is member)
    return [*member.synonyms, *(word for words in typed for word in words.split("; "))]


def by_word(entries: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> dict[str, str]:
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


def near(typed: str, known: Mapping[str, str]) -> str | None:
    """What was probably meant: by a slip of the fingers or two, else by one of the words that the
    list knows, when it knows no other of them; also by a word out of a longer name.
    """
    found_whole = slips.nearest(fold(typed), known)
    if found_whole is not None:
        return known[found_whole]
    words = [word for word in fold(typed).split() if len(word) >= SHORTEST_NEAR]
    codes = {known[found] for word in words if (found := slips.nearest(word, known))}
    if not codes:
        inside = _words_inside(known)
        found_in = [inside[found] for word in words if (found := slips.nearest(word, inside))]
        codes = set[str]().union(*found_in)
    return codes.pop() if len(codes) == 1 else None


def _words_inside(known: Mapping[str, str]) -> dict[str, set[str]]:
    """Of which codes a word stands in a longer name: "groceries" of "groceries and meals"."""
    inside: dict[str, set[str]] = {}
    for name, code in known.items():
        parts = name.split()
        for word in parts if len(parts) > 1 else ():
            if len(word) >= SHORTEST_NEAR:
                inside.setdefault(word, set()).add(code)
    return inside


# Between words of a list; "en" and "and" also stand inside of them.
_BETWEEN = re.compile(r"[,;/&+]|(?<= )(?:en|and)(?= )")


def parts_of(typed: str) -> list[tuple[int, int]]:
    """Where the words begin and end that may be one of a list each."""
    ends = [0, *(place for found in _BETWEEN.finditer(typed) for place in found.span()), len(typed)]
    between = zip(ends[::2], ends[1::2], strict=True)
    bare = ((start + len(typed[start:end]) - len(typed[start:end].lstrip()),
             start + len(typed[start:end].rstrip())) for start, end in between)  # fmt: skip
    return [(start, end) for start, end in bare if start < end]
