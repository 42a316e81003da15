"""Settings from the environment: `SCHAKELBORD_…`, and `DATABASE_URL` and `PORT` of the platform."""

import difflib
import os
import re
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core import setting_rules
from app.core.errors import Refused

PROJECT = Path(__file__).resolve().parents[2]
PREFIX = "SCHAKELBORD_"
YEAR_MINUTES = 365 * 24 * 60
# Begins with our prefix and is none of ours: of the tests, and what Kubernetes says of a service
# that is called as we are.
OTHERS = re.compile(
    rf"{PREFIX}(TEST_.*|CHROMIUM|(.*_)?SERVICE_(HOST|PORT.*)|(.*_)?PORT_\d+_(TCP|UDP).*)"
)
# The secret of a provider of sign-in, or the file with our own key for it: read where it is used.
SECRETS = re.compile(rf"{PREFIX}PROVIDER_[A-Z0-9_]{{1,64}}_(SECRET|KEY_FILE)")


class Mode(StrEnum):
    """What the server is for. Production is the default, so that a forgotten variable is never an
    open door.
    """

    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Every knob, with its unit. Read once; tests make their own."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, allow_inf_nan=False)

    mode: Mode = Mode.PRODUCTION
    # The second name is for who makes settings in code.
    database_url: str | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_URL", "database_url")
    )
    # Where is listened to what others commit, if not there: past a pooler, which breaks LISTEN.
    listen_url: SecretStr = SecretStr("")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535, validation_alias=AliasChoices("PORT", "port"))
    # The embedded PostgreSQL keeps its files here; var/ in the project folder is git-ignored.
    var_dir: Path = PROJECT / "var"

    # 8 + 4 a process: two web processes and a worker stay far below PostgreSQL's default of 100
    # connections.
    pool_size: int = Field(default=8, ge=1, le=200)
    pool_overflow: int = Field(default=4, ge=0, le=200)

    session_idle_minutes: int = Field(default=8 * 60, ge=1, le=YEAR_MINUTES)
    session_absolute_minutes: int = Field(default=72 * 60, ge=1, le=YEAR_MINUTES)
    # Failed sign-ins in the window, per e-mail address and per network address, before a 429.
    sign_in_attempts: int = Field(default=10, ge=1, le=1000)
    sign_in_window_minutes: int = Field(default=15, ge=1, le=24 * 60)

    # Proxies whose X-Forwarded-For and -Proto are believed: addresses and networks, with commas.
    trusted_proxies: str = ""
    # The names people type to come here, with commas; "*.example.nl" for all below one. Empty: this
    # machine's own in a demonstration, any in production.
    allowed_hosts: str = ""
    # Names of providers of sign-in that are in a network of our own, with commas.
    provider_hosts: str = ""
    # Of one network address, at once, in one process: bodies that have begun and go on coming.
    open_bodies: int = Field(default=32, ge=1, le=10_000)
    # From the first byte of a request to the end of its headers.
    header_seconds: float = Field(default=10, ge=0.1, le=120)

    # What PostgreSQL waits for on a connection of a page: for a lock, for a statement, for the next
    # statement of a transaction. A worker and the command line have more: `db.Patience`.
    lock_seconds: float = Field(default=5, ge=0.1, le=600)
    statement_seconds: float = Field(default=30, ge=0.1, le=600)
    idle_seconds: float = Field(default=60, ge=0.1, le=600)

    # What links and seals are signed with. Whoever has it can make links to accounts.
    secret_key: SecretStr = SecretStr("")
    # Where people find this installation, for links in mails. Empty: this machine's own address in
    # a demonstration.
    public_url: str = ""

    # The server that takes our mail. Empty: nothing is sent; a demonstration shows what would be.
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    # "none" only for a server on this machine.
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    # For each answer of that server.
    smtp_seconds: float = Field(default=20, ge=0.1, le=300)
    mail_from: str = ""
    # How long is kept which mail was sent to whom. Its row says that somebody was told, and what is
    # found from the data may be told for a month: a row that went sooner would let it be told anew.
    mail_days: int = Field(default=90, ge=31, le=3650)

    # How long is kept: lines of the trail; what ended with what was decided; an account that is
    # closed or belongs nowhere; how partners reach each other, after their match ended.
    trail_years: int = Field(default=5, ge=1, le=50)
    decision_years: int = Field(default=5, ge=1, le=50)
    account_months: int = Field(default=12, ge=1, le=120)
    contact_weeks: int = Field(default=4, ge=0, le=520)
    # The database as the role that may take old lines out of the trail. Empty: as everybody.
    retention_url: SecretStr = SecretStr("")

    # Where backups are written, for `check`: it looks at their time only.
    backup_dir: Path | None = None

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    # Below, no form of ours comes in; above, one post is as large as a file that is brought in.
    body_limit_bytes: int = Field(default=1024 * 1024, ge=64 * 1024, le=64 * 1024 * 1024)
    # For which name passkeys are made, and from which addresses, with commas. Empty: as in
    # `public_url`.
    passkey_domain: str = ""
    passkey_origins: str = ""
    page_size: int = Field(default=50, ge=1, le=500)
    security_contact: str = "mailto:beveiliging@schakelbord.example"

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        for part in setting_rules.parts(text):
            ip_network(part)
        return text

    @field_validator("provider_hosts")
    @classmethod
    def _plain_names(cls, text: str) -> str:
        for part in setting_rules.parts(text):
            setting_rules.refuse_unless_host(part)
        return text

    @field_validator("allowed_hosts")
    @classmethod
    def _names(cls, text: str) -> str:
        for part in setting_rules.parts(text):
            setting_rules.refuse_unless_host(part.removeprefix("*."))
        return text

    @field_validator("host")
    @classmethod
    def _host(cls, text: str) -> str:
        setting_rules.refuse_unless_host(text)
        return text

    @field_validator("public_url")
    @classmethod
    def _origin(cls, text: str) -> str:
        text = text.removesuffix("/")
        if text and not setting_rules.ORIGIN.fullmatch(text):
            raise ValueError
        return text

    @field_validator("secret_key")
    @classmethod
    def _key(cls, key: SecretStr) -> SecretStr:
        if key.get_secret_value() and len(key.get_secret_value()) < setting_rules.SHORTEST_KEY:
            raise ValueError
        return key

    @field_validator("smtp_host")
    @classmethod
    def _mail_server(cls, text: str) -> str:
        if text:
            setting_rules.refuse_unless_host(text)
        return text

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, text: str) -> str:
        if text and not setting_rules.CONTACT.fullmatch(f"mailto:{text}"):
            raise ValueError
        return text

    @field_validator("passkey_domain")
    @classmethod
    def _passkey_domain(cls, text: str) -> str:
        if text and (not setting_rules.NAME.fullmatch(text) or re.fullmatch(r"[0-9.]+", text)):
            raise ValueError
        return text

    @field_validator("passkey_origins")
    @classmethod
    def _passkey_origins(cls, text: str) -> str:
        for part in setting_rules.parts(text):
            if not setting_rules.ORIGIN.fullmatch(part):
                raise ValueError
        return text

    @field_validator("security_contact")
    @classmethod
    def _contact(cls, text: str) -> str:
        if not setting_rules.CONTACT.fullmatch(text):
            raise ValueError
        return text

    @field_validator("var_dir", "backup_dir", mode="before")
    @classmethod
    def _folder(cls, path: object) -> object:
        if not str(path).strip():  # would be wherever the command is typed
            raise ValueError
        return path

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, text: object) -> object:
        return text.upper() if isinstance(text, str) else text

    @property
    def is_demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def signing_key(self) -> str:
        """The key of links and seals. Refused in production where there is none of its own."""
        key = self.secret_key.get_secret_value()
        if self.is_demo:
            return key or setting_rules.DEMO_KEY
        if not key or key == setting_rules.DEMO_KEY:
            raise Refused(f"Zet {PREFIX}SECRET_KEY: {setting_rules.FORMS['secret_key']}.")
        return key

    @property
    def base_url(self) -> str:
        """What an address in a mail begins with. Refused in production where nobody said it."""
        if self.public_url:
            return self.public_url
        if not self.is_demo:
            raise Refused(f"Zet {PREFIX}PUBLIC_URL: {setting_rules.FORMS['public_url']}.")
        return f"http://{self.host}:{self.port}"

    @property
    def sends_mail(self) -> bool:
        """Whether somebody said which server takes our mail, and from whom it is."""
        return bool(self.smtp_host and self.mail_from)

    @property
    def shows_mail(self) -> bool:
        """Whether mail is read on a page: only in a demonstration that sends nothing."""
        return self.is_demo and not self.sends_mail


@lru_cache
def get_settings() -> Settings:
    """The settings of this process. Refused where one of them cannot be right, or is called as none
    is: what somebody meant to set would quietly be as if they had not.
    """
    known = {_name(name) for name in Settings.model_fields}
    for name, value in os.environ.items():
        if not name.upper().startswith(PREFIX) or name.upper() in known:
            continue
        if SECRETS.fullmatch(name.upper()):
            continue
        if not OTHERS.fullmatch(name.upper()) and not value.startswith(("tcp://", "udp://")):
            raise Refused(_unknown(name, known))
    try:
        return Settings()
    except ValidationError as problem:
        raise Refused(_wrong(problem)) from None


def _name(field: str) -> str:
    """What it is called in the environment."""
    return field.upper() if field in ("database_url", "port") else f"{PREFIX}{field.upper()}"


def _unknown(name: str, known: set[str]) -> str:
    """The nearest of ours, as far as one is near: with and without the prefix."""
    plain = {each.removeprefix(PREFIX): each for each in known}
    near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), plain, n=1, cutoff=0.5)
    advice = f"Bedoel je {plain[near[0]]}?" if near else "Welke er zijn staat in de README."
    return f"De instelling {name} bestaat niet. {advice}"


def _wrong(problem: ValidationError) -> str:
    """Which setting it is and what it may be; not what it is, as that may be a secret."""
    detail = problem.errors(include_url=False, include_input=False)[0]
    name = str(detail["loc"][0])
    known = _name(name.lower())
    limits = detail.get("ctx", {})
    if "ge" in limits:
        return f"De instelling {known} is te klein: {limits['ge']:.15g} of meer kan."
    if "le" in limits:
        return f"De instelling {known} is te groot: {limits['le']:.15g} of minder kan."
    if name in setting_rules.FORMS:
        return f"De instelling {known} klopt niet: {setting_rules.FORMS[name]}."
    if "expected" in limits:
        expected = str(limits["expected"]).replace(" or ", " of ")
        return f"De instelling {known} klopt niet: kies {expected}."
    return f"De instelling {known} klopt niet: schrijf een getal zoals in de README staat."
