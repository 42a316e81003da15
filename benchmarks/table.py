"""The table that people read."""

from __future__ import annotations

from benchmarks.requests import Scenario
from benchmarks.rounds import Measured, Plan, Results

HEADING = ("", "users", "req/s", "p50 ms", "p95 ms", "bytes", "queries")
HEADING_CPU = ("server ms", "db ms", "load ms")


def print_table(
    wanted: list[Scenario], results: Results, counts: dict[str, int], plan: Plan
) -> None:
    """A row for each scenario and number of users, and both pages beside their floors."""
    form = "\n{:27}{:>6}{:>8}{:>9}{:>9}{:>9}{:>9}{:>11}{:>8}{:>9}"
    print(form.format(*HEADING, *HEADING_CPU))
    for scenario in wanted:
        first = True
        for users in plan.users:
            if (m := results.get((scenario.name, users))) is None:
                continue
            print(
                f"{scenario.name if first else '':27}{users:6}{m.per_second:8.0f}"
                f"{m.percentile(0.5):9.1f}{m.percentile(0.95):9.1f}{m.each(m.bytes):9.0f}"
                f"{counts.get(scenario.name, ''):>9}{1000 * m.each(m.server_cpu):11.2f}"
                f"{1000 * m.each(m.postgres_cpu):8.2f}{1000 * m.each(m.load_cpu):9.2f}"
            )
            first = False
    print("\nPages a second of the product against the floors (1 is as fast as the floor):")
    for page in ("list", "board"):
        for floor in ("same app", "bare", "cheap"):
            name = f"{page}, {floor}"
            if (page, plan.users[-1]) not in results or (name, plan.users[-1]) not in results:
                continue
            ratios = (
                f"{users} users {_ratio(results[page, users], results[name, users]):.2f}"
                for users in plan.users
            )
            print(f"  {name:18} " + "   ".join(ratios))


def _ratio(ours: Measured, floor: Measured) -> float:
    """Pages a second of the product for each of the floor."""
    return ours.per_second / max(floor.per_second, 1e-9)
