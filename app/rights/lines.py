"""Lines of the page of rights: a route in some states of its thing, and what each column hears."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from app.core.i18n import gettext as _
from app.rights import matrix, page_labels, state_labels, verb_labels
from app.rights.labels import NOUNS, Heard, RightsNoun, RightsRole, RightsSide, WhereFrom

# Who stands for whom in the table: coordinator, member, reader.
_ROLES = (RightsRole.COORDINATOR, RightsRole.MEMBER, RightsRole.READER)
_EEMSDELTA, _DELFZIJL = ("amina", "bram", "iris"), ("chantal", "joris", "kim")
_SIDES: dict[RightsNoun, tuple[tuple[RightsSide | None, tuple[str, ...]], ...]] = {
    RightsNoun.OFFERS: ((None, _DELFZIJL),),
    RightsNoun.NETWORK: ((None, _DELFZIJL),),
    RightsNoun.MEMBERS: ((None, _DELFZIJL),),
    RightsNoun.MATCHES: ((RightsSide.ASKS, _EEMSDELTA), (RightsSide.HELPS, _DELFZIJL)),
    RightsNoun.ACTIONS: ((RightsSide.LEADS, _DELFZIJL), (RightsSide.PARTNER, _EEMSDELTA)),
}
# A page about no thing shows everybody their own region; these are about a person, or about nobody.
_OF_NO_REGION = frozenset({RightsNoun.ACCOUNT, RightsNoun.SIGN_IN, RightsNoun.PUBLIC})
_A_LINK = re.compile(r"\{(token|number)\}")
_A_THING = re.compile(r"\{(\w+_id|slug|token|number|region_code)\}")
_ANSWERS = {
    "in": Heard.SIGN_IN, "400": Heard.MAY_NOT, "403": Heard.MAY_NOT, "404": Heard.ABSENT,
    "409": Heard.NOT_NOW,
}  # fmt: skip


@dataclass(frozen=True)
class RightsColumn:
    """As what somebody works, and where, seen from the thing; `who` stands for it in the table, in
    a column of the own organisation by its place there.
    """

    whose: WhereFrom
    role: RightsRole | None
    who: str = ""
    place: int = 0


COLUMNS = (
    *(RightsColumn(WhereFrom.OWN, role, place=place) for place, role in enumerate(_ROLES)),
    *(
        RightsColumn(WhereFrom.OTHER, *pair)
        for pair in zip(_ROLES, ("farid", "otto", "greet"), strict=True)
    ),
    RightsColumn(WhereFrom.REGION, RightsRole.TEAM, "daan"),
    RightsColumn(WhereFrom.REGION, RightsRole.ADMINISTRATOR, "eva"),
    RightsColumn(WhereFrom.REGION, RightsRole.OFFICER, "lena"),
    RightsColumn(WhereFrom.FAR, RightsRole.COORDINATOR, "hugo"),
    RightsColumn(WhereFrom.FAR, RightsRole.TEAM, "mats"),
    RightsColumn(WhereFrom.FAR, RightsRole.ADMINISTRATOR, "nina"),
    RightsColumn(WhereFrom.NEIGHBOUR, None, "hugo"),
    RightsColumn(WhereFrom.NOBODY, RightsRole.STRANGER, "stranger"),
)


@dataclass(frozen=True)
class RightsLine:
    """One line of the page."""

    noun: RightsNoun
    name: str
    method: str
    path: str
    side: RightsSide | None
    states: tuple[str, ...]
    answers: tuple[Heard, ...]

    @property
    def is_page(self) -> bool:
        return self.method == "GET"

    @property
    def words(self) -> str:
        """What the route does."""
        known = page_labels.PAGES if self.is_page else verb_labels.VERBS
        return _(known[self.name])

    @property
    def when(self) -> str:
        """How the thing stands; "" where that does not matter."""
        named = (state_labels.STATES[state] for state in self.states)
        return ", ".join(_(text) for text in named if text)


# What a route is called, by its method and its address.
Names = Mapping[tuple[str, str], str]


def find_lines(names: Names, noun: RightsNoun | None) -> dict[RightsNoun, list[RightsLine]]:
    """All lines, or those of one noun, in the order of the nouns and then of the table."""
    found: dict[RightsNoun, list[RightsLine]] = {
        each: [] for each in RightsNoun if noun in (None, each)
    }
    for line in _all_lines(tuple(sorted(names.items()))):
        if line.noun in found:
            found[line.noun].append(line)
    return {each: lines for each, lines in found.items() if lines}


def columns_of(role: RightsRole | None) -> list[int]:
    """Which columns somebody in this role looks at. What a neighbour sees is of every role."""
    return [
        place
        for place, column in enumerate(COLUMNS)
        if role in (None, column.role) or (column.role is None and role in _ROLES)
    ]


def is_about_a_thing(path: str) -> bool:
    """Whether an address names something that is of somebody."""
    return _A_THING.search(path) is not None


@cache
def _all_lines(named: tuple[tuple[tuple[str, str], str], ...]) -> tuple[RightsLine, ...]:
    names = dict(named)
    rows = matrix.expectations()
    return tuple(
        line
        for (method, path), some in groupby(rows, key=lambda row: (row.method, row.path))
        if (method, path) in names
        for line in _lines_of(names[method, path], list(some))
    )


def _lines_of(name: str, rows: list[matrix.Expectation]) -> Iterator[RightsLine]:
    noun = NOUNS[name.partition(":")[0]]
    real = [row for row in rows if row.state not in state_labels.NOT_THERE]
    for side, own in _SIDES.get(noun, ((None, _EEMSDELTA),)):
        known: dict[tuple[Heard, ...], list[str]] = {}
        for row in real or rows[:1]:
            answers = tuple(_answer(row, column, own, noun) for column in COLUMNS)
            known.setdefault(answers, []).append(row.state if real else "-")
        for answers, states in known.items():
            yield RightsLine(noun, name, rows[0].method, rows[0].path, side, tuple(states), answers)


def _answer(
    row: matrix.Expectation, column: RightsColumn, own: Iterable[str], noun: RightsNoun
) -> Heard:
    who = column.who or list(own)[column.place]
    status = row.expected[who]
    found = _ANSWERS.get(status, Heard.MAY)
    if status == "422" and row.state != "-":
        # The form itself says that it is not for them, or that it cannot be done as it stands.
        found = Heard.MAY_NOT if row.state == "for_other" else Heard.NOT_NOW
    if status == "303" and row.path.endswith("/live"):
        return Heard.LEADS_ON
    if row.state in state_labels.NOT_THERE and found is Heard.ABSENT:
        # The table has only what is of nobody: whose it is may.
        return Heard.LINK if row.expected["stranger"] == "404" else Heard.OWN
    if found is Heard.MAY and _A_LINK.search(row.path):
        return Heard.LINK
    if column.whose is WhereFrom.FAR and "{region_code}" in row.path and found is not Heard.SIGN_IN:
        return Heard.ABSENT  # their board is not open to them
    is_far = column.whose in (WhereFrom.FAR, WhereFrom.NEIGHBOUR)
    if is_far and found in (Heard.MAY, Heard.NOT_NOW) and _is_of_each_region(row, noun):
        return Heard.OWN_REGION if row.expected["stranger"] in ("in", "403") else found
    return found


def _is_of_each_region(row: matrix.Expectation, noun: RightsNoun) -> bool:
    """Whether everybody does it in a region of their own: where no thing is named, or a group of
    the whole country, for which each region writes down its words and sizes.
    """
    if is_about_a_thing(row.path):
        is_shown = row.method == "GET" and row.path.endswith("}")
        return row.state == "national" and not is_shown
    return noun not in _OF_NO_REGION
