"""Functions, methods and classes of `app/` that nothing uses. For `python -m scripts.house`.

A definition is in use when its name stands somewhere else in the code that runs: app/, migrations/,
scripts/, benchmarks/, or between the braces of a template. Tests do not count: what only a test
calls is dead. Comparing names is coarse, so a dead `label` hides behind a living one; it never
calls something dead that lives.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RUNNING = ("app", "migrations", "scripts", "benchmarks")
# These change how a function is called, not who calls it. Any other decorator hands the function to
# somebody who does: a router, the job worker, pydantic, an event of SQLAlchemy.
WHO_CALLS_STAYS = {
    "asynccontextmanager",
    "cache",
    "cached_property",
    "classmethod",
    "contextmanager",
    "dataclass",
    "lru_cache",
    "override",
    "property",
    "staticmethod",
    "total_ordering",
}
# In use all the same: the name of a function, or `Class.method`, and by whom.
USED_UNSEEN = {
    **{
        f"Connection.{name}": "uvicorn's protocol, or the loop, calls it"
        for name in (
            "connection_made",
            "connection_lost",
            "data_received",
            "on_headers_complete",
            "pause_writing",
            "shutdown",
            "_start_asgi_task",
        )
    },
    "BoundedConnection.wait": "psycopg's connection waits through it",
    "_Careful._persist_job_status": "Procrastinate's worker calls it",
    "_Connector.get_sync_connector": "Procrastinate asks it for the connection of what is queued",
    "_WhenItIsBack.get_retry_decision": "Procrastinate asks it of a job that failed",
    "_Guarded.handle_async_request": "httpx2's client sends every request through it",
    "can_see": "the rule of `visible_to` in Python; a test holds the two together",
    "ImmutableFiles.file_response": "Starlette's StaticFiles calls it",
    "ImmutableFiles.get_response": "Starlette's StaticFiles calls it",
    "SharedTemplate._get_default_module": "Jinja asks it where a template imports another",
    "_Made._compile_w_cache": "SQLAlchemy asks it of a statement for what it made of it",
    "_Silent.enableCallbacks": "the solver asks its callback before it starts",
}

_IN_BRACES = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Unused:
    """One definition without a use, and where it stands."""

    path: Path
    line: int
    name: str


def find_unused(project: Path) -> list[Unused]:
    """Every definition in `app/` that nothing names, in the order of the files."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for part in RUNNING
        for path in sorted((project / part).rglob("*.py"))
    }
    uses = Counter(name for tree in trees.values() for name in names_used(tree))
    for template in (project / "templates").rglob("*.html"):
        uses.update(_names_in_template(template.read_text(encoding="utf-8")))
    return [
        Unused(path.relative_to(project), node.lineno, name)
        for path, tree in trees.items()
        if path.is_relative_to(project / "app")
        for name, node in _definitions(tree)
        # Its own body does not count, or what calls itself would never be dead.
        if uses[node.name] <= Counter(names_used(node))[node.name]
    ]


def _definitions(tree: ast.Module) -> Iterator[tuple[str, _Definition]]:
    """Functions and classes of a module, and the methods of its classes, that somebody has to
    call by name.
    """
    for node in tree.body:
        if not isinstance(node, _Definition):
            continue
        if not (_is_handed_over(node) or node.name in USED_UNSEEN):
            yield node.name, node
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not (
                _is_handed_over(inner) or f"{node.name}.{inner.name}" in USED_UNSEEN
            ):
                yield f"{node.name}.{inner.name}", inner


def _is_handed_over(node: _Definition) -> bool:
    """Python itself calls it (`__eq__`), or whoever decorates it does."""
    if node.name.startswith("__") and node.name.endswith("__"):
        return True
    return any(_last_name(each) not in WHO_CALLS_STAYS for each in node.decorator_list)


def _last_name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def names_used(tree: ast.AST) -> Iterator[str]:
    """Every name in it and the last part of every dotted one; an import on its own is no use."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _names_in_template(text: str) -> Iterator[str]:
    for code in _IN_BRACES.findall(text):
        yield from re.findall(r"[A-Za-z_]\w*", code)
