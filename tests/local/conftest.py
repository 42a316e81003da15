"""Commands as somebody types them, in this process: a process of its own takes seconds."""

from __future__ import annotations

import os
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from app import cli
from app.core.settings import get_settings
from app.local import ports
from tests.commands import OURS

Typed = Callable[..., CompletedProcess[str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typed:
    """`typed("seed demo", DATABASE_URL=url)`: what it prints, and its code."""

    def run(words: str, **settings: str) -> CompletedProcess[str]:
        with monkeypatch.context() as patch:
            for name in {"SCHAKELBORD_MODE", *(n for n in os.environ if n.startswith(OURS))}:
                patch.setenv(name, "")  # so that what the command sets itself is put back
                patch.delenv(name)
            # Whoever runs the tests may have the product open beside them.
            for name, value in {"PORT": str(ports.free_port()), **settings}.items():
                patch.setenv(name, value)
            get_settings.cache_clear()
            capfd.readouterr()
            try:
                code = cli.main(words.split(), with_logs=False)
            except SystemExit as ended:  # argparse
                code = int(str(ended.code))
            finally:
                get_settings.cache_clear()
        out, err = capfd.readouterr()
        return CompletedProcess(words, code, out, err)

    return run
