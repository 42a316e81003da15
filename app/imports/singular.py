"""Singular and plural, as far as the name of a group needs it: "oudere" is one of "ouderen".

Only from one to many. A stem would take "ouders" (parents) for "ouderen" (older people).
"""

import re

_IRREGULAR = {"person": "people", "child": "children", "kind": "kinderen", "lid": "leden"}
_CONSONANTS = "bcdfghjklmnpqrstvwxz"
# An unstressed ending: ouder, middel, middeninkomen. These take an s and never "en".
_WEAK = re.compile(rf"([{_CONSONANTS}]|')e[lmnr]$")
_SHORT = re.compile(rf"(^|[{_CONSONANTS}])[aeiou]([bdfgklmnprst])$")
_LONG = re.compile(rf"([aeou])\1([{_CONSONANTS}])$")


def plurals(word: str) -> frozenset[str]:
    """What more of this would be called: every form that the endings of the word allow."""
    found = {f"{word}s", f"{word}'s"}
    if word in _IRREGULAR:
        found.add(_IRREGULAR[word])
    if word.endswith("e"):
        found.add(f"{word}n")
    elif word.endswith("heid"):
        found.add(f"{word[:-4]}heden")
    elif word.endswith("y"):
        found.add(f"{word[:-1]}ies")
    elif not _WEAK.search(word):
        stems = {word}
        if short := _SHORT.search(word):
            stems.add(word + short.group(2))
        stems.add(_LONG.sub(r"\1\2", word))
        for stem in tuple(stems):
            if stem[-1:] in ("f", "s"):
                stems.add(stem[:-1] + {"f": "v", "s": "z"}[stem[-1]])
        found |= {f"{stem}en" for stem in stems}
    return frozenset(found)


def is_one_of(typed: str, name: str) -> bool:
    """Whether what was typed is the singular of a name of several words, both folded."""
    ones, many = _words(typed), _words(name)
    return len(ones) == len(many) > 0 and all(
        one == more or more in plurals(one) or (place < len(ones) and more in _inflected(one))
        for place, (one, more) in enumerate(zip(ones, many, strict=True), start=1)
    )


def _inflected(adjective: str) -> tuple[str, str]:
    """ "arm" and "eenzaam" before a plural: "arme", "eenzame"."""
    return f"{adjective}e", _LONG.sub(r"\1\2", adjective) + "e"


def _words(text: str) -> list[str]:
    found = text.split()
    return found[1:] if len(found) > 1 and found[0] in ("een", "de", "het", "a", "an") else found
