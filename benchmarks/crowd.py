"""A crowd that does all at once, in four regions: what it costs in memory, and what goes wrong."""

from __future__ import annotations

import random

from benchmarks import figures
from benchmarks.fill import Filled
from benchmarks.people import Team, User
from benchmarks.requests import FILTERS, SEARCH, get, need_form, post
from benchmarks.rounds import Plan
from benchmarks.servers import Load, Server

WISHES = 60  # requests of one user, over and over
RIGHT = {"200", "303 200"}


def meet(plan: Plan, filled: Filled, server: Server, load: Load) -> dict[str, float]:
    """Two parts: as many users as in the rounds, after which the memory of the largest process
    counts; then many more, warm already, who may find nothing wrong and make nothing grow.
    """
    _send(server, load, filled, plan.most_users, plan.mixed)
    found = {figures.USS: max(server.uss_mb().values())}
    _send(server, load, filled, plan.crowd, plan.mixed / 4)
    before = server.uss_mb()
    answers = _send(server, load, filled, plan.crowd, plan.mixed)
    after = server.uss_mb()
    wrong = {answer: count for answer, count in answers.items() if answer not in RIGHT}
    if wrong:
        print(f"{plan.crowd} users mixed: {wrong}", flush=True)
    return found | {
        figures.ERRORS: float(sum(wrong.values())),
        figures.GROWTH: max(after[process] - before[process] for process in before),
    }


def _send(server: Server, load: Load, filled: Filled, users: int, seconds: float) -> dict[str, int]:
    found = load.run(server.port, wishes(filled, users), seconds, again=True, follows=True)
    answers: dict[str, int] = found["statuses"]
    return answers


def wishes(filled: Filled, users: int) -> list[list[str]]:
    """What each of so many users wants, as many of every region."""
    chance = random.Random(32)  # noqa: S311  the same at every run
    asked = []
    for number in range(users):
        team = filled.crowd[number % len(filled.crowd)]
        user = team.users[(number // len(filled.crowd)) % len(team.users)]
        asked.append([_wish(chance, team, user) for _ in range(WISHES)])
    return asked


def _wish(chance: random.Random, team: Team, user: User) -> str:
    """One request in ten is a new need; of a third the suggestions are part."""
    draw = chance.random()
    if draw < 0.1:
        return post("/behoeften", user, need_form(chance.randrange(10_000)))
    if draw < 0.3:
        return get(f"/behoeften/{chance.choice(team.needs)}", user)
    if draw < 0.45:
        return get(f"/aanbod/{chance.choice(team.offers)}", user)
    pages = (
        "/behoeften",
        "/behoeften",
        "/bord",
        f"/behoeften?{FILTERS}",
        f"/behoeften?{SEARCH}",
        "/acties",
        "/doelgroepen",
        "/doelgroepen/older_people",
    )
    return get(chance.choice(pages), user)
