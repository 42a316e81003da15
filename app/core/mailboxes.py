"""A mailbox in free text: surely one, or perhaps.

Every pattern has bounded repeats, so that the time it takes grows with the text and no faster.
"""

import re

from app.core import counted, name_words

_OPEN, _SHUT = r"\s{0,2}[(\[{<\"'*_~|/-]\s?", r"\s?[)\]}>\"'*_~|/-]\s{0,2}"
_MONKEY = r"(?:apen?staart(?:je)?|aapje|\baap\b|slingeraap(?:je)?)"
# A letter in brackets numbers a list as well: "optie (a) kerk.nl". Joined to a word it does not.
_MAILBOX = r"(?:gmail|hotmail|outlook|live|ziggo|kpnmail|icloud|yahoo|xs4all|planet|home|hetnet)\."
_AT = re.compile(
    rf"{_OPEN}(?:@|a\s?t|{_MONKEY}){_SHUT}|[\s_-]{{0,2}}{_MONKEY}[\s_-]{{0,2}}"
    r"|(?<=\w)(?:\s?(?:%40|&#0{0,3}64;|&#x0{0,3}40;|&commat;|\\@|[(\[{<](?:@t|ad)[)\]}>]|@t\b"
    r"|\barroba\b)\s?|©|[(\[{<]a[)\]}>])(?=[\w-]{2,63}\.[a-z]{2})"
    rf"|(?<=\w) ?[(\[{{<]a[)\]}}>] ?(?={_MAILBOX})",
    re.IGNORECASE,
)
# Without one of these there is no sign: looking for them costs a quarter of looking for that.
_NEAR_AT = re.compile(r"[@%&\u00a9]|[(\[{<\"'*_~|/-]\s?[as]|aap|staart|arroba", re.IGNORECASE)
_DOT = re.compile(
    rf"{_OPEN}(?:dot|punt|\.){_SHUT}|[\s_-]{{1,2}}(?:dot|punt)[\s_-]{{1,2}}"
    r"|(?:dot|punt)(?=(?:nl|com)\b)",
    re.IGNORECASE,
)
_ENDING = r"(?:nl|com|net|org|eu|be|de|nu|info|frl|online|email|example|fr|uk|me|io)\b"
_PROVIDERS = (
    "gmail", "hotmail", "outlook", "ziggo", "kpn", "icloud", "yahoo", "xs4all", "live", "planet",
    "home", "hetnet", "protonmail", "telfort", "upcmail", "msn", "gmx", "caiway", "solcon",
)  # fmt: skip
_PROVIDER = rf"(?:{'|'.join(_PROVIDERS)}|kpnmail)"
# The name of a provider in pieces: "gm ail", "hot mail", "xs 4 all". "Het net" is a word as well.
_LONG = [name for name in (*_PROVIDERS, "kpnmail") if len(name) > 4 and name != "hetnet"]
_PIECES = re.compile(rf"\b(?:{'|'.join(map(' ?'.join, _LONG))})\b", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?<=[\w.+!'-])\s?@{1,3}\s?(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}\b"
    rf"|(?<=[\w.+-])\s{{0,2}}@\s{{0,2}}[\w-]{{1,63}}\s?\.\s?{_ENDING}"
    r"|(?<=[\w.+-])@[\w-]{1,63},(?:nl|com)\b"
    rf"|(?<=\w)[\s_-]at[\s_-][\w-]{{1,63}}\.{_ENDING}"
    rf"|(?<=[\w.+-])\s{{0,2}}@{{1,3}}\s{{0,2}}{_PROVIDER}\s(?:nl|com)\b"
    # Nobody needs to be told how these end.
    r"|(?<=[\w.+-])\s{0,2}@\s{0,2}(?:gmail|hotmail|outlook|ziggo|kpnmail|icloud|yahoo|xs4all)\b",
    re.IGNORECASE,
)
_SIGNS = (" at", "_at", "-at", "\nat")
_BEFORE_SIGN = re.compile(r"[\w.+-]{1,39}$")
_PERHAPS_EMAIL = re.compile(
    rf"\w{{1,30}}[._-]\w{{1,30}}\s(?:at\s|bij\s|op\s)?{_PROVIDER}\b|\w\s?@{{1,3}}\s?{_PROVIDER}\b"
    rf"|[\w.+-]{{2,40}}\s(?:at|[(\[{{<]a[)\]}}>])\s{_PROVIDER}\b|\w{{2,30}}[._]\w{{2,30}}@(?!\w)"
    rf"|[\w.+-]{{2,40}}[_.-]at[_.-]{_PROVIDER}\b",
    re.IGNORECASE,
)
# "jansen1960 bij gmail": a name with a number in it; "office365 outlook" is none.
_NUMBERED_MAILBOX = re.compile(
    r"\b(?!office|windows|microsoft|covid|account|groep|team|versie|stap|outlook)(?:[a-z]{2,30}[\w.-]{0,10}?\d"
    r"|\d{1,6}[a-z]{3,30})[\w.-]{0,20}(?:,?\s|\s?[(\[{<])(?:(?:op|bij|at|van|via)(?:\s|[)\]}>]\s?))?"
    rf"{_PROVIDER}\b",
    re.IGNORECASE,
)
# A provider with its ending, and what stands before it: "jan - gmail - com", "jan bij ziggo nl".
_WITH_ENDING = re.compile(
    rf"(?<![a-z0-9]){_PROVIDER}(?:\s?[./|_-]\s?|\s(?:punt\s)?)(?:com|nl)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?P<local>[a-z0-9][\w.+-]{0,39}?)(?P<between>\s?[._/|*#~^:;,=(\[{<-]{1,2}\s?"
    r"|\s?[(\[{<](?:op|bij|at|van|via|a)[)\]}>]\s?|,?\s(?:(?:en\s)?dan\s|op\s|bij\s|at\s|via\s|van\s|met\s|a\s|in\s)?)$",
    re.IGNORECASE,
)
# "Mail: molenzicht, provider gmail": it is called a mailbox, and the name stands in between.
_CALLED = re.compile(
    r"\be?-?mail(?:en|t|adres)?(?:\s(?:kan|mag|mij|me|ons|haar|hem))?(?:(?P<is>\s?[:=]|\s(?:is|naar|aan)))?\s{1,2}"
    r"(?P<local>[a-z0-9][\w.+-]{1,40}),?\s(?(is)(?:\(?provider:?\s|bij\s|op\s|van\s|at\s)?"
    r"|(?:\(?provider:?\s|bij\s|op\s|van\s|at\s))"
    rf"{_PROVIDER}\b",
    re.IGNORECASE,
)


def with_signs(together: str) -> str:
    """The signs of an e-mail address as themselves, and the name of its provider as one word."""
    signs = _AT.sub("@", together) if _NEAR_AT.search(together) else together
    signs = _DOT.sub(".", signs)
    if not _is_provided(signs.lower().replace(" ", "")):
        return signs
    return _PIECES.sub(lambda hit: hit.group().replace(" ", ""), signs)


def address_in(signs: str) -> str:
    """What surely is an e-mail address, or nothing."""
    low = signs.lower()
    if "@" not in low and not any(word in low for word in _SIGNS):
        return ""
    sign = _EMAIL.search(signs)
    if sign is None:
        return ""
    before = _BEFORE_SIGN.search(signs[max(0, sign.start() - 40) : sign.start()])
    return (before.group() if before else "") + sign.group()


def hint_in(signs: str) -> str:
    """What may be one; nothing without a sign of it or the name of a provider."""
    low = signs.lower()
    if not _is_provided(low):
        return ""
    if hit := _PERHAPS_EMAIL.search(signs) or _NUMBERED_MAILBOX.search(signs):
        return hit.group()
    for hit in _WITH_ENDING.finditer(signs):
        before = _BEFORE.search(signs[max(0, hit.start() - 60) : hit.start()])
        if before is not None and _is_local(before.group("local")):
            return before.group() + hit.group()
    called = next((c for c in _CALLED.finditer(signs) if _is_local(c.group("local"))), None)
    return called.group() if called else ""


def _is_provided(low: str) -> bool:
    return "@" in low or any(name in low for name in _PROVIDERS)


def _is_local(word: str) -> bool:
    """Whether a mailbox may be called so."""
    low = word.lower().strip(".-_+")
    known = (name_words.NO_MAILBOX, name_words.STOP, counted.words("verbs"))
    return len(low) > 1 and not any(low in words for words in known)
