"""The demo region with a provider of sign-in beside it: `make run-oidc`.

The provider is the certified oidc-provider of npm, on loopback. Sign in there as `amina` or
another of the cast, with any password.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from sqlmodel import Session, col, select

from app.cli_database import database
from app.core.settings import PROJECT
from app.demo.cast import demo_cast
from app.identity.queries import get_actor, get_person_by_email
from app.providers import commands, queries
from app.providers.client import setting_of
from app.providers.models import ClientAuthentication, Provider
from app.providers.tokens import Proven
from scripts.node import find_node

SLUG = "werk_vr01"
SECRET = "only-for-this-machine-" * 2  # pragma: allowlist secret
PATIENCE = 300


def main() -> int:
    """Start both, tie the cast, and wait until somebody ends it."""
    port = int(os.environ.get("PORT", "8000"))
    issuer = f"http://127.0.0.1:{port + 1}"
    own = f"http://127.0.0.1:{port}"
    os.environ[setting_of(SLUG, ClientAuthentication.SECRET)] = SECRET
    os.environ.setdefault("SCHAKELBORD_MODE", "demo")
    provider = _start_provider(port + 1, own)
    product = subprocess.Popen([sys.executable, "-m", "app.cli", "run"])
    signal.signal(signal.SIGTERM, lambda _number, _frame: product.terminate())
    try:
        if _is_ready(product, f"{own}/gereed"):
            _add(issuer)
            print(f"Inloggen via {issuer}: kies “Inloggen met Werk”, en daar amina.", flush=True)
        return product.wait()
    except KeyboardInterrupt:
        return product.wait()
    finally:
        provider.terminate()
        provider.wait()


def _start_provider(port: int, own: str) -> subprocess.Popen[str]:
    client = {
        "client_id": "schakelbord",
        "client_secret": SECRET,
        "redirect_uris": [f"{own}/inloggen/via/{SLUG}/terug"],
        "post_logout_redirect_uris": [f"{own}/inloggen"],
        "backchannel_logout_uri": f"{own}/uitloggen/achterdeur/{SLUG}",
        "backchannel_logout_session_required": True,
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
    }
    started = subprocess.Popen(
        [find_node(), str(PROJECT / "tests" / "providers" / "op.mjs")],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert started.stdin is not None
    started.stdin.write(json.dumps({"port": port, "clients": [client]}) + "\n")
    started.stdin.flush()
    return started


def _is_ready(product: subprocess.Popen[bytes], address: str) -> bool:
    for _second in range(PATIENCE):
        if product.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  # nosec B310  our own
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    return False


def _add(issuer: str) -> None:
    """The provider, and who is who there; once."""
    with database() as engine, Session(engine, expire_on_commit=False) as session, session.begin():
        found = session.exec(select(Provider).where(col(Provider.slug) == SLUG)).first()
        provider = found or Provider(
            slug=SLUG,
            name="Werk",
            region_code="VR01",
            issuer=issuer,
            client_id="schakelbord",
            authentication=ClientAuthentication.SECRET,
        )
        provider.issuer = issuer  # of the port of this time
        session.add(provider)
        session.flush()
        for member in demo_cast():
            person = get_person_by_email(session, member.email)
            actor = get_actor(session, person.id) if person is not None else None
            if actor is not None:
                proven = Proven(issuer, member.key)
                commands.tie(session, actor, queries.known(provider), proven)


if __name__ == "__main__":
    raise SystemExit(main())
