"""The figures that have a name, in `var/bench.json`, so that a change can be held to them.

Here stands once which there are, what each is made of and what it should be. `make bench` and
`make bench-matching` write the same file; each leaves the figures of the other as they are.
"""

from __future__ import annotations

import json
import math
import platform
import sysconfig
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.clock import now
from app.core.settings import PROJECT
from benchmarks.rounds import Measured, Results

FILE = PROJECT / "var" / "bench.json"
# The names of rows in the figures, and in the table.
ROWS = {
    "list": "list",
    "list_cold": "list, cold",
    "board": "board",
    "search": "search",
    "filtered": "filtered list",
    "need": "need page",
    "offer": "offer page",
    "groups": "groups",
    "group": "group page",
    "create": "create need",
    "accept": "accept match",
    "bare": "list, bare",
    "board_bare": "board, bare",
    "cheap": "list, cheap",
    "board_cheap": "board, cheap",
}
LARGE = {
    "groups": "groups, 100,000 needs",
    "group": "group page, 100,000 needs",
    "network": "network, 10,000 organisations",
    "network_searched": "network, searched",
    "roles": "who does what, 10,000 organisations",
    "find": "search box",
    "find_short": "search box, short word",
    "find_nothing": "search box, nothing",
}


def _speed(ours: Measured, floor: Measured) -> float:
    return ours.per_second / floor.per_second


def _median(ours: Measured, floor: Measured) -> float:
    return ours.percentile(0.5) / floor.percentile(0.5)


@dataclass(frozen=True)
class Ratio:
    """One row beside another of the same run; of requests a second more is better."""

    row: str
    floor: str
    aim: float | None = None
    at_one: bool = False
    of: Callable[[Measured, Measured], float] = _speed


RATIOS = {
    "list.32.of_bare": Ratio("list", "bare", 0.45),
    "board.32.of_bare": Ratio("board", "board_bare", 0.55),
    "list_cold.32.of_bare": Ratio("list_cold", "bare", 0.25),
    "search.32.of_list": Ratio("search", "list", 0.5),
    "search.32.of_bare": Ratio("search", "bare", 0.22),
    "filtered.32.of_list": Ratio("filtered", "list", 0.5),
    "filtered.32.of_bare": Ratio("filtered", "bare", 0.22),
    "need.32.of_list": Ratio("need", "list", 0.3),
    "need.32.of_bare": Ratio("need", "bare", 0.13),
    "offer.32.of_list": Ratio("offer", "list", 0.3),
    "offer.32.of_bare": Ratio("offer", "bare", 0.13),
    "groups.32.of_list": Ratio("groups", "list", 0.25),
    "groups.32.of_bare": Ratio("groups", "bare", 0.10),
    "group.32.of_list": Ratio("group", "list", 0.25),
    "group.32.of_bare": Ratio("group", "bare", 0.10),
    "create.32.of_accept": Ratio("create", "accept", 1.0),
    "list.1.p50_of_bare": Ratio("list", "bare", 2.0, at_one=True, of=_median),
    "list.32.of_cheap": Ratio("list", "cheap"),
    "board.32.of_cheap": Ratio("board", "board_cheap"),
}
MILLISECONDS = {  # at one user: name of the figure, and the row of the table
    "groups.10k.p50_ms": ROWS["groups"],
    "group.10k.p50_ms": ROWS["group"],
    "groups.100k.p50_ms": LARGE["groups"],
    "group.100k.p50_ms": LARGE["group"],
    **{
        f"{name}.10k.p50_ms": LARGE[name]
        for name in ("network", "network_searched", "roles", "find", "find_short", "find_nothing")
    },
}
USS, ERRORS, GROWTH = "memory.uss_mb", "mixed.200.errors", "mixed.200.uss_growth_mb"
MIXED = (USS, ERRORS, GROWTH)
NEED_LIST, OFFER_LIST = "suggestions_need.p95_ms", "suggestions_offer.p95_ms"
MATCHING = (NEED_LIST, OFFER_LIST)
# What `live` measures, as issue 14 says what it should be.
LIVE = {"live.500.p95_ms": 300.0, "live.500.spread.p95_ms": 300.0, "live.stream_kb": 100.0}
# What `picture` measures, as issue 15 says what it should be.
PICTURE = {
    f"picture.{page}.p50_ms": 150.0
    for page in ("usual", "weeks", "year", "place", "crisis", "years")
}
BOARD = (*RATIOS, *MILLISECONDS, *MIXED)


def figures_of(results: Results, most: int) -> dict[str, float]:
    """Of the rounds, where `most` users are the 32 of the names; what was not measured has no
    figure.
    """
    found: dict[str, float] = {}
    for name, ratio in RATIOS.items():
        users = 1 if ratio.at_one else most
        ours = results.get((ROWS[ratio.row], users))
        floor = results.get((ROWS[ratio.floor], users))
        if ours is not None and floor is not None and ours.seconds and floor.seconds:
            found[name] = ratio.of(ours, floor)
    for name, row in MILLISECONDS.items():
        if (measured := results.get((row, 1))) is not None and measured.seconds:
            found[name] = measured.percentile(0.5)
    return found


def write(found: Mapping[str, float], run: Mapping[str, Any], file: Path = FILE) -> None:
    """Add to the file. `run` says by which command and how."""
    wrong = [name for name, value in found.items() if not math.isfinite(value)]
    if wrong:
        raise RuntimeError(f"no figure: {', '.join(wrong)}")
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    runs = known.pop("runs", {})
    known |= {name: round(value, 4) for name, value in found.items()}
    command = str(run["command"])
    runs[command] = {"at": now().isoformat(timespec="seconds"), "python": interpreter(), **run}
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(known | {"runs": runs}, indent=2) + "\n", encoding="utf-8")


def print_figures(found: Mapping[str, float]) -> None:
    """With the aim of each that has one."""
    print("\nFigures by name:")
    for name, value in found.items():
        ratio = RATIOS.get(name)
        wanted = (LIVE | PICTURE).get(name) if ratio is None else ratio.aim
        aim = "" if wanted is None else f"  aim {wanted}"
        print(f"  {name:27}{value:10.2f}{aim}")


def interpreter() -> str:
    """Which Python, how it was built, and how long it takes for a plain loop: one without the
    optimisation by profile takes nearly twice the time for that.
    """
    arguments = str(sysconfig.get_config_var("CONFIG_ARGS") or "")
    pgo = "with" if "--enable-optimizations" in arguments else "without (says its build)"
    return (
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"{platform.python_compiler()}, {pgo} PGO; a plain loop of a million takes "
        f"{1000 * min(_loop() for _ in range(5)):.0f} ms"
    )


def _loop() -> float:
    begin, number = time.perf_counter(), 0
    for step in range(1_000_000):
        number = (number + step) & 1023
    return time.perf_counter() - begin
