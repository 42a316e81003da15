"""Readiness: what a region needs before it can start, as the settings and the machine say it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.core import clock, errors, setting_rules
from app.core.settings import PREFIX, Settings

# A backup is made every night; one that failed once is told on the second morning.
BACKUP_HOURS = 36


class Weight(StrEnum):
    """How a finding counts: only what is missing keeps a region from starting."""

    FINE = "in orde"
    ADVICE = "let op"
    MISSING = "ontbreekt"


@dataclass(frozen=True)
class ReadinessLine:
    """One line of `check`. It names settings, never what they are: that may be a secret."""

    weight: Weight
    text: str


def fine(text: str) -> ReadinessLine:
    return ReadinessLine(Weight.FINE, text)


def advice(text: str) -> ReadinessLine:
    return ReadinessLine(Weight.ADVICE, text)


def missing(text: str) -> ReadinessLine:
    return ReadinessLine(Weight.MISSING, text)


def look_at_settings(settings: Settings) -> Iterator[ReadinessLine]:
    """What can be said without the database."""
    yield _key(settings)
    yield _address(settings)
    yield _names(settings)
    yield _proxies(settings)
    yield _backup(settings)


def _key(settings: Settings) -> ReadinessLine:
    try:
        assert settings.signing_key
    except errors.Refused as problem:
        return missing(f"De sleutel. {problem}")
    return fine("De sleutel om links mee te ondertekenen is er.")


def _address(settings: Settings) -> ReadinessLine:
    try:
        begins = settings.base_url
    except errors.Refused as problem:
        return missing(f"Het adres. {problem}")
    if begins.startswith("https://"):
        return fine("Het adres in mails begint met https.")
    return missing(f"Het adres. Zet {PREFIX}PUBLIC_URL: {setting_rules.FORMS['public_url']}.")


def _names(settings: Settings) -> ReadinessLine:
    if not settings.allowed_hosts:
        return missing(
            f"De naam van de site. Zet {PREFIX}ALLOWED_HOSTS op de naam waarmee mensen hier komen: "
            "nu telt elke naam."
        )
    return fine("De naam waarmee mensen hier komen is vastgelegd.")


def _proxies(settings: Settings) -> ReadinessLine:
    if settings.trusted_proxies:
        return fine("De proxy die mag zeggen wie er vraagt is vastgelegd.")
    return missing(
        f"De proxy. Zet {PREFIX}TRUSTED_PROXIES op het adres van de server met TLS: zonder is de "
        "hele regio één bezoeker."
    )


def _backup(settings: Settings) -> ReadinessLine:
    """By the newest file of the folder that backups are written to: its time, not what is in it."""
    if settings.backup_dir is None:
        return missing(
            f"De back-up. Zet {PREFIX}BACKUP_DIR op de map waar elke nacht een back-up komt."
        )
    try:
        newest = max(_times(settings.backup_dir), default=None)
    except OSError:
        return missing("De back-up. De map is er niet, of dit commando mag er niet in kijken.")
    if newest is None:
        return missing("De back-up. In de map staat er nog geen.")
    hours = (clock.now().timestamp() - newest) / 3600
    if hours > BACKUP_HOURS:
        return missing(f"De back-up. De nieuwste is {hours:.0f} uur oud.")
    return fine(f"De nieuwste back-up is {max(hours, 0):.0f} uur oud.")


def _times(folder: Path) -> Iterator[float]:
    """Of files with something in them: a backup that failed leaves an empty one."""
    for file in folder.iterdir():
        state = file.stat()
        if file.is_file() and state.st_size:
            yield state.st_mtime
