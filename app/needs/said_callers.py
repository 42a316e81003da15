"""The caller in a sentence: who rings is not who needs it, and has no place on the board."""

import re

_ROLES = (
    "mevrouw|mevr|meneer|mijnheer|dame|heer|man|vrouw|dominee|pastoor|pastor|imam|buurvrouw|"
    "buurman|buurvereniging|buurtvereniging|buurthuis|dorpshuis|wijkverpleegkundige|"
    "verpleegkundige|huisarts|wijkteam|ggz|ggd|thuiszorg|voorzitter|vrijwilliger|iemand|juf|"
    "meester|basisschool|school|voedselbank|kerk|moskee|woningcorporatie|politie|mantelzorger"
)
# Up to where the sentence begins that they say.
_CALLER = re.compile(
    rf"^(?:(?:de|het|een) )?(?:{_ROLES})\b[^,:;.\d]{{0,50}}?"
    r"(?=[,:] |;| belt\b| zegt\b| vertelt\b| meldt\b| vraagt\b)(?: (?:belt|zegt|vertelt|meldt))?"
    r"(?: dat\b)?",
    re.IGNORECASE,
)
# The place in it is where the need is as well.
_PLACE = re.compile(r" (?:in|uit|te) \w[\w -]{0,50}$")


def find_caller(text: str) -> str:
    """The words for who calls, without where they are from; "" when the sentence begins at once."""
    hit = _CALLER.match(text)
    if hit is None:
        return ""
    words = re.sub(r" (?:belt|zegt|vertelt|meldt)(?: dat)?$", "", hit.group().strip())
    return _PLACE.sub("", words)


def hide_caller(text: str) -> str:
    """The sentence with as many spaces where it says who calls."""
    hit = _CALLER.match(text)
    return text if hit is None else " " * hit.end() + text[hit.end() :]
