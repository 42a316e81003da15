"""House rules that would not survive in prose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from jinja2 import nodes
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core.settings import PROJECT
from app.identity.models import Role
from tests.guards.test_templates import NAMES, parsed
from tests.world import World

# An import ends a savepoint of its own with `.commit()`: all of a file or nothing; the request
# still commits.
MAY_COMMIT = {"web/database.py", "cli.py", "core/jobs.py", "imports/commands.py"}
# Who sets the cast up names its roles; the menu's name of a role is looked up in main; an import
# without a person acts from a seat that it builds itself.
MAY_NAME_ROLES = re.compile(
    r"identity/.*|.*/policy\.py|demo/.*|main\.py|imports/row_owners\.py|rights/labels\.py"
)
# A file of 300 lines or more, with its reason.
LONG_FILES: dict[str, str] = {}
PARTS = ("app", "docs", "migrations", "scripts", "templates", "tests")


@lru_cache(maxsize=1)
def sources() -> dict[str, str]:
    """Path below app -> text."""
    app = PROJECT / "app"
    return {
        path.relative_to(app).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(app.rglob("*.py"))
    }


def _nodes(wanted: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path, source in sources().items():
        yield from (
            (path, node) for node in ast.walk(ast.parse(source)) if isinstance(node, wanted)
        )


def test_nobody_commits_but_the_request_the_command_line_and_the_jobs() -> None:
    commits = {
        path
        for path, node in _nodes(ast.Call)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }
    assert commits <= MAY_COMMIT
    assert "web/database.py" in commits


def test_nobody_but_acting_undoes_or_hurries_what_a_request_changes() -> None:
    """A route that rolls back, flushes or forgets by itself has an order of its own: ADR 0026."""
    own = re.compile(r"\.(?:rollback|expire_all|flush)\(")
    with_routes = {path for path, source in sources().items() if "APIRouter(" in source}
    assert {path for path in with_routes if own.search(sources()[path])} == set()
    assert own.search(sources()["web/acting.py"])


def test_nobody_but_acting_says_what_happens_with_a_form_that_is_refused() -> None:
    """`Page.do`, `FormPage.answer` and `Acting.lead` do; a route that tries the command itself
    forgets one of the others, such as a second press.
    """
    trying = {
        f"{path}:{node.lineno}"
        for path, node in _nodes(ast.Try)
        if isinstance(node, ast.Try)
        and any(each.type and "Invalid" in ast.unparse(each.type) for each in node.handlers)
        and ".perform(" in ast.unparse(ast.Module(node.body, []))
    }
    assert trying == {each for each in trying if each.startswith("web/acting")}
    assert trying, "this test finds what it looks for"


def test_slices_raise_our_own_errors_and_no_http_exception() -> None:
    naming = {path for path, source in sources().items() if "HTTPException" in source}
    assert {path for path in naming if not path.startswith("web/")} == set()


def test_nobody_but_identity_and_the_policies_mentions_a_role() -> None:
    roles = {role.value for role in Role}
    for path, node in [*_nodes(ast.Attribute), *_nodes(ast.Constant)]:
        if MAY_NAME_ROLES.fullmatch(path):
            continue
        if isinstance(node, ast.Attribute):
            assert not re.search(r"\bRole$", ast.unparse(node.value)), f"{path}:{node.lineno}"
        if isinstance(node, ast.Constant):
            assert node.value not in roles, f"{path}:{node.lineno} {node.value}"


@pytest.mark.parametrize("name", NAMES)
def test_templates_ask_the_policy_and_mention_no_role(name: str) -> None:
    constants = {node.value for node in parsed(name).find_all(nodes.Const)}
    assert constants.isdisjoint({role.value for role in Role})


def test_files_are_short() -> None:
    long = {path for path, source in sources().items() if source.count("\n") >= 300}
    assert long == LONG_FILES.keys()


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = re.compile(r"\b(?:datetime\.(?:now|utcnow)|date\.today|time\.time)\(")
    assert {path for path, source in sources().items() if asking.search(source)} == {
        "core/clock.py"
    }


def test_the_tests_and_benchmarks_ask_it_too_so_that_the_suite_can_run_on_another_day() -> None:
    asking = re.compile(r"\b(?:datetime\.(?:now|utcnow)|date\.today|time\.time)\(")
    files = [path for part in ("tests", "benchmarks") for path in (PROJECT / part).rglob("*.py")]
    found = {path.name for path in files if asking.search(path.read_text(encoding="utf-8"))}
    assert found == {"days.py"}


def _files() -> Iterator[Path]:
    yield from (path for path in PROJECT.iterdir() if path.is_file())
    for part in PARTS:
        yield from (path for path in (PROJECT / part).rglob("*") if path.is_file())


def test_no_secret_lies_in_the_repository() -> None:
    looks_secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE "
        r"KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\$argon2id\$v="
    )
    for path in _files():
        assert not re.fullmatch(r"\.env.*|.*\.(pem|key|p12|pfx)|id_\w+", path.name), path
        if path.suffix in (
            ".py",
            ".html",
            ".toml",
            ".ini",
            ".md",
            ".yml",
            ".yaml",
            ".json",
            ".cfg",
            ".sh",
        ):
            found = looks_secret.search(path.read_text(encoding="utf-8"))
            assert found is None or path == Path(__file__), f"{path}: {found}"


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET event = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"],
)
def test_the_database_refuses_to_change_the_trail(
    session: Session, world: World, statement: str
) -> None:
    world.need()
    before = len(session.exec(select(AuditEntry)).all())
    assert before > 0
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(statement))
    assert len(session.exec(select(AuditEntry)).all()) == before


# Who asks whether somebody showed who they are: not before the right and the form (ADR 26).
PROVING = {
    "account/deps.py": "after the right and the form, before the locks",
    "second_factors/routes.py": "the proof is the whole form",
    "second_factors/deps.py": "only reads whether the proof is fresh, as a fact of the page",
}


def test_no_route_asks_a_proof_before_the_right_and_the_form() -> None:
    asking = {
        path.relative_to(PROJECT / "app").as_posix()
        for path in (PROJECT / "app").rglob("*.py")
        if re.search(
            r"\b(?:password_commands\.is_own|\w*queries\.is_proven)\(", path.read_text("utf-8")
        )
    }
    assert asking == PROVING.keys()
    body = (PROJECT / "app/account/deps.py").read_text("utf-8").partition("def do_proven")[2]
    steps = ("require(command.right(", "form.parse()", "_find_objection(page", "page.do(command")
    places = [body.find(step) for step in steps]
    assert -1 not in places and places == sorted(places)
