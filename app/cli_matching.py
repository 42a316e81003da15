"""`python -m app.cli matching …`: rank or plan a collection of offers and needs. Needs no database."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from app.core import clock
from app.core.errors import Refused


def add_matching(commands: Any) -> None:
    """Add the commands to the parser of the command line."""
    matching = commands.add_parser("matching", help="rank or plan a collection of offers and needs, without a database")
    what = matching.add_subparsers(required=True, metavar="rank|plan")
    rank = what.add_parser("rank", help="the best offers for each need, as JSON Lines")
    rank.add_argument("--top", type=int, default=20, metavar="N", help="so many offers a need (20)")
    rank.set_defaults(command=rank_collection)
    for parser in (rank,):
        parser.add_argument("offers", type=Path, metavar="OFFERS.jsonl")
        parser.add_argument("needs", type=Path, metavar="NEEDS.jsonl")
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="DATE", help="the day it plays")


def rank_collection(options: argparse.Namespace) -> int:
    from app.matching.collection import UnreadableCollection, dutch_label, ranking_lines, read_collection
    from app.matching.scoring import Weights

    try:
        collection = read_collection(options.offers, options.needs)
    except (OSError, UnreadableCollection) as problem:
        raise Refused(str(problem)) from problem
    day = options.today or clock.today()
    for line in ranking_lines(collection, today=day, top=options.top, weights=Weights(), label=dutch_label):
        print(line)
    return 0
