"""What people call a municipality in a file: its name, its code or both, of today or before."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.imports.columns import fold
from app.language import slips
from app.reference import former_places, place_names
from app.reference.models import Municipality

# What people call the whole region, besides the word of the product.
WHOLE_REGION = {"de hele regio", "gehele regio", "de gehele regio", "heel de regio", "regiobreed"}
_CODE = re.compile(r"(?<!\w)(?:gm[\s-]?)?(\d{1,4})(?!\w)")
_PREFIX = re.compile(r"^(?:(?:de )?(?:voormalige?|vroegere?) )?(?:(?:gemeente|gem) )?")
_ARTICLE = re.compile("^(?:de|het) ")
# What stands in brackets behind a name: in which province it is, or what it is a part of now.
_PROVINCES = {
    "gr", "gn", "fr", "frl", "dr", "ov", "fl", "gld", "gd", "ut", "utr", "nh", "zh", "zld", "nb",
    "lb", "li",
}  # fmt: skip
_NOW = re.compile("^(?:nu|thans|hoort nu bij|onderdeel van) ")


@dataclass(frozen=True)
class Read:
    """What a text in a cell means: codes, or the sentence that says why it means none."""

    codes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    fault: str | None = None


def listed(names: list[str], last: Callable[[str, str], str]) -> str:
    """ "A, B and C"; `last` puts the word before the last."""
    return names[0] if len(names) == 1 else last(", ".join(names[:-1]), names[-1])


def any_of(names: list[str]) -> str:
    """Names one of which is meant."""
    return listed(names, lambda first, last: _("%(first)s or %(last)s", first=first, last=last))


def unknown(word: str, choices: list[str]) -> Read:
    """A word of no list. A short list that nobody sees in the file is named."""
    said = _("“%(word)s” is not in the list.", word=word)
    if choices:
        said += " " + _("Choose from: %(words)s.", words=any_of([each.lower() for each in choices]))
    return Read(fault=said)


def _key(text: str) -> str:
    """A name without what people leave out: accents, dots, brackets, "gemeente"."""
    bare = " ".join(re.sub(r"[^\w]+", " ", fold(text)).split())
    return _PREFIX.sub("", bare)


class PlaceWords:
    """Every word for a municipality of the country."""

    def __init__(self, places: Iterable[Municipality]) -> None:
        self._names = {place.code: place.name for place in places}
        self._former = former_places.former_municipalities()
        self._by_code: dict[str, tuple[str, ...]] = {code: (code,) for code in self._names}
        # By word: what it may mean now, and the former name when it is one.
        self._by_name: dict[str, tuple[tuple[str, ...], str]] = {}
        self._former_codes: dict[str, str] = {}
        for code, name in self._names.items():
            self._by_name[_key(name)] = ((code,), "")
        for word, codes in place_names.SPOKEN.items():
            self._by_name.setdefault(word, (codes, ""))
        self._learn_bare()
        for gone in self._former:
            if gone.code and gone.code not in self._names:
                self._by_code[gone.code] = gone.successors
                self._former_codes[gone.code] = gone.name
            self._by_name.setdefault(_key(gone.name), (gone.successors, gone.name))

    def _learn_bare(self) -> None:
        """ "Bergen" for "Bergen (NH.)", "Hogeland" for "Het Hogeland": it is asked when several
        places have it.
        """
        bare: dict[str, list[str]] = {}
        for code, name in self._names.items():
            if "(" in name:
                bare.setdefault(_key(name.partition("(")[0]), []).append(code)
            if _ARTICLE.match(_key(name)):
                bare.setdefault(_ARTICLE.sub("", _key(name)), []).append(code)
        for word, codes in bare.items():
            self._by_name.setdefault(word, (tuple(codes), ""))

    def read(self, typed: str) -> Read | None:
        """One municipality, or why it is none; None when nobody knows the word."""
        by_name = self._by_name.get(_key(typed))
        if by_name is not None:
            return self._one(typed, *by_name)
        found = list(_CODE.finditer(fold(typed)))
        if not found and typed.rstrip().endswith(")"):
            name, _bracket, beside = typed.partition("(")
            return self._with_bracket(typed, name, _key(beside))
        if len(found) != 1:
            return None
        code = f"GM{found[0].group(1).zfill(4)}"
        codes = self._by_code.get(code)
        if codes is None:
            return None
        beside = _key(fold(typed).replace(found[0].group(), " "))
        if not beside:
            return self._one(typed, codes, self._former_codes.get(code, ""))
        by_name = self._by_name.get(beside)
        return None if by_name is None else self._both(typed, code, codes, by_name)

    def _with_bracket(self, typed: str, name: str, beside: str) -> Read | None:
        """A name with where it is: of something else than its province or what it became nobody
        knows what is meant.
        """
        by_name = self._by_name.get(_key(name))
        if by_name is None:
            return None
        if beside in _PROVINCES:
            return self._one(name.strip(), *by_name)
        now = self._by_name.get(_NOW.sub("", beside))
        common = tuple(code for code in by_name[0] if now is not None and code in now[0])
        return self._one(typed, common, by_name[1]) if common else None

    def near(self, typed: str) -> str | None:
        """The code of the one municipality that has a name nearest to this, of today or before."""
        name = slips.nearest(_key(typed), self._by_name)
        codes = self._by_name[name][0] if name is not None else ()
        return codes[0] if len(codes) == 1 else None

    def _both(
        self, typed: str, code: str, codes: tuple[str, ...], by_name: tuple[tuple[str, ...], str]
    ) -> Read:
        """A name and a code: what both may mean."""
        named, was = by_name
        common = tuple(one for one in codes if one in named)
        if not common:
            sentence = _(
                "The name and the code in “%(word)s” contradict each other: %(code)s is %(place)s.",
                word=typed,
                code=code,
                place=self._former_codes.get(code) or self._names[codes[0]],
            )
            return Read(fault=sentence)
        return self._one(typed, common, was or self._former_codes.get(code, ""))

    def _one(self, typed: str, codes: tuple[str, ...], was: str) -> Read:
        names = [self._names[code] for code in codes if code in self._names]
        if len(names) == 1:
            remark = _("%(former)s is part of %(place)s now", former=was, place=names[0])
            return Read(codes, (remark,) if was else ())
        if was:
            sentence = _(
                "%(former)s was divided. Fill in which municipality it is: %(places)s.",
                former=was,
                places=any_of(names),
            )
        else:
            sentence = _(
                "“%(word)s” can be %(places)s. Fill in which one.", word=typed, places=any_of(names)
            )
        return Read(fault=sentence)
