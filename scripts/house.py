"""The figures of the house, each with its bound: `python -m scripts.house`.

They say whether a file can still be read by somebody new. `--check` exits with 1 when a bound is
broken; `--details` also names what is counted. The file names, the doors and the recipe are read
from docs/house.md and CONTRIBUTING.md, so that the documents cannot say something else.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import grimp

from scripts.house_files import PROJECT, House, section
from scripts.unused import find_unused

# Where the session reads outside a door, and why. At most ten reads together.
READS_ELSEWHERE: dict[str, str] = {
    "core/pages.py": "runs the query that a door has built, for one page of it",
    "target_groups/search_words.py": "takes all that is for a group under lock, whoever sees it",
    "language/slips.py": "runs the query of a door, with its rule, for words nearly as typed",
    "demo/seed.py": "asks whether the demo is there already, before there is an actor",
    "core/notices.py": "tells the other processes what was touched: it reads no table",
    "demo/actions.py": "chooses which matches the actions of the demo serve",
}
# Where the recipe for a column stands in CONTRIBUTING.md.
RECIPE = "Add a field"


@dataclass(frozen=True)
class Figure:
    """One measure of the house. It holds up to and including its bound."""

    key: str
    says: str
    value: float | None
    bound: float
    unit: str = ""
    details: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.value is not None and self.value <= self.bound

    def line(self) -> str:
        """For the table that is printed."""
        value = "unknown" if self.value is None else f"{self.value:g}{self.unit}"
        bound = f"≤ {self.bound:g}{self.unit}"
        return f"{'ok' if self.holds else 'NOT':4} {value:>9}  {bound:>7}  {self.says}"


def names_imported(house: House) -> Figure:
    counts = {
        source.name: sum(len(statement.names) for statement in source.imports)
        for source in house.sources
        if source.imports
    }
    most = sorted(counts, key=lambda name: -counts[name])[:20]
    return Figure(
        "names_imported",
        "names imported by a file, median",
        statistics.median(counts.values()),
        12,
        details=[f"{counts[name]:3} {name}" for name in most],
    )


def import_lines(house: House) -> Figure:
    spent = {
        source.name: len(
            {
                line
                for statement in source.imports
                for line in range(statement.lineno, (statement.end_lineno or 0) + 1)
            }
        )
        for source in house.sources
    }
    lines = sum(len(source.text.splitlines()) for source in house.sources)
    share = round(100 * sum(spent.values()) / lines, 1)
    most = sorted(spent, key=lambda name: -spent[name])[:20]
    return Figure(
        "import_lines",
        "lines of app/ that import",
        share,
        9,
        " %",
        [f"{spent[name]:3} {name}" for name in most],
    )


def wide_template_lines(house: House) -> Figure:
    wide = [
        f"{path.relative_to(house.project)}:{number} {len(line)}"
        for path in sorted((house.project / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 160
    ]
    return Figure(
        "wide_template_lines", "template lines over 160 characters", len(wide), 0, details=wide
    )


def general_names(house: House) -> Figure:
    names = list(house.general_names)
    return Figure(
        "general_names",
        "general file names in the table of docs/house.md",
        len(names) or None,
        20,
        details=names,
    )


def unexplained_files(house: House) -> Figure:
    """Not in the table or a list of docs/house.md, and no noun whose docstring begins with one line
    of its own. A name in -ing or -ed is taken for a verb.
    """
    explained = house.listed("Names of their own")
    unexplained = []
    for source in house.sources:
        file = Path(source.name)
        if house.is_general(source.name) or source.name in explained:
            continue
        if source.slice is None or file.name == "__init__.py":
            continue
        if re.search(r"(ing|ed)$", file.stem):
            unexplained.append(f"{source.name}: a verb, not the noun it holds")
        elif source.line_of_its_own is None:
            unexplained.append(f"{source.name}: its docstring does not begin with one whole line")
    return Figure(
        "unexplained_files",
        "files in slices that neither the table nor a line of their own explains",
        len(unexplained),
        0,
        details=unexplained,
    )


def reads_elsewhere(house: House) -> Figure:
    found: dict[str, list[int]] = {}
    total = 0
    for source in house.sources:
        total += len(source.reads)
        if source.reads and source.name not in house.doors:
            found[source.name] = source.reads
    return Figure(
        "reads_elsewhere",
        f"database reads outside the doors, of {total}",
        sum(map(len, found.values())),
        10,
        details=[
            f"{name}:{','.join(map(str, lines))} {READS_ELSEWHERE.get(name, 'NO REASON GIVEN')}"
            for name, lines in found.items()
        ],
    )


def reads_without_reason(house: House) -> Figure:
    reading = {
        source.name for source in house.sources if source.name not in house.doors and source.reads
    }
    wrong = [f"{name}: no reason" for name in sorted(reading - READS_ELSEWHERE.keys())]
    wrong += [f"{name}: reads no more" for name in sorted(READS_ELSEWHERE.keys() - reading)]
    return Figure(
        "reads_without_reason",
        "files that read outside the doors without a reason, or with one and do not",
        len(wrong),
        0,
        details=wrong,
    )


def arrows_up(house: House) -> Figure:
    """Imports against the layers of pyproject.toml: upward, or between siblings."""
    contract = tomllib.loads(house.document("pyproject.toml"))["tool"]["importlinter"]["contracts"][
        0
    ]
    level = {
        name.strip(): number
        for number, layer in enumerate(contract["layers"])
        for name in layer.split("|")
    }
    wrong = []
    for importer, imported in _imports(house):
        of, to = (name.split(".")[1] for name in (importer, imported))
        if of != to and not (of in level and to in level and level[of] < level[to]):
            wrong.append(f"{importer} -> {imported}")
    return Figure("arrows_up", "imports upward or between siblings", len(wrong), 0, details=wrong)


def modules_in_cycles(house: House) -> Figure:
    below: dict[str, set[str]] = {}
    for importer, imported in _imports(house):
        below.setdefault(importer, set()).add(imported)
    cyclic = sorted(module for module in below if module in _reached(below, below[module]))
    return Figure(
        "modules_in_cycles",
        "files that import themselves in the end",
        len(cyclic),
        0,
        details=cyclic,
    )


def _imports(house: House) -> list[tuple[str, str]]:
    """(importer, imported) for every import within app/."""
    graph = grimp.build_graph("app", cache_dir=None)
    return [
        (importer, imported)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if importer != "app" and imported != "app"
    ]


def _reached(below: dict[str, set[str]], start: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += below.get(module, ())
    return found


def long_files(house: House) -> Figure:
    lengths = {source.name: len(source.text.splitlines()) for source in house.sources}
    long = [f"{name} {length}" for name, length in lengths.items() if length > 300]
    return Figure("long_files", "files of app/ over 300 lines", len(long), 0, details=long)


def dead_functions(house: House) -> Figure:
    dead = [f"{each.path}:{each.line} {each.name}" for each in find_unused(house.project)]
    return Figure(
        "dead_functions", "functions, methods and classes nobody uses", len(dead), 0, details=dead
    )


def files_for_a_column(house: House) -> Figure:
    """The files that begin a step of the recipe: ``1. `app/needs/models.py` …``."""
    recipe = section(house.document("CONTRIBUTING.md"), RECIPE)
    files = list(dict.fromkeys(re.findall(r"^\s*(?:\d+\.|-) `([^`]+)`", recipe, re.M)))
    return Figure(
        "files_for_a_column",
        "files in the recipe for a column, with page, form, list, export, import and history",
        len(files) or None,
        5,
        details=files,
    )


FIGURES = (
    names_imported,
    import_lines,
    wide_template_lines,
    general_names,
    unexplained_files,
    reads_elsewhere,
    reads_without_reason,
    modules_in_cycles,
    arrows_up,
    long_files,
    dead_functions,
    files_for_a_column,
)


def measure(project: Path = PROJECT) -> list[Figure]:
    """Every figure, in the order in which it is printed."""
    house = House(project)
    return [figure(house) for figure in FIGURES]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 1 with `--check` when one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m scripts.house", description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a bound is broken")
    parser.add_argument("--details", action="store_true", help="also what is counted")
    options = parser.parse_args(arguments)
    figures = measure()
    for figure in figures:
        print(figure.line())
        if options.details:
            print("".join(f"       {line}\n" for line in figure.details), end="")
    return 1 if options.check and not all(figure.holds for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
