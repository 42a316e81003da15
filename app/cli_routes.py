"""`python -m app.cli routes`: every address, and where its handler stands."""

import argparse
import inspect
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute

from app.core.settings import PROJECT


def add_routes(commands: Any) -> None:
    """Add the command to the parser of the command line."""
    routes = commands.add_parser(
        "routes", help="every address with its method, its name and the file of its handler"
    )
    routes.set_defaults(command=print_routes)


def print_routes(options: argparse.Namespace) -> int:
    """Sorted by address: the pages under one prefix come from several files."""
    rows = sorted(_rows(), key=lambda row: (row[1], row[0]))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    return 0


def _rows() -> list[tuple[str, str, str, str]]:
    """Method, address, name, and file:line of the handler, of every route."""
    from app.routers import ROUTERS

    return [
        (method, route.path, route.name, _place(route))
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def _place(route: APIRoute) -> str:
    code = inspect.unwrap(route.endpoint).__code__
    return f"{Path(code.co_filename).relative_to(PROJECT)}:{code.co_firstlineno}"
