"""Round after round through all scenarios, so that a slow moment of the machine hits all alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.fill import Sizes
from benchmarks.requests import Scenario
from benchmarks.servers import Load, PostgresTime, Server


@dataclass
class Measured:
    """What one scenario did at one number of users, over all rounds."""

    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    bytes: int = 0
    server_cpu: float = 0.0
    postgres_cpu: float = 0.0
    load_cpu: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.elapsed if self.elapsed else 0.0

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def each(self, total: float) -> float:
        return total / len(self.seconds) if self.seconds else 0.0


# By name of the scenario and number of users.
Results = dict[tuple[str, int], Measured]


@dataclass(frozen=True)
class Plan:
    """How much, how long and how often. `users`: the numbers of users, one first. `large`: so many
    needs and offers in the region of the large base; `mixed`: seconds of mixed load, `crowd` the
    users of its second part.
    """

    sizes: Sizes = field(default_factory=Sizes)
    large: int = 100_000
    users: tuple[int, ...] = (1, 8, 32)
    rounds: int = 3
    seconds: float = 1.6
    warming: float = 0.4
    mixed: float = 60
    crowd: int = 200

    @property
    def most_users(self) -> int:
        """Of the rounds."""
        return self.users[-1]


QUICK = Plan(sizes=Sizes(to_accept=1_000), rounds=1, seconds=0.5, mixed=5)


def measure(
    plan: Plan,
    wanted: list[Scenario],
    servers: Mapping[str, Server],
    load: Load,
    postgres: PostgresTime,
    renew: Callable[[int], None],
) -> Results:
    """`renew` gets the number of the round before it begins."""
    results: Results = {(s.name, users): Measured() for s, users in _each(plan, wanted)}
    for scenario in wanted:  # compiled templates, prepared statements, filled pools
        if scenario.again:
            requests = scenario.take(1 if scenario.only == "one" else plan.most_users, plan.warming)
            load.run(servers[scenario.server].port, requests, plan.warming, again=True)
    for number in range(plan.rounds):
        renew(number)
        for scenario, users in _each(plan, wanted):
            server = servers[scenario.server]
            requests = scenario.take(users, plan.seconds)
            before = server.cpu_seconds(), postgres.seconds()
            found = load.run(
                server.port,
                requests,
                plan.seconds,
                again=scenario.again,
                together=scenario.together,
                follows=scenario.follows,
            )
            measured = results[scenario.name, users]
            measured.server_cpu += server.cpu_seconds() - before[0]
            measured.postgres_cpu += postgres.seconds() - before[1]
            measured.load_cpu += found["cpu"]
            measured.elapsed += found["elapsed"]
            measured.seconds += found["seconds"]
            measured.bytes += found["bytes"]
            if set(found["statuses"]) - {scenario.answer}:
                raise RuntimeError(
                    f"{scenario.name} answered {found['statuses']}, not only {scenario.answer}"
                )
    return results


def _each(plan: Plan, wanted: list[Scenario]) -> Iterator[tuple[Scenario, int]]:
    for users in plan.users:
        for scenario in wanted:
            fitting = {"one": users == 1, "most": users == plan.most_users, None: True}
            if fitting[scenario.only]:
                yield scenario, users
