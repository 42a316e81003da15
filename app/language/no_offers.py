"""What was posted as an offer and is none: something for sale, or a call for volunteers.

Patterns of a price and of a call, and words that say it is for free after all. A mark of it stands
among the words of the text, as a thing does: "!sale". Only of an offer it says something. Pure.
"""

import re

# Grows with every change of the patterns: see `models.TEXT_VERSION`.
NO_OFFERS_VERSION = 1

MARK = "!"
SALE, CALL = f"{MARK}sale", f"{MARK}call"
DOUBTS = frozenset({SALE, CALL})

_AMOUNT = r"[0-9]{1,7}(?:[.,][0-9]{1,3})?"
_PRICE = re.compile(
    rf"\b(?:vanaf|kost|kosten|voor|tarief|prijs:?) (?:€ ?)?{_AMOUNT} ?euro\b|€ ?{_AMOUNT}"
    rf"|\b(?:kost|kosten|prijs|tarief) {_AMOUNT}\b(?! (?:uur|minuten|dagen|weken))"
    rf"|\b{_AMOUNT} ?euro (?:per|p\.? ?p\b|de |voor|excl|incl)|\b[0-9] euro\.(?:\s|$)",
    re.IGNORECASE,
)
_SOLD = re.compile(
    r"\b(?:excl(?:usief)?|incl(?:usief)?|ex)\.? ?btw\b|\bactieprijs|\bfactu(?:ur|re|ra)|\bofferte"
    r"|(?<!geen )(?<!zonder )\babonnement|\bkorting\b|\buurtarief|(?<!niet )\bte koop\b"
    r"|(?<!niet )\btegen betaling\b|\bbestel (?:nu|online|via)\b|\bpakketprijs|\bwebshop\b",
    re.IGNORECASE,
)
# Money that is given, or asked for no more than what it costs.
_FREE = re.compile(
    r"\bgratis\b|\bkosteloos\b|\bkostprijs|\bdraagkracht\b|\bvrijwillige bijdrage|\bminima\b"
    r"|\bniets? kost|\bkosten? niets|\b(?:geen|zonder) kosten|\bper (?:km|kilometer)\b|\bgift"
    r"|\balleen (?:de |het )?(?:materiaal|kosten|onkosten)|\bbon(?:nen)?\b|[a-z]bon(?:nen)?\b"
    r"|fonds\b|\bbedrag|\btegoed|\bvergoed|\bborg\b",
    re.IGNORECASE,
)
_BEFORE = (
    r"(?:(?:nog|wij|we|ook|naar|een|de|enkele|extra|nieuwe|tijdelijke|enthousiaste|gezonde"
    r"|jonge|fitte|meer|handige|ervaren|twee|drie|vier|vijf|zes|acht|tien|twaalf|twintig"
    r"|[0-9]{1,4}) ){0,4}"
)
_WHO = (
    r"(?:[a-z]{0,20}(?:vrijwilligers?|chauffeurs?|inpakkers?|bezorgers?|maatjes|coaches|naaisters"
    r"|medewerkers|gastgezinnen|begeleiders|helpers)|donateurs|sponsors?|mensen die|handen"
    r"|bestuursleden)\b"
)
_CALLED = re.compile(
    rf"\b(?:zoek|zoekt|zoeken|vraag|vraagt|vragen) {_BEFORE}{_WHO}"
    rf"|\b{_WHO} (?:gezocht|gevraagd|nodig)\b(?!\?)"
    r"|\b(?:aan)?meld(?:en)? (?:[a-z]{1,12} ){0,3}als (?:vrijwilliger|tolk|maatje|chauffeur)\b"
    r"|\bword (?:(?:ook|jij|nu) ){0,2}vrijwilliger\b|\bvrijwilligersplek\b",
    re.IGNORECASE,
)


def read_doubts(text: str) -> frozenset[str]:
    """`SALE` where it is to be paid for, `CALL` where people are asked for."""
    found = set()
    if _SOLD.search(text) or (_PRICE.search(text) and not _FREE.search(text)):
        found.add(SALE)
    if _CALLED.search(text):
        found.add(CALL)
    return frozenset(found)
