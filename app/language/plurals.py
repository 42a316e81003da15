"""Plurals: what the singular and the plural of a Dutch word share, so that one finds the other."""

import re
from functools import lru_cache

from app.language import words

_DOUBLED = frozenset(letter * 2 for letter in "bdfgklmnprst")
# Endings of a plural that the stemmer leaves: foto's, tablets, ideeën.
_PLURAL_S = re.compile(
    r"(?<=[bcdfghjklmnpqrstvwxz][aiouy])s$|(?<=..[bcdfghjklmnpqrtvwxz])s$|(?<=[ei]o)s$"
    r"|(?<=..ch)es$|(?<=minee|vacue)s$"
)
_PLURAL_EN = re.compile(r"(?<=ee|ie)en$|(?<=.[lnr]i)en$")
# "maatje" is no small "maat" here.
_BUDDIES = ("maatje", "maatjes")
# What somebody does, of which the stemmer keeps the t: "haalt", "bezorgt". Some things end so too.
_VOWELS = frozenset(("aa", "ee", "oo", "uu", "ie", "oe", "eu", "ij", "ei", "ui", "ou"))
_VERBS = ("be", "ge", "her", "ont", "ver")
_THINGS = (
    "buurt", "kaart", "taart", "soort", "poort", "vaart", "feest", "beest", "geest", "haast",
    "ienst",
)  # fmt: skip
# An abbreviation: pc's, tv's, dvd's.
_ABBREVIATIONS = re.compile(r"([bcdfghjklmnpqrstvwxz]{2,5})s(?:en)?")
# Plurals of which the stem is another one than that of their singular, also in compounds. Some
# other words end as they do ("aggregaten"), so the stem that they have anyway is kept beside it.
_PLURALS = (
    ("leden", "lid"), ("steden", "stad"), ("kinderen", "kind"), ("schepen", "schip"),
    ("goederen", "goed"), ("eieren", "ei"), ("liederen", "lied"), ("bladeren", "blad"),
    ("smeden", "smid"), ("koeien", "koe"), ("vlooien", "vlo"), ("musea", "museum"),
    ("centra", "centrum"), ("data", "datum"), ("toria", "torium"), ("nasia", "nasium"),
    ("aquaria", "aquarium"), ("podia", "podium"), ("criteria", "criterium"), ("ici", "icus"),
    ("crises", "crisis"), ("crisissen", "crisis"), ("nissen", "nis"),
    ("dagen", "dag"), ("wegen", "weg"), ("glazen", "glas"), ("daken", "dak"), ("loten", "lot"),
    ("gaten", "gat"), ("vaten", "vat"), ("paden", "pad"), ("baden", "bad"), ("bladen", "blad"),
    ("slagen", "slag"), ("hoven", "hof"), ("oorlogen", "oorlog"), ("bedragen", "bedrag"),
    ("verdragen", "verdrag"), ("gebeden", "gebed"), ("geboden", "gebod"), ("gebreken", "gebrek"),
    ("spelen", "spel"), ("bevelen", "bevel"), ("schoten", "schot"), ("goden", "god"),
    ("hertogen", "hertog"), ("dalen", "dal"), ("holen", "hol"), ("treden", "tred"),
    ("verloven", "verlof"), ("graven", "graf"), ("staven", "staf"),
    ("doktoren", "dokter"), ("motoren", "motor"), ("donoren", "donor"), ("ctoren", "ctor"),
    ("ssoren", "ssor"), ("atoren", "ator"), ("lozen", "loos"), ("loze", "loos"),
    ("ialen", "iaal"), ("iale", "iaal"), ("uelen", "ueel"), ("uele", "ueel"),
    ("gogen", "goge"), ("appelen", "appel"),
    ("volkeren", "volk"), ("kalveren", "kalf"), ("lammeren", "lam"), ("raderen", "rad"),
    ("runderen", "rund"), ("gelederen", "gelid"), ("kleinoden", "kleinood"),
    ("beenderen", "been"), ("hoenders", "hoen"), ("gemoederen", "gemoed"),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def stems_of(word: str) -> tuple[str, ...]:
    """What singular and plural share; of some words it is not known which of two."""
    if not word.isalpha():
        return (word,)
    if short := _ABBREVIATIONS.fullmatch(word):
        return (short[1],)
    if word.endswith(_BUDDIES):
        return (word.removesuffix("s"),)
    found = dict.fromkeys(
        _stem(word.removesuffix(plural) + singular)
        for plural, singular in _PLURALS
        if word.endswith(plural)
    )
    if _does(word):
        found[_stem(word[:-1])] = None
    return (*found, _stem(word)) if _stem(word) not in found else tuple(found)


def _does(word: str) -> bool:
    if len(word) < 4 or word[-1] != "t" or word.endswith(_THINGS):
        return False
    is_verb = word.startswith(_VERBS) and len(word) > 5 and word[-2] in "lnrg"
    return is_verb or (word[-4:-2] in _VOWELS and word[-2] in "lnrgfmks")


def _stem(word: str) -> str:
    single = _PLURAL_EN.sub(_last_of, _PLURAL_S.sub("", word)) if len(word) > 3 else word
    stemmed = words.stem(single)
    return stemmed[:-1] if len(stemmed) > 3 and stemmed[-2:] in _DOUBLED else stemmed


def _last_of(ending: re.Match[str]) -> str:
    """ "ideeën" is "idee", and "oliën" is "olie"."""
    return "" if ending.string[: ending.start()].endswith("e") else "e"
