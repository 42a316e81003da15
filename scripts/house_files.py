"""The files of this project as `python -m scripts.house` reads them: the Python under app/, and the
lists that stand in its documents.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
# Packages under app/ that know no noun of the product, and so are no slices.
GROUND = {"core", "demo", "local", "web"}
READING = {"exec", "execute", "get", "get_one", "scalar", "scalars", "stream", "stream_scalars"}
WRITING = {"insert", "update", "delete", "on_conflict_do_update", "on_conflict_do_nothing"}


@dataclass(frozen=True)
class Source:
    """One file of `app/`; `name` is its path below app/, such as `needs/routes.py`."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> list[ast.Import | ast.ImportFrom]:
        return [
            node for node in ast.walk(self.tree) if isinstance(node, ast.Import | ast.ImportFrom)
        ]

    @property
    def slice(self) -> str | None:
        """The slice a file lies in; none for the ground floor and the wiring beside the slices."""
        package, _, rest = self.name.partition("/")
        return package if rest and package not in GROUND else None

    @property
    def line_of_its_own(self) -> str | None:
        """The first line of its docstring, when a sentence ends on it."""
        first = (ast.get_docstring(self.tree) or "").partition("\n")[0].rstrip()
        return first if re.search(r"[.?!](\s|$)", first) else None

    @property
    def reads(self) -> list[int]:
        """Lines where a statement runs against the session and changes nothing. One that is only
        built is no read yet; one that locks its rows is.
        """
        return sorted(
            node.lineno
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in READING
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id.endswith("session")
            and WRITING.isdisjoint(identifiers(node))
        )


class House:
    """The files of one project, read once."""

    def __init__(self, project: Path = PROJECT) -> None:
        self.project = project
        app = project / "app"
        self.sources = [
            Source(path.relative_to(app).as_posix(), path.read_text(encoding="utf-8"))
            for path in sorted(app.rglob("*.py"))
        ]

    def document(self, name: str) -> str:
        """The text of a document, empty when it does not exist yet."""
        path = self.project / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @cached_property
    def general_names(self) -> dict[str, str]:
        """File name -> what it holds, from the table "File names" of docs/house.md."""
        rows = re.findall(
            r"^\| (`.+?) \| (.+?) \|", section(self.document("docs/house.md"), "File names"), re.M
        )
        return {name: holds for names, holds in rows for name in re.findall(r"`([^`]+)`", names)}

    def listed(self, title: str) -> set[str]:
        """Paths below app/ in a list of docs/house.md: a line for each, with its reason."""
        lines = section(self.document("docs/house.md"), title)
        return set(re.findall(r"^- `([^`]+)` \S", lines, re.M))

    def is_general(self, file: str, *, word: str = "") -> bool:
        """Whether the table names a file, perhaps by a pattern such as `*_queries.py`, in a row
        that says `word`.
        """
        return any(
            fnmatch(Path(file).name, name) and re.search(rf"\b{word}\b" if word else "", holds)
            for name, holds in self.general_names.items()
        )

    @cached_property
    def doors(self) -> set[str]:
        """Paths below app/ through which the database is read: the general names whose row says
        "door".
        """
        return {
            source.name
            for source in self.sources
            if source.slice is not None and self.is_general(source.name, word="door")
        }


def section(text: str, title: str) -> str:
    """What stands in a Markdown document under a heading, up to the next heading."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,6}} |\Z)", text, re.M | re.S)
    return found.group(2) if found else ""


def identifiers(tree: ast.AST) -> set[str]:
    """Every name and attribute that stands in a piece of code."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
