"""Settings from the environment: `SCHAKELBORD_…`, and the two names every platform sets,
`DATABASE_URL` and `PORT`.
"""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[2]


class Mode(StrEnum):
    """What the server is for. Production is the default, so that a forgotten variable is never an
    open door.
    """

    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Every knob, with its unit. Read once; tests make their own."""

    model_config = SettingsConfigDict(env_prefix="SCHAKELBORD_", frozen=True, populate_by_name=True)

    mode: Mode = Mode.PRODUCTION
    database_url: str | None = Field(default=None, validation_alias=AliasChoices("DATABASE_URL"))
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535, validation_alias=AliasChoices("PORT"))
    # The embedded PostgreSQL keeps its files here; var/ in the project folder is git-ignored.
    var_dir: Path = PROJECT / "var"

    # 8 + 4 a process: two web processes and a worker stay far below PostgreSQL's default of 100
    # connections.
    pool_size: int = 8
    pool_overflow: int = 4

    session_idle_minutes: int = 8 * 60
    session_absolute_minutes: int = 72 * 60
    # Failed sign-ins in the window, per e-mail address and per network address, before a 429.
    sign_in_attempts: int = 10
    sign_in_window_minutes: int = 15

    body_limit_bytes: int = 1024 * 1024
    page_size: int = 50
    security_contact: str = "mailto:beveiliging@schakelbord.example"

    @property
    def is_demo(self) -> bool:
        return self.mode is Mode.DEMO


@lru_cache
def get_settings() -> Settings:
    """The settings of this process."""
    return Settings()
