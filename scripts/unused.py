"""Functions, methods and classes of `app/` that nothing uses. For `python -m scripts.house`.

What a module defines is in use when the code that runs names it: in its own module, or in another
one that imports it or its module. That code is app/, migrations/, scripts/ and benchmarks/; tests
do not count: what only a test calls is dead. A method is in use when any object is asked for its
name, there or in a template: what it is asked of is unknown. That is coarse, so a dead `label`
hides behind a living one; it never calls something dead that lives.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jinja2

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
    "_Responder.compressor": "Starlette's gzip calls it",
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
    "SilentSolver.enableCallbacks": "the solver asks its callback before it starts",
}

# `app.main:create`, as a server is told what to run.
_ADDRESS = re.compile(r"app(\.\w+)+:\w+")
_JINJA = jinja2.Environment(autoescape=True)
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Unused:
    """One definition without a use, and where it stands."""

    path: Path
    line: int
    name: str


@dataclass(frozen=True)
class _Module:
    """One file, and what its names stand for."""

    path: Path
    name: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def imported(self) -> dict[str, str]:
        """A name that an import gives it -> the dotted path of what it is."""
        found = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.name if alias.asname else alias.name.partition(".")[0]
                    found[alias.asname or whole] = whole
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return found

    @cached_property
    def local(self) -> set[str]:
        """Names that stand for something else somewhere in it: of an argument, or of a variable."""
        return {node.arg for node in self.nodes if isinstance(node, ast.arg)} | {
            node.id
            for node in self.nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }

    def uses(self, part: ast.AST) -> Iterator[str]:
        """What a part of it names: `app.needs.queries.find`, or `.find` of who knows what."""
        inner: set[ast.AST] = set()
        for node in ast.walk(part):
            if isinstance(node, ast.Attribute):
                names, base = [node.attr], node.value
                while isinstance(base, ast.Attribute):
                    names, base = [base.attr, *names], base.value
                if not isinstance(base, ast.Name) or base.id not in self.imported:
                    yield f".{node.attr}"
                    continue
                inner.add(base)
                yield ".".join([self.imported[base.id], *names])
                if base.id in self.local:
                    yield f".{node.attr}"
            elif isinstance(node, ast.Name) and node not in inner:
                yield self.imported.get(node.id, f"{self.name}.{node.id}")
            elif isinstance(node, ast.Constant) and _ADDRESS.fullmatch(str(node.value)):
                yield str(node.value).replace(":", ".")


def find_unused(project: Path) -> list[Unused]:
    """Every definition in `app/` that nothing names, in the order of the files."""
    modules = {
        module.name: module
        for part in RUNNING
        for path in sorted((project / part).rglob("*.py"))
        for module in [_Module(path, _dotted(path.relative_to(project)), _parsed(path))]
    }
    own: dict[ast.AST, Counter[str]] = {}
    uses: Counter[str] = Counter()
    for module in modules.values():
        uses.update(_counted(module, module.tree, modules, own))
    for template in (project / "templates").rglob("*.html"):
        names = _names_in_template(template.read_text(encoding="utf-8"))
        uses.update(f".{name}" for name in names)
    found = []
    for module in modules.values():
        if not module.path.is_relative_to(project / "app"):
            continue
        for owner, node in _definitions(module.tree):
            keys = {f"{module.name}.{node.name}"}
            # Of an object nobody says here which one it is: so is a module that is handed on whole.
            if owner is not None or uses[module.name]:
                keys.add(f".{node.name}")
            # Its own body does not count, or what calls itself would never be dead.
            if all(uses[key] <= own[node][key] for key in keys):
                name = node.name if owner is None else f"{owner}.{node.name}"
                found.append(Unused(module.path.relative_to(project), node.lineno, name))
    return found


def _counted(
    module: _Module,
    part: ast.AST,
    modules: Mapping[str, _Module],
    own: dict[ast.AST, Counter[str]],
) -> Counter[str]:
    """How often a part of a module uses what, and in `own` the same of each definition in it."""
    if isinstance(part, ast.Module | ast.ClassDef):
        uses: Counter[str] = Counter()
        for each in ast.iter_child_nodes(part):
            uses.update(_counted(module, each, modules, own))
    else:
        uses = Counter(key for named in module.uses(part) for key in _meant(named, modules))
    own[part] = uses
    return uses


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _dotted(path: Path) -> str:
    """`app/needs/queries.py` -> `app.needs.queries`; a package is called by its folder."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _meant(named: str, modules: Mapping[str, _Module]) -> Iterator[str]:
    """The definition that a dotted path leads to, also through a module that only hands it on, and
    what is asked of it. A module that stands there itself is its own name.
    """
    if named.startswith(".") or named in modules:
        yield named
        return
    parts = named.split(".")
    for many in range(len(parts) - 1, 0, -1):
        home = modules.get(".".join(parts[:many]))
        if home is None:
            continue
        member, *asked = parts[many:]
        if member in home.imported:
            yield from _meant(".".join([home.imported[member], *asked]), modules)
        else:
            yield f"{home.name}.{member}"
            yield from (f".{name}" for name in asked)
        return
    yield from (f".{name}" for name in parts[1:])


def _definitions(tree: ast.Module) -> Iterator[tuple[str | None, _Definition]]:
    """Functions and classes of a module, and with the name of its class every method, that somebody
    has to call by name.
    """
    for node in tree.body:
        if not isinstance(node, _Definition):
            continue
        if not (_is_handed_over(node) or node.name in USED_UNSEEN):
            yield None, node
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not (
                _is_handed_over(inner) or f"{node.name}.{inner.name}" in USED_UNSEEN
            ):
                yield node.name, inner


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
    """The names between the braces; what stands in quotes is a text."""
    yield from (value for _line, kind, value in _JINJA.lex(text) if kind == "name")
