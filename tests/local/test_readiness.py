"""What `check` says is missing before a region can start; it reads, and tells no secret."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.readiness import ReadinessLine, Weight, look_at_settings
from app.core.settings import PROJECT, Mode, Settings
from app.identity.models import Membership, Role
from app.members.region_commands import open_region
from app.privacy.trail_commands import ROLE
from app.providers.client import setting_of
from app.providers.models import ClientAuthentication
from app.second_factors.models import AuthenticatorApp
from app.site.readiness_queries import look_at_database, look_at_mail
from tests.conftest import Databases
from tests.local.test_modes import marked
from tests.mail.servers import Mood, serving
from tests.providers.conftest import SECRET, SLUG, Providers
from tests.providers.hostile import Hostile, listening
from tests.providers.real_provider import free_port
from tests.world import World

KEY, WORD = "sleutel-die-niemand-raadt-" * 3, "wachtwoord-van-de-mail"
WHOLE: dict[str, Any] = {
    "mode": Mode.PRODUCTION,
    "secret_key": KEY,
    "public_url": "https://bord.example.nl",
    "allowed_hosts": "bord.example.nl",
    "trusted_proxies": "127.0.0.1",
}


def seen_in(session: Session, settings: Settings) -> list[ReadinessLine]:
    """As the command says it, which has no event loop: in a process that ran tests in a browser the
    main thread has one.
    """
    with ThreadPoolExecutor(1) as thread:
        return list(thread.submit(lambda: list(look_at_database(session, settings))).result())


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "nu.dump").write_bytes(b"PGDMP")
    return folder


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    """A provider on this machine that tells the truth until it is told to lie."""
    with listening() as found:
        yield found


def lacking(found: Iterable[ReadinessLine]) -> list[str]:
    return [each.text for each in found if each.weight is Weight.MISSING]


def test_with_all_settings_nothing_is_missing(backups: Path) -> None:
    assert lacking(look_at_settings(Settings(**WHOLE, backup_dir=backups))) == []


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("secret_key", "SCHAKELBORD_SECRET_KEY"),
        ("public_url", "SCHAKELBORD_PUBLIC_URL"),
        ("allowed_hosts", "SCHAKELBORD_ALLOWED_HOSTS"),
        ("trusted_proxies", "SCHAKELBORD_TRUSTED_PROXIES"),
        ("backup_dir", "SCHAKELBORD_BACKUP_DIR"),
    ],
)
def test_each_setting_that_is_missing_is_one_line_with_its_name(
    backups: Path, left_out: str, named: str
) -> None:
    given = {k: v for k, v in {**WHOLE, "backup_dir": backups}.items() if k != left_out}
    (line,) = lacking(look_at_settings(Settings(**given)))
    assert named in line


def test_an_address_without_tls_is_missing_one(backups: Path) -> None:
    given = {**WHOLE, "public_url": "http://bord.example.nl"}
    (line,) = lacking(look_at_settings(Settings(**given, backup_dir=backups)))
    assert "SCHAKELBORD_PUBLIC_URL" in line


@pytest.mark.parametrize("how", ["no folder", "none", "empty", "old"])
def test_a_backup_that_nobody_could_use_is_missing(backups: Path, how: str) -> None:
    file, folder = backups / "nu.dump", backups
    if how == "no folder":
        folder = backups / "elders"
    elif how == "none":
        file.unlink()
    elif how == "empty":
        file.write_bytes(b"")
    else:
        long_ago = clock.now().timestamp() - 40 * 3600
        os.utime(file, (long_ago, long_ago))
    (line,) = lacking(look_at_settings(Settings(**WHOLE, backup_dir=folder)))
    assert line.startswith("De back-up.")
    assert ("40 uur" in line) == (how == "old")


def test_the_mail_server_is_greeted_and_gets_nothing() -> None:
    mood = Mood()
    with serving(mood) as port:
        settings = Settings(
            **WHOLE,
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
            mail_from="bord@example.nl",
        )
        assert look_at_mail(settings).weight is Weight.FINE
    assert not mood.taken
    gone = look_at_mail(settings)
    assert gone.weight is Weight.MISSING
    assert "neemt niets aan" in gone.text
    assert "SCHAKELBORD_SMTP_HOST" in look_at_mail(Settings(**WHOLE)).text


def test_a_region_that_is_not_begun_or_has_nobody_is_missing(
    world: World, settings: Settings
) -> None:
    session, production = world.session, Settings(**WHOLE)

    def said() -> str:
        return "\n".join(lacking(seen_in(session, production)))

    assert "VR01" not in said()
    assert "geen worker" in said()
    session.execute(sa.delete(Membership).where(col(Membership.role) == Role.ADMINISTRATOR))
    assert "VR01: de regio heeft geen beheerder." in said()
    open_region(session, settings, "VR02", "iemand@regio.example")
    session.flush()
    assert "VR02: de eerste beheerder heeft de link in de uitnodiging nog niet gebruikt." in said()


def test_an_administrator_whom_a_provider_proves_needs_no_passkey(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = world.session

    def is_advised() -> bool:
        found = seen_in(session, Settings(**WHOLE))
        return any("VR01: nog geen beheerder" in each.text for each in found)

    session.execute(sa.delete(AuthenticatorApp))
    assert is_advised()
    known = Providers(world, monkeypatch)
    provider = known.add("https://inloggen.regio.example")
    known.tie(provider, "eva", "eva-at-work")
    assert not is_advised()
    provider.is_active = False
    session.commit()
    assert is_advised(), "one that nobody can use proves nothing"


def test_a_base_without_a_region_says_how_to_begin(databases: Databases) -> None:
    engine = sa.create_engine(databases.copy("world"))
    with Session(engine) as session:
        session.execute(sa.text("UPDATE organisation SET kind = 'other'"))
        told = "\n".join(lacking(seen_in(session, Settings(**WHOLE))))
    engine.dispose()
    assert "region open VR01 --administrator" in told


def test_the_command_as_an_operator_types_it(databases: Databases, backups: Path) -> None:
    """One real process: what is missing, exit 1, nothing written, and no secret on the screen."""
    url = marked(databases, Mode.PRODUCTION)
    ours = {name: value for name, value in os.environ.items() if "SCHAKELBORD" not in name}
    given = {
        "DATABASE_URL": url,
        "SCHAKELBORD_MODE": "production",
        "SCHAKELBORD_SECRET_KEY": KEY,
        "SCHAKELBORD_PUBLIC_URL": "https://bord.example.nl",
        "SCHAKELBORD_SMTP_HOST": "127.0.0.1",
        "SCHAKELBORD_SMTP_PORT": "1",
        "SCHAKELBORD_SMTP_USER": "bord",
        "SCHAKELBORD_SMTP_PASSWORD": WORD,
        "SCHAKELBORD_MAIL_FROM": "bord@example.nl",
        "SCHAKELBORD_BACKUP_DIR": str(backups),
    }
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "check"],
        cwd=PROJECT,
        env=ours | given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    for line in ("ontbreekt  De mail.", "ontbreekt  De proxy.", "in orde    De nieuwste back-up"):
        assert line in said
    assert said.rstrip().endswith("keer iets dat ontbreekt.")
    assert KEY not in said and WORD not in said
    password = sa.engine.make_url(url).password
    assert password is None or password not in said


def test_a_provider_without_its_secret_or_that_does_not_answer_is_missing(
    world: World, monkeypatch: pytest.MonkeyPatch, hostile: Hostile
) -> None:
    """One that is off is not asked. Outside a demonstration this machine is nobody's provider."""
    session, demo = world.session, Settings(mode=Mode.DEMO)
    known = Providers(world, monkeypatch)
    provider = known.add(hostile.issuer)

    def said() -> list[tuple[Weight, str]]:
        found = seen_in(session, demo)
        return [(each.weight, each.text) for each in found if "inlogdienst Gemeente" in each.text]

    assert said() == [(Weight.FINE, "VR01: de inlogdienst Gemeente Eemsdelta antwoordt.")]
    monkeypatch.delenv(setting_of(SLUG, ClientAuthentication.SECRET))
    ((weight, text),) = said()
    assert weight is Weight.MISSING and "SCHAKELBORD_PROVIDER_GEMEENTE_VR01_SECRET" in text
    monkeypatch.setenv(setting_of(SLUG, ClientAuthentication.SECRET), SECRET)
    provider.issuer = f"http://127.0.0.1:{free_port()}"
    session.commit()
    assert said() == [
        (
            Weight.MISSING,
            f"VR01: de inlogdienst Gemeente Eemsdelta antwoordt niet op {provider.issuer}.",
        )
    ]
    provider.issuer = f"{hostile.issuer}/elders"
    session.commit()
    ((weight, text),) = said()
    assert weight is Weight.MISSING and "antwoordt niet zoals het moet op" in text
    provider.is_active = False
    session.commit()
    assert said() == []


def test_the_role_that_cleans_the_trail_is_made_as_the_operator_is_told(
    databases: Databases,
) -> None:
    """With the very lines of the manual, by the administrator of the server; whoever has the tables
    is no superuser and reads what is missing.
    """
    url = sa.engine.make_url(databases.copy("world"))
    owner = f"test_owner_{uuid4().hex[:8]}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in (
            f"CREATE ROLE {owner} NOLOGIN",
            f"GRANT ALL ON SCHEMA public TO {owner}",
            f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {owner}",
            f"REVOKE ALL ON audit_entry FROM {ROLE}"
            if _knows_role(connection)
            else f"CREATE ROLE {ROLE} LOGIN",
        ):
            connection.execute(sa.text(statement))

    plain = sa.create_engine(url)

    def said() -> str:
        with Session(plain) as session:
            session.execute(sa.text(f"SET LOCAL ROLE {owner}"))
            return "\n".join(lacking(seen_in(session, Settings(**WHOLE))))

    assert "De bewaartermijnen. Alleen de rol schakelbord_retention mag" in said()
    manual = (PROJECT / "docs/beheer.md").read_text()
    (grants,) = re.findall(r"psql -d schakelbord -c '(GRANT [^']*)'", manual)
    assert f"createuser --pwprompt {ROLE}" in manual
    with engine.connect() as connection:
        connection.execute(sa.text(grants))
    assert "De bewaartermijnen." not in said()
    plain.dispose()
    engine.dispose()


def _knows_role(connection: sa.Connection) -> bool:
    known = sa.text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
    return bool(connection.execute(known, {"role": ROLE}).scalar_one())
