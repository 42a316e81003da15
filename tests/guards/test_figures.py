"""The figures of the house hold, and `python -m scripts.house` counts what it says."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

from scripts.house import FIGURES, Figure, main, measure
from scripts.house_files import House
from scripts.unused import find_unused


@lru_cache(maxsize=1)
def figures() -> dict[str, Figure]:
    return {figure.key: figure for figure in measure()}


@pytest.mark.parametrize("key", [figure.__name__ for figure in FIGURES])
def test_the_bound_holds(key: str) -> None:
    figure = figures()[key]
    assert figure.holds, "\n".join([figure.line(), *figure.details])


def test_the_figures_are_printed_and_a_broken_bound_can_fail(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Figure("kept", "at its bound", 12, 12)
    broken = Figure("broken", "over its bound", 9.1, 9, " %", ["needs/routes.py"])
    monkeypatch.setattr("scripts.house.measure", lambda: [kept, broken])
    assert (main([]), main(["--check", "--details"])) == (0, 1)
    printed = capsys.readouterr().out
    assert re.search(r"ok +12 +≤ 12 +at its bound\nNOT +9.1 % +≤ 9 % +over its bound", printed)
    assert printed.endswith("needs/routes.py\n")
    monkeypatch.setattr("scripts.house.measure", lambda: [kept])
    assert main(["--check"]) == 0


@pytest.fixture
def small_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house with a fault of each kind that is found by reading code."""
    monkeypatch.setattr("scripts.house.READS_ELSEWHERE", {"needs/gone.py": "read once"})
    files = {
        "app/needs/queries.py": '"""Reads."""\ndef find(session): return session.exec(select())\n',
        "app/needs/asking.py": '"""Who is asked."""\nfind = lambda session: session.get(Need)\n',
        "app/needs/step_queries.py": (
            '"""Steps."""\ndef steps(session, actor: Actor): session.exec(1)\n'
        ),
        "app/needs/gone.py": "def call(self): return call(self)\n",
        "app/needs/notes.py": '"""Two lines\nbefore it ends."""\n',
        "app/needs/commands.py": (
            "from app.needs.queries import find\nfrom app.needs.step_queries import steps\n"
            "def change(session): session.exec(update(Need)); find(session); steps(session, 1)\n"
            "@router.post('/x')\ndef shown(): change(1)\n"
        ),
        "docs/house.md": (
            "## File names\n\n| file | holds | never |\n|---|---|---|\n"
            "| `queries.py` | the door to read | x |\n| `commands.py` | the door to write | x |\n"
            "| `*_queries.py` | the same door | x |\n"
        ),
        "CONTRIBUTING.md": "## Add a field\n\n1. `a.py` one\n2. `b.py`, see `c.py`\n\n## Next\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return House(tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("general_names", 3, "queries.py"),
        ("unexplained_files", 3, "needs/asking.py: a verb"),
        ("reads_elsewhere", 1, "needs/asking.py:2"),
        ("reads_without_reason", 2, "needs/gone.py: reads no more"),
        ("dead_functions", 1, "app/needs/gone.py:1 call"),
        ("files_for_a_column", 2, "b.py"),
        ("names_imported", 2, "2 needs/commands.py"),
        ("import_lines", 14.3, "2 needs/commands.py"),
    ],
)
def test_a_figure_counts_what_it_says(
    small_house: House, key: str, value: float, named: str
) -> None:
    figure = next(each for each in FIGURES if each.__name__ == key)(small_house)
    assert figure.value == value, figure.details
    assert any(named in line for line in figure.details), figure.details


def test_what_only_calls_itself_is_dead_and_what_a_router_calls_is_not(small_house: House) -> None:
    assert [each.name for each in find_unused(small_house.project)] == ["call"]


def test_a_use_is_of_what_it_names_and_no_word_of_a_text(tmp_path: Path) -> None:
    files = {
        "app/web/__init__.py": "from app.web.blocks import shown\n",
        "app/web/blocks.py": "def plain(): pass\ndef shown(): plain()\n",
        "app/web/moulds.py": (
            "def plain(): pass\ndef later(): pass\n"
            "class Mould:\n    def filled(self): pass\n    def later(self): pass\n"
        ),
        "app/web/whole.py": "def by_name(): pass\n",
        "app/main.py": (
            "from app import web\nfrom app.web import blocks, moulds, whole\n"
            "def create(state):\n"
            "    state.whole = whole\n    return blocks.plain, web.shown, moulds.Mould()\n"
        ),
        "app/cli_web.py": "serve('app.main:create')\nstate.whole.by_name()\n",
        "templates/a.html": "{{ _('Not later') }}{% if \"plain\" %}{{ mould.filled() }}{% endif %}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [f"{each.path} {each.name}" for each in find_unused(tmp_path)] == [
        "app/web/moulds.py plain", "app/web/moulds.py later", "app/web/moulds.py Mould.later",
    ]  # fmt: skip
