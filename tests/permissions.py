"""Tables of who may do what in which state, with the reason of every no: `permissions.txt` beside a
test file. And the people of such a table, who exist in no database.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn
from uuid import UUID, uuid4

from app.core.policy import Verdict
from app.identity.actor import Actor, Seat
from app.identity.models import Role
from app.reference.models import OrganisationKind

YES = (200, "")
Answer = tuple[int, str]  # the HTTP status and the sentence that is said
States = tuple[str, ...]


@dataclass(frozen=True)
class Permissions:
    """A table as it was read: for each rule and each combination of states what each person
    hears.
    """

    people: tuple[str, ...]
    reasons: dict[str, Answer]
    cells: dict[str, dict[States, dict[str, Answer]]]

    def refusals(self, rule: str, states: States) -> Iterator[tuple[str, Answer]]:
        """Every no of a rule in these states: to whom, and what is said."""
        for person, answer in self.cells[rule][states].items():
            if answer != YES:
                yield person, answer


def read_permissions(test_file: str, domains: Mapping[str, Sequence[str]]) -> Permissions:
    """The table beside a test file. `@` names its columns, `=` gives a reason a key; a state may be
    several with commas between them, or `*`: every one of `domains`.
    """
    people: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    reasons: dict[str, Answer] = {"yes": YES}
    cells: dict[str, dict[States, dict[str, Answer]]] = {}
    text = Path(test_file).with_name("permissions.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("="):
            _, key, status, sentence = line.split(maxsplit=3)
            reasons[key] = (int(status), sentence)
            continue
        if line.startswith("@"):
            names, _, persons = line.removeprefix("@").partition("|")
            kinds, people = tuple(names.split()), tuple(persons.split())
            continue
        rule, *rest = line.split()
        states, answers = rest[: len(kinds)], rest[len(kinds) :]
        assert len(answers) == len(people), line
        said = {person: reasons[key] for person, key in zip(people, answers, strict=True)}
        known = [
            domains[k] if s == "*" else s.split(",") for k, s in zip(kinds, states, strict=True)
        ]
        for case in product(*known):
            assert case not in cells.setdefault(rule, {}), f"twice: {rule} {case}"
            cells[rule][case] = said
    return Permissions(people, reasons, cells)


def rules_of(policies: ModuleType) -> set[str]:
    """Every rule of a module of policies: what gives a `Verdict`, by its name."""
    found = {
        name
        for name, rule in inspect.getmembers(policies, inspect.isfunction)
        if rule.__module__ == policies.__name__ and _is_verdict(rule)
    }
    for name, policy in inspect.getmembers(policies, inspect.isclass):
        if policy.__module__ == policies.__name__:
            found |= {
                f"{name}.{key}"
                for key, value in vars(policy).items()
                if isinstance(value, property) and _is_verdict(value.fget)
            }
    return {rule for rule in found if not rule.rpartition(".")[2].startswith("_")}


def commands_of(*modules: ModuleType) -> set[str]:
    """Every command of these modules: what takes the session and who asks before anything else."""
    return {
        name
        for module in modules
        for name, command in inspect.getmembers(module, callable)
        if getattr(command, "__module__", "") == module.__name__
        and not inspect.isclass(command)
        and not name.startswith("_")
        and list(inspect.signature(command).parameters)[:2] == ["session", "actor"]
    }


def _is_verdict(rule: Any) -> bool:
    return rule.__annotations__.get("return") in (Verdict, "Verdict")


def answer_of(verdict: Verdict) -> Answer:
    """What somebody hears."""
    objection = verdict.objection
    return YES if objection is None else (objection.status, objection.message)


class Untouched:
    """In the place of a session: a command that asks the right first never comes to use it."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"the session was used ({name}) before the right was asked")


def seat_in(
    organisation: UUID,
    role: Role,
    kind: OrganisationKind = OrganisationKind.WELFARE,
    region_code: str = "VR01",
    municipality_code: str | None = None,
) -> Seat:
    """A seat of somebody who exists in no database."""
    return Seat(organisation, "x", kind, region_code, "x", municipality_code, role)


def somebody(*seats: Seat) -> Actor:
    """Somebody with these seats."""
    return Actor(uuid4(), "x", seats)
