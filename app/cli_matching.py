"""`python -m app.cli matching …`: rank or plan a collection of offers and needs. Needs no
database.
"""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from app.core import clock, errors
from app.scoring import collection, terms


def add_matching(commands: Any) -> None:
    """Add the commands to the parser of the command line."""
    matching = commands.add_parser(
        "matching", help="rank or plan a collection of offers and needs, without a database"
    )
    what = matching.add_subparsers(required=True, metavar="rank|plan")
    rank = what.add_parser("rank", help="the best offers for each need, as JSON Lines")
    rank.add_argument("--top", type=int, default=20, metavar="N", help="so many offers a need (20)")
    rank.set_defaults(command=rank_collection)
    plan = what.add_parser(
        "plan", help="what to put where in the whole region, as JSON Lines, with its sums"
    )
    plan.set_defaults(command=plan_collection)
    for parser in (rank, plan):
        parser.add_argument("offers", type=Path, metavar="OFFERS.jsonl")
        parser.add_argument("needs", type=Path, metavar="NEEDS.jsonl")
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            default=None,
            metavar="DATE",
            help="the day it plays",
        )


def rank_collection(options: argparse.Namespace) -> int:
    """Print the best offers of every need."""
    lines = collection.ranking_lines(
        _read(options),
        today=_day(options),
        top=options.top,
        weights=terms.Weights(),
        label=collection.dutch_label,
    )
    for line in lines:
        print(line)
    return 0


def plan_collection(options: argparse.Namespace) -> int:
    """Print what goes to whom; the sums go to standard error, so that the lines stay a file of
    their own.
    """
    from app.planning.collection import plan_collection as plan

    made = plan(_read(options), terms.Weights(), today=_day(options))
    for line in made.lines():
        print(line)
    solution, asked = made.solution, int(made.problem.need_left.sum())
    used = f"{solution.pairs} van {len(made.problem.pair_need)} paren gebruikt"
    sums = f"Gedekt: {solution.covered} van {asked} ({used})."
    helped = (
        f"Behoeften: {solution.needs_full} helemaal, {solution.needs_partly} deels, "
        f"{solution.needs_without} niet."
    )
    print(f"{sums}\n{helped}\nDoel: {solution.objective}, LP-grens: {made.bound}.", file=sys.stderr)
    return 0


def _read(options: argparse.Namespace) -> collection.Collection:
    try:
        return collection.read_collection(options.offers, options.needs)
    except (OSError, collection.UnreadableCollection) as problem:
        raise errors.Refused(str(problem)) from problem


def _day(options: argparse.Namespace) -> date:
    day: date = options.today or clock.today()
    return day
