"""What a newcomer opens first says what is so."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.core.settings import PROJECT, Settings

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/house.md")


# What a recipe calls that is in no file of that name: an object at hand, or what somebody writes.
AT_HAND = {"page.do", "commands.pause_need"}
ENDINGS = {"py", "po", "txt", "html", "cli"}


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def names_of(path: Path) -> Iterator[str]:
    """What a file of code gives a name: its functions and classes, methods too, and its values."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (each.id for each in targets if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_points_at_exists(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text(name))
    paths = re.findall(
        r"`((?:app|docs|migrations|scripts|static|templates|tests)/[\w./]*\w/?)`", text(name)
    )
    folder = (PROJECT / name).parent
    missing = [target for target in targets if not (folder / target).exists()]
    missing += [path for path in paths if not (PROJECT / path).exists()]
    assert missing == []


# A decision that the text names: "ADR 32", "ADR 0032", "[0026](adr/0026-…)".
DECISION = re.compile(r"\bADRs?[ -]?0*(\d{1,4})\b|\[0*(\d{1,4})\]\(")


def test_a_decision_that_is_named_exists_and_no_two_have_one_number() -> None:
    files = [path.name for path in (PROJECT / "docs/adr").glob("*.md")]
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in files)
    numbers = [int(name[:4]) for name in files]
    assert len(numbers) == len(set(numbers)) >= 80
    pages = [PROJECT / name for name in DOCUMENTS] + sorted((PROJECT / "docs").rglob("*.md"))
    code = [path for top in ("app", "scripts", "tests") for path in (PROJECT / top).rglob("*.py")]
    missing, seen, linked = set(), 0, 0
    for path in dict.fromkeys([*pages, *code]):
        source = path.read_text(encoding="utf-8")
        for hit in DECISION.finditer(source):
            seen += 1
            number = int(hit[1] or hit[2])
            if number not in numbers:
                missing.add(f"{path.relative_to(PROJECT)}: {hit[0]}")
        # What is called a number leads to the decision of that number.
        for called, led_to in re.findall(
            r"\[(?:ADR )?0*(\d{1,4})\]\([^)]*?0*(\d+)-[^)]*\)", source
        ):
            linked += 1
            if called != led_to:
                missing.add(f"{path.relative_to(PROJECT)}: {called} leads to {led_to}")
        for target in re.findall(r"\]\(((?:[\w./-]*/)?\d{4}-[\w-]+\.md)", source):
            if path.suffix == ".md" and not (path.parent / target).exists():
                missing.add(f"{path.relative_to(PROJECT)}: {target}")
    assert missing == set()
    assert seen >= 50 and linked >= 10, "the patterns still find them"


def test_what_a_recipe_calls_exists() -> None:
    """A recipe that names a function as it was called a month ago sends its reader searching."""
    source = text("CONTRIBUTING.md")
    missing = set()
    for span in re.findall(r"`([^`\n]+)`", source):
        for module, name in re.findall(r"\b([a-z_]+)\.([a-zA-Z_]\w+)", span):
            files = list((PROJECT / "app").rglob(f"{module}.py"))
            is_called = files and name not in ENDINGS and f"{module}.{name}" not in AT_HAND
            if is_called and not any(name in names_of(path) for path in files):
                missing.add(f"{module}.{name}")
    for name, path in re.findall(
        r"`([A-Z_]+)`\s+(?:in|of)\s+`((?:app|tests)/[\w./]+\.py)`", source
    ):
        if name not in names_of(PROJECT / path):
            missing.add(f"{path}: {name}")
    assert missing == set()


def test_the_map_of_the_readme_shows_every_package_and_nothing_else() -> None:
    block = text("README.md").partition("## The map of the house")[2].split("```")[1]
    shown = set(re.findall(r"\bapp/[\w./]*\w/?", block))
    assert {path for path in shown if not (PROJECT / path).exists()} == set()
    packages = {f"app/{path.parent.name}/" for path in (PROJECT / "app").glob("*/__init__.py")}
    assert packages - shown == set()
    # A file of the top is named behind others on its line.
    files = {path.name for path in (PROJECT / "app").glob("*.py")} - {"__init__.py"}
    assert files - set(re.findall(r"\b(\w+\.py)\b", block)) == set()


def test_the_layers_of_the_document_are_those_of_the_contract() -> None:
    contract = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    block = text("docs/house.md").partition("## Layers")[2].split("```")[1]
    lines = [re.split(r"\s{2,}", line)[0] for line in block.strip().splitlines()]
    assert lines == contract["layers"]


def test_a_script_that_opens_the_database_says_in_which_mode() -> None:
    """Typed on a fresh clone it would else be refused, as in production."""
    scripts = {path.name: path.read_text("utf-8") for path in (PROJECT / "scripts").glob("*.py")}
    opening = {name for name, source in scripts.items() if "cli_database" in source}
    assert "new_revision.py" in opening
    choosing = re.compile(r'choose_mode\(\)|setdefault\("SCHAKELBORD_MODE"')
    assert {name for name in opening if not choosing.search(scripts[name])} == set()


def test_make_has_every_target_that_the_documents_name() -> None:
    targets = set(re.findall(r"^([\w-]+):", text("Makefile"), re.MULTILINE))
    named = {
        target for name in DOCUMENTS for target in re.findall(r"[`\n]make ([\w-]+)", text(name))
    }
    assert "test" in named
    assert named <= targets


def test_hooks_are_local_and_name_no_host() -> None:
    config = text(".pre-commit-config.yaml")
    assert "://" not in config
    hooks: list[dict[str, Any]] = []
    for repository in yaml.safe_load(config)["repos"]:
        assert repository["repo"] == "local"
        hooks += repository["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert all(hook["entry"].startswith(".venv/bin/") for hook in hooks)


def test_the_workflow_does_what_everybody_can_do_and_says_that_it_has_not_run() -> None:
    source = text(".github/workflows/ci.yml")
    assert "has not been run here" in source.splitlines()[0]
    job = yaml.safe_load(source)["jobs"]["run"]
    assert job["timeout-minutes"] == 90, "what hangs ends, and a slow runner is not cut off"
    steps = job["steps"]
    assert [step["uses"].partition("@")[0] for step in steps if "uses" in step] == [
        "actions/checkout"
    ]
    assert steps[-1]["run"] == ".ci/run"


@pytest.mark.parametrize(
    "path", sorted((PROJECT / ".github").rglob("*.yml")), ids=lambda path: path.name
)
def test_the_forms_of_the_host_are_yaml(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_contact_for_weaknesses_is_the_one_of_the_settings() -> None:
    address = Settings.model_fields["security_contact"].default.removeprefix("mailto:")
    assert f"<{address}>" in text("SECURITY.md")


def test_the_changelog_begins_with_what_is_not_released() -> None:
    headings = re.findall(r"^## (.+)$", text("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
