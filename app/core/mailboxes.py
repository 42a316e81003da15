"""A mailbox in free text: surely one, or perhaps.

Every pattern has bounded repeats, so that the time it takes grows with the text and no faster.
"""

import re

_OPEN, _SHUT = r"\s{0,2}[(\[{<\"'*_~|/-]\s?", r"\s?[)\]}>\"'*_~|/-]\s{0,2}"
_MONKEY = r"(?:apen?staart(?:je)?|aapje|\baap\b|slingeraap(?:je)?)"
# A letter in brackets numbers a list as well: "optie (a) kerk.nl". Joined to a word it does not.
_MAILBOX = r"(?:gmail|hotmail|outlook|live|ziggo|kpnmail|icloud|yahoo|xs4all|planet|home|hetnet)\."
_AT = re.compile(
    rf"{_OPEN}(?:@|a\s?t|{_MONKEY}){_SHUT}|[\s_-]{{0,2}}{_MONKEY}[\s_-]{{0,2}}"
    r"|(?<=\w)(?:\s?(?:%40|&#0{0,3}64;|&#x0{0,3}40;|&commat;|\\@|[(\[{<](?:@t|ad)[)\]}>]|@t"
    r"|\barroba\b)\s?|©|[(\[{<]a[)\]}>])(?=[\w-]{2,63}\.[a-z]{2})"
    rf"|(?<=\w) ?[(\[{{<]a[)\]}}>] ?(?={_MAILBOX})",
    re.IGNORECASE,
)
_DOT = re.compile(
    rf"{_OPEN}(?:dot|punt|\.){_SHUT}|[\s_-]{{1,2}}(?:dot|punt)[\s_-]{{1,2}}"
    r"|(?:dot|punt)(?=(?:nl|com)\b)",
    re.IGNORECASE,
)
_ENDING = r"(?:nl|com|net|org|eu|be|de|nu|info|frl|online|email|example|fr|uk|me|io)\b"
_EMAIL = re.compile(
    r"(?<=[\w.+!'-])\s?@{1,3}\s?(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}\b"
    rf"|(?<=[\w.+-])\s{{0,2}}@\s{{0,2}}[\w-]{{1,63}}\s?\.\s?{_ENDING}"
    r"|(?<=[\w.+-])@[\w-]{1,63},(?:nl|com)\b"
    rf"|(?<=\w)[\s_-]at[\s_-][\w-]{{1,63}}\.{_ENDING}"
    # Nobody needs to be told how these end.
    r"|(?<=[\w.+-])\s{0,2}@\s{0,2}(?:gmail|hotmail|outlook|ziggo|kpnmail|icloud|yahoo|xs4all)\b",
    re.IGNORECASE,
)
_BEFORE_SIGN = re.compile(r"[\w.+-]{1,39}$")
_PROVIDERS = (
    "gmail", "hotmail", "outlook", "ziggo", "kpn", "icloud", "yahoo", "xs4all", "live", "planet",
    "home", "hetnet", "protonmail", "telfort", "upcmail", "msn", "gmx", "caiway", "solcon",
)  # fmt: skip
_PROVIDER = rf"(?:{'|'.join(_PROVIDERS)}|kpnmail)"
_PERHAPS_EMAIL = re.compile(
    rf"[\w.+-]{{2,40}}[\s-](?:op\s|bij\s|at\s|via\s|a\s)?{_PROVIDER}(?:\s?\.\s?|\s)(?:com|nl)\b"
    rf"|\w{{1,30}}[._-]\w{{1,30}}\s(?:at\s|bij\s|op\s)?{_PROVIDER}\b|\w\s?@\s?{_PROVIDER}\b"
    rf"|[\w.+-]{{2,40}}\s(?:at|[(\[{{<]a[)\]}}>])\s{_PROVIDER}\b|\w{{2,30}}[._]\w{{2,30}}@(?!\w)"
    rf"|[\w.+-]{{2,40}}[_.-]at[_.-]{_PROVIDER}\b|\w{{2,40}}\sop\s{_PROVIDER}\s(?:punt\s)?(?:com|nl)\b",
    re.IGNORECASE,
)
# "jansen1960 bij gmail": a name with a number in it; "office365 outlook" is none.
_NUMBERED_MAILBOX = re.compile(
    r"\b(?!office|windows|microsoft|covid|account|groep|team|versie|stap|outlook)(?:[a-z]{2,30}[\w.-]{0,10}?\d"
    r"|\d{1,6}[a-z]{3,30})[\w.-]{0,20}(?:\s|\s?[(\[{<])(?:(?:op|bij|at|van|via)(?:\s|[)\]}>]\s?))?"
    rf"{_PROVIDER}\b"
    rf"|\be?-?mail(?:adres)?\s(?:is|naar|aan)\s[\w.+-]{{2,40}}\s(?:bij|op|at)\s{_PROVIDER}\b",
    re.IGNORECASE,
)


def with_signs(together: str) -> str:
    """The signs of an e-mail address as themselves."""
    return _DOT.sub(".", _AT.sub("@", together))


def address_in(signs: str) -> str:
    """What surely is an e-mail address, or nothing."""
    sign = _EMAIL.search(signs)
    if sign is None:
        return ""
    before = _BEFORE_SIGN.search(signs[max(0, sign.start() - 40) : sign.start()])
    return (before.group() if before else "") + sign.group()


def hint_in(signs: str) -> str:
    """What may be one; nothing without a sign of it or the name of a provider."""
    low = signs.lower()
    if "@" not in low and not any(name in low for name in _PROVIDERS):
        return ""
    hit = _PERHAPS_EMAIL.search(signs) or _NUMBERED_MAILBOX.search(signs)
    return hit.group() if hit else ""
