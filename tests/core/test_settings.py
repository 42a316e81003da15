"""Settings that cannot be right are refused at the start, in one Dutch sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, get_args

import pytest
from annotated_types import Ge, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from app.core.errors import Refused
from app.core.setting_rules import FORMS
from app.core.settings import PREFIX, Settings, get_settings

SECRET = "geheimwoord"
NUMBERS = {
    name: field
    for name, field in Settings.model_fields.items()
    if field.annotation in (int, float) or {int, float} & set(get_args(field.annotation))
}


def limits(field: FieldInfo) -> tuple[Any, Any]:
    least = next(each.ge for each in field.metadata if isinstance(each, Ge))
    most = next(each.le for each in field.metadata if isinstance(each, Le))
    return least, most


def refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    """What is said at the start with one variable set."""
    monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    try:
        with pytest.raises(Refused) as said:
            get_settings()
    finally:
        get_settings.cache_clear()
    assert SECRET not in str(said.value) and "\n" not in str(said.value)
    return str(said.value)


def called(field: str) -> str:
    return field.upper() if field == "port" else f"{PREFIX}{field.upper()}"


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_has_bounds_and_holds_them(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    least, most = limits(NUMBERS[name])
    assert least <= NUMBERS[name].default <= most
    for value, says in (
        (least - 1, f"te klein: {least:.15g} of meer"),
        (-5, "te klein"),
        (most + 1, f"te groot: {most:.15g} of minder"),
        ("nan", "klopt niet"),
        ("inf", "klopt niet"),
        (SECRET, "klopt niet"),
        ("", "klopt niet"),
    ):
        sentence = refused(monkeypatch, called(name), str(value))
        assert sentence.startswith(f"De instelling {called(name)} is ") or says == "klopt niet"
        assert says in sentence, value
    for value in (least, most):
        assert getattr(Settings(**{name: value}), name) == value


WRONG = {
    "host": ["", "http://x", "127.0.0.1:80", "1.2.3", "300.1.1.1", "[::1]", "a,b", "geheim woord"],
    "var_dir": ["", "  "],
    "backup_dir": ["", "  "],
    "trusted_proxies": [",", "proxy", "10.0.0.1/8", "10.0.0.0/8;10.1.0.0/16", "http://10.0.0.1"],
    "allowed_hosts": [
        *("http://x", "x/", "bord.example.nl:8000", "*", "*.", "*.*.nl", "a.*.nl", ",", " , ,"),
        *("a.nl b.nl", "a.nl;b.nl", "goed.nl, https://x", "a..nl", ".nl", "-a.nl", "münchen.nl"),
        *("a@b.nl", "x" * 300, "1.2.3", "[::1]", "a.nl\nb.nl"),
    ],
    "provider_hosts": ["http://x", "*.example.nl", ",", "a.nl b.nl", "inloggen.nl:443"],
    "security_contact": [
        *("", "beveiliging@x.nl", "http://x.nl", "javascript:1", "mailto:x", "tel:"),
        *("mailto:a@x.nl\nPolicy: https://y.nl", f"https://{SECRET}@x.nl"),
    ],
    "public_url": [
        "bord.example.nl",
        "https://",
        "https://x.nl/pad",
        "ftp://x.nl",
        "https://a b.nl",
    ],
    "passkey_domain": ["https://x.nl", "x.nl:80", "127.0.0.1", "a b"],
    "passkey_origins": ["x.nl", "https://x.nl/pad", ",", "https://x.nl https://y.nl"],
    "secret_key": ["kort", "x" * 31, SECRET],
    "smtp_host": ["http://x", "mail.nl:25", "1.2.3", "a b"],
    "mail_from": ["bord", "Bord <bord@x.nl>", "a@b", "a@b.nl\nBcc: c@d.nl", "https://x.nl"],
}
RIGHT = {
    "host": ["192.0.2.1", "::", "127.0.0.1", "localhost", "web-1.intern"],
    "var_dir": ["var", "/srv/een map"],
    "backup_dir": ["/var/backups/bord", "/srv/een map"],
    "trusted_proxies": ["", "10.0.0.1", "10.0.0.0/8, fd00::/8,", "::1"],
    "allowed_hosts": [
        *("", "bord.example.nl", "*.example.nl, BORD.nl.,", "127.0.0.1,::1", "bord"),
        *("xn--mnchen-3ya.nl", "mijn_dienst"),
    ],
    "provider_hosts": ["", "inloggen.example.nl, 10.0.0.7"],
    "security_contact": ["mailto:a@b.nl", "https://b.nl/melden", "tel:+31-50-1234567"],
    "public_url": ["", "https://bord.example.nl", "http://localhost:8000"],
    "passkey_domain": ["", "bord.example.nl", "localhost"],
    "passkey_origins": ["", "https://bord.example.nl, http://localhost:8000"],
    "secret_key": ["", "x" * 32],
    "smtp_host": ["", "mail.example.nl", "127.0.0.1", "::1"],
    "mail_from": ["", "bord@example.nl"],
}
# What another server gave out is what it is.
ANYTHING = {"database_url", "listen_url", "retention_url", "smtp_user", "smtp_password"}
# The address of the database has tests of its own; a member of a choice is asked of the choice.
OF_WORDS = {
    name
    for name, field in Settings.model_fields.items()
    if field.annotation in (str, Path, Path | None, SecretStr) and name not in ANYTHING
}


def test_every_setting_of_words_has_a_form() -> None:
    assert OF_WORDS == WRONG.keys() == RIGHT.keys() == FORMS.keys()


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in WRONG.items() for v in values])
def test_words_that_cannot_be_right_are_refused_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    said = refused(monkeypatch, called(name), value)
    assert said == f"De instelling {called(name)} klopt niet: {FORMS[name]}."


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in RIGHT.items() for v in values])
def test_words_that_can_be_right_are_taken(name: str, value: str) -> None:
    taken = getattr(Settings(**{name: value}), name)  # type: ignore[arg-type]
    assert (taken.get_secret_value() if isinstance(taken, SecretStr) else str(taken)) == value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("SCHAKELBORD_DATABSE_URL", "DATABASE_URL"),
        ("SCHAKELBORD_DATABASE_URL", "DATABASE_URL"),
        ("SCHAKELBORD_PORT", "PORT"),
        ("SCHAKELBORD_PAGESIZE", "SCHAKELBORD_PAGE_SIZE"),
        ("SCHAKELBORD_MODUS", "SCHAKELBORD_MODE"),
        ("SCHAKELBORD_TRUSTED_PROXY", "SCHAKELBORD_TRUSTED_PROXIES"),
        ("schakelbord_allowed_host", "SCHAKELBORD_ALLOWED_HOSTS"),
    ],
)
def test_a_misspelt_setting_is_said_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, typed: str, meant: str
) -> None:
    said = refused(monkeypatch, typed, SECRET)
    assert said == f"De instelling {typed} bestaat niet. Bedoel je {meant}?"


def test_what_is_like_nothing_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "README" in refused(monkeypatch, "SCHAKELBORD_XQJ", SECRET)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCHAKELBORD_SERVICE_HOST", "10.0.0.1"),
        ("SCHAKELBORD_SERVICE_PORT_HTTP", "80"),
        ("SCHAKELBORD_PORT", "tcp://10.0.0.1:80"),
        ("SCHAKELBORD_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("SCHAKELBORD_WEB_SERVICE_HOST", "10.0.0.1"),
        ("SCHAKELBORD_TEST_RUN", "x"),
        ("SCHAKELBORD_PROVIDER_GEMEENTE_VR01_SECRET", "x"),
        ("SCHAKELBORD_PROVIDER_GEMEENTE_VR01_KEY_FILE", "/run/key.json"),
    ],
)
def test_what_a_platform_sets_for_its_own_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for each in list(os.environ):
        if each.startswith((PREFIX, "DATABASE_URL", "PORT")):
            monkeypatch.delenv(each)
    monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    try:
        assert get_settings().port == 8000
    finally:
        get_settings.cache_clear()


@pytest.mark.parametrize("name", ["MODE", "LOG_LEVEL", "TRUSTED_PROXIES", "HEADER_SECONDS"])
def test_a_wrong_word_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert f"De instelling {PREFIX}{name} klopt niet" in refused(monkeypatch, PREFIX + name, SECRET)
