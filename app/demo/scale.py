"""A country in a long crisis, of any size, to measure with: all 25 regions and 342 municipalities,
written by COPY.

Made-up, and the same at every run but for ids and moments. Texts come from the example sentences of
every kind of help; some three thousand different ones are read once, whatever the number of rows.
"""

import random
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Engine
from sqlmodel import Session

from app.core import clock, db
from app.core.errors import Refused
from app.demo import scale_copy, scale_matches, scale_partners, scale_texts
from app.language import lookup
from app.reference.models import Unit
from app.suggestions.text_commands import count_words

UNITS = {
    "transport": Unit.RIDES_PER_WEEK,
    "food_parcels": Unit.PARCELS_PER_WEEK,
    "goods_materials": Unit.PIECES,
    "protective_equipment": Unit.PIECES,
    "digital_help": Unit.PIECES,
    "housing_space": Unit.PLACES,
    "childcare": Unit.PLACES,
    "admin_debts": Unit.HOURS_PER_WEEK,
    "language_interpreting": Unit.HOURS_PER_WEEK,
    "coordination_manpower": Unit.HOURS_PER_WEEK,
}
URGENCIES = ("low", "normal", "normal", "normal", "high", "high", "acute")
MATCHED = 10  # of every so many needs and offers one may get matches
_LATER = tuple(
    name.format(table)
    for table in ("need", "offer")
    for name in ("ix_{}_text_meaning", "ix_{}_text_words", "ix_{}_search")
)


def seed_scale(engine: Engine, *, needs: int, offers: int) -> dict[str, int]:
    """So many open needs and published offers, and matches, in a database with reference data only.
    Refused where there are needs or offers already. Commits.

    Returns how many of each were made.
    """
    _refuse_filled(engine)
    address = db.conninfo(engine.url)
    with psycopg.connect(address) as connection:
        chance = random.Random(2026)  # noqa: S311  # nosec B311  the same data at every run
        partners = scale_partners.open_partners(connection, chance)
        stories = scale_texts.write_stories(connection)
        writer = _Writer(connection, chance, partners, stories)
        with built_afterwards(connection):
            matchable = writer.write("need", needs), writer.write("offer", offers)
        matches = scale_matches.write_matches(connection, chance, *matchable)
    with Session(engine) as session, session.begin():
        count_words(session)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    return {
        "organisaties": partners.made,
        "behoeften": needs,
        "aanbod": offers,
        "koppelingen": matches,
    }


def fill_regions(
    url: str, codes: Collection[str], *, needs: int, offers: int, per_kind: int
) -> None:
    """So many of each, all regions together, in a few regions of a base that may hold others. With
    `per_kind` different texts of every kind of help on each side. Commits.
    """
    with psycopg.connect(url) as connection:
        chance = random.Random(2027)  # noqa: S311  # nosec B311  the same data at every run
        partners = scale_partners.open_partners(connection, chance, only=tuple(codes))
        stories = scale_texts.write_stories(connection, per_kind)
        writer = _Writer(connection, chance, partners, stories)
        writer.write("need", needs)
        writer.write("offer", offers)


def _refuse_filled(engine: Engine) -> None:
    with engine.connect() as connection:
        for table, what in (("need", "behoeften"), ("offer", "aanbod")):
            if connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {table})").scalar_one():  # noqa: S608  # nosec B608
                raise Refused(
                    f"In deze database staat al {what}. Noem in DATABASE_URL een lege om te meten."
                )


@contextmanager
def built_afterwards(
    connection: psycopg.Connection, names: Collection[str] = _LATER
) -> Iterator[None]:
    """Without the indexes that cost most to fill row by row; they are built at the end of the
    block.
    """
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(names)]
    )
    definitions: dict[str, str] = dict(found.fetchall())
    for name in definitions:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    for definition in definitions.values():
        connection.execute(definition.encode())


class _Writer:
    """Rows of needs and offers, evenly over the regions and over the municipalities of each."""

    def __init__(
        self,
        connection: psycopg.Connection,
        chance: random.Random,
        partners: scale_partners.ScalePartners,
        stories: dict[tuple[str, str], list[scale_texts.Story]],
    ) -> None:
        self._connection = connection
        self._chance = chance
        self._partners = partners
        self._stories = stories
        self._told: dict[int, list[str]] = {}
        self._types = sorted({support_type for _side, support_type in stories})
        self._now = clock.now()
        self._today = clock.today()
        self._labels = self._words("support_type") | self._words("target_group")
        self._groups = sorted(self._words("target_group"))

    def _words(self, table: str) -> dict[str, str]:
        query = sql.SQL(
            "SELECT slug, label_nl || ' ' || array_to_string(synonyms, ' ') FROM {} WHERE "
            "region_code IS NULL"
        )
        return dict(self._connection.execute(query.format(sql.Identifier(table))).fetchall())

    def write(self, table: str, count: int) -> list[scale_copy.Row]:
        """COPY so many. Returns every tenth row, for matches."""
        build = self._need if table == "need" else self._offer
        kept: list[scale_copy.Row] = []
        told: list[tuple[UUID, str, int]] = []

        def rows() -> Iterator[scale_copy.Row]:
            for number in range(count):
                support_type = self._types[
                    (number // len(self._partners.regions)) % len(self._types)
                ]
                stories = self._stories[table, support_type]
                story = stories[self._chance.randrange(len(stories))]
                row = build(number, support_type, story)
                row["found_by"] = self._found_by(story, row["search_words"])
                told.append((row["id"], row["region_code"], story.number))
                if number % MATCHED == 0:
                    kept.append(row)
                yield row

        scale_copy.copy_rows(self._connection, table, rows())
        scale_texts.store_told(self._connection, table, told)
        return kept

    def _shared(self, number: int, support_type: str, story: scale_texts.Story) -> scale_copy.Row:
        chance, regions = self._chance, self._partners.regions
        region = regions[number % len(regions)]
        created = self._now - timedelta(days=chance.uniform(1, 60))
        unit = UNITS.get(support_type, Unit.PEOPLE) if chance.random() < 0.9 else Unit.PEOPLE
        return {
            "id": db.new_id(),
            "region_code": region.code,
            "crisis_id": chance.choices((*region.crises, None), (8, 1, 1))[0],
            "title": story.title,
            "description": story.description,
            "support_type": support_type,
            "unit": unit.value,
            "committed": 0,
            "closing_note": "",
            "created_at": created,
            "published_at": created,
            "edited_at": created,
            "version": 1,
        }

    def _need(self, number: int, support_type: str, story: scale_texts.Story) -> scale_copy.Row:
        chance, row = self._chance, self._shared(number, support_type, story)
        region = self._partners.by_code[row["region_code"]]
        town = region.towns[(number // len(self._partners.regions)) % len(region.towns)]
        main, *also = chance.sample(self._groups, chance.choice((1, 1, 1, 2, 3)))
        # Some are so small that others may not see where.
        people = chance.randint(1, 4) if chance.random() < 0.03 else 5 * chance.randint(1, 30)
        place = None if chance.random() < 0.05 else town.code
        return row | {
            "organisation_id": town.organisation_id if place else region.team_id,
            "municipality_code": place,
            "target_group": main,
            "also_groups": also,
            "people": people,
            "quantity": people if row["unit"] == Unit.PEOPLE else max(1, people // 3),
            "known_to": [],
            "urgency": chance.choice(URGENCIES),
            "needed_from": self._day(-30, 20),
            "needed_until": None if chance.random() < 0.3 else self._day(25, 180),
            "status": "open",
            "search_words": self._search(
                support_type, [main, *also], [town.name] if place and people > 4 else []
            ),
        }

    def _offer(self, number: int, support_type: str, story: scale_texts.Story) -> scale_copy.Row:
        chance, row = self._chance, self._shared(number, support_type, story)
        region = self._partners.by_code[row["region_code"]]
        groups = (
            ["all_residents"]
            if chance.random() < 0.25
            else chance.sample(self._groups, chance.randint(1, 4))
        )
        wide = min(len(region.towns), chance.choice((0, 1, 1, 2, 3)))  # none: the whole region
        towns = chance.sample(region.towns, wide)
        return row | {
            "organisation_id": chance.choice(region.partners),
            "target_groups": groups,
            "municipalities": [town.code for town in towns],
            "quantity": 5 * chance.randint(1, 24),
            "available_from": self._day(-60, 20),
            "available_until": None if chance.random() < 0.3 else self._day(25, 200),
            "status": "published",
            "team_note": "",
            "confirmed_at": row["created_at"],
            "fresh_until": self._day(5, 55),
            "search_words": self._search(support_type, groups, [town.name for town in towns]),
        }

    def _found_by(self, story: scale_texts.Story, search_words: str) -> str:
        told = self._told.setdefault(
            story.number, lookup.words_of(lookup.found_by(story.title, story.description))
        )
        return " ".join(dict.fromkeys([*told, *lookup.words_of(search_words)]))

    def _day(self, first: int, last: int) -> date:
        return self._today + timedelta(days=self._chance.randint(first, last))

    def _search(self, support_type: str, groups: Iterable[str], places: Iterable[str]) -> str:
        return " ".join(
            [self._labels[support_type], *(self._labels[group] for group in groups), *places]
        )
