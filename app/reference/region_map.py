"""A map of a region: its municipalities as circles, about where they are, drawn without a script.

The area of a circle is its number. Circles and names are pushed apart until none covers another, so
that a place is near where it is and always readable."""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from math import cos, radians, sqrt

WIDTH, MARGIN = 404.0, 6.0
# Of the smallest circle with a number in it, and of the largest.
SMALLEST, LARGEST = 12.0, 33.0
# Of a letter of a name, and of its line.
_LETTER, _LINE, _GAP = 8.2, 17.0, 3.0
_ROUNDS = 400


@dataclass(frozen=True)
class MapCircle:
    """A municipality with its number."""

    code: str
    name: str
    latitude: float
    longitude: float
    number: int
    # How dark it is, from 0 to 3; None where that says nothing.
    shade: int | None = None


@dataclass(frozen=True)
class Circle:
    """A place as it is drawn."""

    place: MapCircle
    x: float
    y: float
    r: float
    lines: tuple[str, ...]

    @property
    def style(self) -> str:
        """The class of the style sheet that says how dark it is."""
        if not self.place.number:
            return "sb-map__none"
        return "sb-map__c" if self.place.shade is None else f"sb-map__c sb-map__c{self.place.shade}"

    @property
    def half(self) -> float:
        """Half of what it takes from left to right, its name included."""
        return max(self.r, max(len(line) for line in self.lines) * _LETTER / 2)

    @property
    def top(self) -> float:
        return self.y - self.r

    @property
    def bottom(self) -> float:
        return self.y + self.r + _LINE * len(self.lines) + _GAP

    def line_at(self, number: int) -> float:
        """The height at which a line of its name stands."""
        return round(self.y + self.r + _LINE * number - _GAP, 1)

    def moved(self, x: float, y: float) -> "Circle":
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True)
class RegionMap:
    """The drawing: its circles, and the box around them."""

    circles: tuple[Circle, ...]
    box: str

    @property
    def without(self) -> list[str]:
        """The names of the places where nobody does it yet."""
        return [circle.place.name for circle in self.circles if not circle.place.number]


@lru_cache(64)
def draw(places: tuple[MapCircle, ...]) -> RegionMap:
    """The same places give the same drawing."""
    if not places:
        return RegionMap((), "0 0 1 1")
    circles = _apart(_projected(places))
    left = min(circle.x - circle.half for circle in circles) - MARGIN
    right = max(circle.x + circle.half for circle in circles) + MARGIN
    top = min(circle.top for circle in circles) - MARGIN
    bottom = max(circle.bottom for circle in circles) + MARGIN
    box = " ".join(f"{value:.0f}" for value in (left, top, right - left, bottom - top))
    rounded = (replace(c, x=round(c.x, 1), y=round(c.y, 1), r=round(c.r, 1)) for c in circles)
    return RegionMap(tuple(rounded), box)


def _projected(places: tuple[MapCircle, ...]) -> list[Circle]:
    """Where they are on a flat map, north above."""
    middle = sum(place.latitude for place in places) / len(places)
    east = [place.longitude * cos(radians(middle)) for place in places]
    north = [place.latitude for place in places]
    span = max(max(east) - min(east), max(north) - min(north)) or 1.0
    scale = (WIDTH - 4 * SMALLEST) / span
    most = max(max(place.number for place in places), 1)
    return [
        Circle(
            place,
            (x - min(east)) * scale,
            (max(north) - y) * scale,
            max(SMALLEST, LARGEST * sqrt(place.number / most)),
            _lines_of(place.name),
        )
        for place, x, y in zip(places, east, north, strict=True)
    ]


def _lines_of(name: str) -> tuple[str, ...]:
    """A long name on two lines, broken where it has a dash or a space."""
    if len(name) <= 14:
        return (name,)
    breaks = [n + 1 for n, letter in enumerate(name) if letter in "- "]
    if not breaks:
        return (name,)
    at = min(breaks, key=lambda n: abs(n - len(name) / 2))
    return (name[:at].strip(), name[at:].strip())


def _apart(circles: list[Circle]) -> list[Circle]:
    """Two that cover each other move away from each other, both as far, along the shorter way."""
    for _round in range(_ROUNDS):
        is_calm = True
        for a, b in combinations(range(len(circles)), 2):
            one, other = circles[a], circles[b]
            over_x = one.half + other.half + _GAP - abs(one.x - other.x)
            over_y = min(one.bottom, other.bottom) - max(one.top, other.top) + _GAP
            if over_x <= 0.01 or over_y <= 0.01:
                continue
            is_calm = False
            if over_x < over_y:
                way = over_x / 2 if one.x < other.x else -over_x / 2
                circles[a], circles[b] = one.moved(-way, 0), other.moved(way, 0)
            else:
                way = over_y / 2 if one.y < other.y else -over_y / 2
                circles[a], circles[b] = one.moved(0, -way), other.moved(0, way)
        if is_calm:
            break
    return circles
