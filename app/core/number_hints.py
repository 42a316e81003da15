"""Numbers that are called a phone or an account and have not the whole form of one."""

import re

from app.core import spelled_digits

_PHONE = re.compile(
    r"\b(?:tel(?:efoon)?(?:nr|nummer)?|bel(?:len|t)?|mobiel(?:nummer)?|mob|app(?:en|t)?"
    r"|whatsapp|sms(?:en)?"
    r"|(?:haar|zijn|vast|mijn|prive)\snummer|thuis)[.:]{0,2}\s{1,2}(?:naar\s|op\s|is\s|nr\.?\s"
    r"|nummer\s|thuis\s|overdag\s|prive\s|werk\s|vast\s|mobiel\s){0,2}"
    r"(?!14\s|1[14][0-9]|0800|0900|088|116|140)\d(?:[ .-]?\d){5,9}(?!\d|,\d|[ .-]\d|\s?(?:keer"
    r"|euro))",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:ABNA|RABO|INGB|TRIO|SNSB|ASNB|RBRB|KNAB|BUNQ|FVLB|REVO|NNBA"
    r"|HAND)[ .-]{0,2}\d(?:[ .-]?\d){9}\b"
    r"|\b(?:(?:bank)?rekening(?:nummer|nr)?|rek\.?\s?nr|giro(?:nummer|rekening)?)[.:]{0,2}\s{1,2}"
    r"(?:is\s|nummer\s|nr\.?\s){0,2}\d(?:[ .-]?\d){5,9}(?![\d,]|\s?euro)",
    re.IGNORECASE,
)
_DUTCH = re.compile(r"(?<![A-Za-z0-9])[Nn][Ll][ .-]{0,2}[\dOoIlSBZ](?:[ ._/-]{0,2}[A-Za-z0-9]){15}")


def phone_in(digits: str) -> str:
    """A number that is called a phone, or nothing."""
    hit = _PHONE.search(digits)
    return hit.group() if hit else ""


def account_in(plain: str) -> str:
    """What is called a bank account, or has letters among its digits; nothing without."""
    if hit := _ACCOUNT.search(plain):
        return hit.group()
    for hit in _DUTCH.finditer(plain):
        letters = re.sub(r"[ ._/-]", "", hit.group())
        told = letters[2:4] + letters[8:]
        is_account = letters[4:8].isalpha() and told.translate(spelled_digits.LETTERS).isdigit()
        if is_account and sum(map(str.isdigit, told)) > 5:
            return hit.group()
    return ""
