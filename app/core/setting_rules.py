"""Setting rules: what a setting of words may be, and the sentence for one that is not."""

import re
from ipaddress import ip_address

# A name as browsers send it, of letters without accents; with "*." before it all below it.
NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]{1,63}\.?")
# Where pages come from, as a browser says it.
ORIGIN = re.compile(r"https?://[a-z0-9._-]+(:\d{1,5})?")
# Of a demonstration, where nothing has to stay secret.
DEMO_KEY = "the key of a demonstration, known to everybody"
SHORTEST_KEY = 32
# How somebody is reached who looks after weaknesses: RFC 9116.
CONTACT = re.compile(
    r"mailto:[^\s@]+@[^\s@]+\.[^\s@]+|https://[^\s/@]+\.[^\s@]+|tel:\+?[0-9-]{3,20}"
)
# What a setting of words may be; with a number its bounds say it, with a choice its members.
FORMS = {
    "host": "schrijf een IP-adres of een naam van deze machine, zonder http:// en poort",
    "var_dir": "schrijf de naam van een map",
    "backup_dir": "schrijf de naam van een map",
    "trusted_proxies": "schrijf IP-adressen of netwerken, met komma's",
    "allowed_hosts": "schrijf namen als bord.example.nl of *.example.nl, met komma's, zonder "
    "https:// en poort",
    "passkey_domain": "schrijf een naam als bord.example.nl, zonder https:// en poort",
    "passkey_origins": "schrijf adressen als https://bord.example.nl, met komma's, zonder pad",
    "provider_hosts": "schrijf namen als inloggen.example.nl, met komma's, zonder poort",
    "public_url": "schrijf een adres als https://bord.example.nl, zonder pad",
    "secret_key": f"schrijf {SHORTEST_KEY} tekens of meer die niemand kan raden",
    "smtp_host": "schrijf een IP-adres of de naam van een mailserver, zonder poort",
    "mail_from": "schrijf een e-mailadres, zoals bord@example.nl",
    "security_contact": "schrijf een adres dat begint met mailto:, https:// of tel:",
}


def words(text: str) -> tuple[str, ...]:
    """What stands in a setting with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def parts(text: str) -> tuple[str, ...]:
    """The same. Commas around nothing are not the same as nothing."""
    found = words(text)
    if text.strip() and not found:
        raise ValueError
    return found


def refuse_unless_host(text: str) -> None:
    """A number in the network, or a name of a machine. What looks like a number is one."""
    is_number = ":" in text or re.fullmatch(r"[0-9.]+", text)
    if is_number:
        ip_address(text)
    elif not NAME.fullmatch(text.lower()):
        raise ValueError
