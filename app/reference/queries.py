"""Reading reference data. It is no secret, so nothing here asks who reads."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col, select

from app.core import clock, i18n, read_once as core_read_once, words as core_words
from app.core.kept import kept
from app.reference import crisis_queries, families, models


@dataclass(frozen=True)
class ListedChoice(core_words.Choice):
    """One option out of the lists of a region."""

    # Of a kind of help: the slugs of the life domains it serves.
    themes: tuple[str, ...] = ()
    # Of a crisis or a measure: whether it goes on today.
    is_current: bool = True


@dataclass(frozen=True)
class Choices:
    """What a person in these regions can choose from, each in its own order."""

    support_types: list[ListedChoice] = field(default_factory=list)
    themes: list[ListedChoice] = field(default_factory=list)
    municipalities: list[ListedChoice] = field(default_factory=list)
    # In the regions next to these: near a border help comes from both sides.
    nearby: list[ListedChoice] = field(default_factory=list)
    crises: list[ListedChoice] = field(default_factory=list)
    measures: list[ListedChoice] = field(default_factory=list)
    # The words of one more list, of a slice above this one.
    more: list[ListedChoice] = field(default_factory=list)

    @kept
    def labels(self) -> dict[str, str]:
        """Every label by value: slugs and codes of the lists never collide."""
        lists = (self.support_types, self.themes, self.municipalities, self.nearby, self.crises)
        return {choice.value: choice.label for choices in lists for choice in choices}

    def themes_of(self, support_type: str) -> list[str]:
        """The labels of the life domains that a kind of help serves."""
        found = next(
            (choice.themes for choice in self.support_types if choice.value == support_type), ()
        )
        return [self.labels[theme] for theme in found if theme in self.labels]

    @property
    def default_crisis(self) -> str | None:
        """What a form starts with: the first crisis that goes on today."""
        return next((choice.value for choice in self.crises if choice.is_current), None)


def for_regions(taxon: type[models.Taxon], regions: Any) -> sa.ColumnElement[bool]:
    """The national words and those of these regions."""
    return sa.or_(col(taxon.region_code).is_(None), col(taxon.region_code).in_(regions))


# The rows of one more list, like those of `taxon_rows`, by whether labels are English and the
# parameter `regions`.
More = Callable[[bool, Any], Any]


def get_choices(session: Session, regions: Collection[str], more: More | None = None) -> Choices:
    """Every list of the form and filter fields, and that of `more`, in one query."""
    found = Choices()
    parameters = {"regions": regions, "today": clock.today()}
    for row in session.execute(_lists(i18n.current_locale() == "en", more), parameters):
        words, themes = tuple(row.words or ()), tuple(row.themes or ())
        choice = ListedChoice(
            row.value,
            row.label,
            words,
            family=families.family_of(row.kind, row.value),
            themes=themes,
            is_current=row.is_current,
        )
        getattr(found, row.kind).append(choice)
    return found


def taxon_rows(
    kind: str,
    taxon: type[models.Taxon],
    in_english: bool,
    regions: Any,
    *,
    words: Any = None,
    themes: Any = None,
) -> Any:
    """The words of a list as rows of `get_choices`. `words` and `themes` are columns with arrays of
    text.
    """
    none = sa.cast(sa.null(), ARRAY(sa.Text))
    return sa.select(
        sa.literal(kind).label("kind"),
        col(taxon.slug).label("value"),
        (col(taxon.label_en) if in_english else col(taxon.label_nl)).label("label"),
        (col(taxon.synonyms) if words is None else words).label("words"),
        sa.cast(sa.func.to_char(col(taxon.position), "FM000000"), sa.Text).label("place"),
        (none if themes is None else themes).label("themes"),
        sa.literal(True).label("is_current"),
    ).where(for_regions(taxon, regions))


@lru_cache
def _lists(in_english: bool, more: More | None) -> Any:
    """The statement of `get_choices`, with parameters `regions` and `today`. Every page asks it;
    making it is dear.
    """
    regions: Any = sa.bindparam("regions", expanding=True)
    today: Any = sa.bindparam("today", type_=sa.Date)
    no_words = no_themes = sa.cast(sa.null(), ARRAY(sa.Text))
    home = col(models.Municipality.region_code).in_(regions)
    across = sa.select(sa.func.unnest(col(models.Municipality.neighbours))).where(home)
    bordering = sa.select(col(models.Municipality.region_code)).where(
        col(models.Municipality.code).in_(across)
    )
    municipalities = sa.select(
        sa.case((home, "municipalities"), else_="nearby"),
        col(models.Municipality.code),
        col(models.Municipality.name),
        no_words,
        col(models.Municipality.sort_name),
        no_themes,
        sa.literal(True),
    ).where(sa.or_(home, col(models.Municipality.region_code).in_(bordering)))
    crises = sa.select(
        sa.literal("crises"),
        col(models.Crisis.slug),
        col(models.Crisis.name),
        no_words,
        # As `default_crisis` puts them in order.
        sa.func.concat(
            sa.func.to_char(col(models.Crisis.position), "FM000000"),
            sa.func.to_char(col(models.Crisis.started_on), "YYYYMMDD"),
        ),
        no_themes,
        crisis_queries.is_active(models.Crisis, today),
    ).where(col(models.Crisis.region_code).in_(regions))
    measures = sa.select(
        sa.literal("measures"),
        col(models.Measure.slug),
        col(models.Measure.title),
        no_words,
        sa.func.lower(col(models.Measure.title)),
        no_themes,
        crisis_queries.is_in_force(models.Measure, today),
    ).where(col(models.Measure.region_code).in_(regions))
    lists = [
        taxon_rows(
            "support_types",
            models.SupportType,
            in_english,
            regions,
            themes=col(models.SupportType.themes),
        ),
        taxon_rows("themes", models.Theme, in_english, regions),
        municipalities,
        crises,
        measures,
    ]
    everything = sa.union_all(*lists, *([more(in_english, regions)] if more is not None else []))
    rows = everything.subquery()
    return sa.select(rows).order_by(rows.c.kind, rows.c.place, rows.c.label)


def serves_theme(support_type: Any, theme: str) -> sa.ColumnElement[bool]:
    """Rows whose kind of help serves a life domain. `support_type` is the column with its slug."""
    serving = sa.select(col(models.SupportType.slug)).where(
        sa.literal(theme, sa.Text) == sa.any_(col(models.SupportType.themes))
    )
    found: sa.ColumnElement[bool] = support_type.in_(serving)
    return found


def serves_place(places: Any, municipality: str) -> sa.ColumnElement[bool]:
    """Rows for a municipality, those for the whole region among them. `places` is the column with
    their codes, empty for the whole region. Of needs `needs.policy.is_in` is the same rule, with
    what a small group asks for.
    """
    named = sa.literal(municipality, sa.Text) == sa.any_(places)
    return sa.or_(named, sa.func.cardinality(places) == 0)


def get_bordering(session: Session, region_code: str) -> set[str]:
    """Codes of the regions that touch a region."""
    home = sa.select(sa.func.unnest(col(models.Municipality.neighbours))).where(
        col(models.Municipality.region_code) == region_code
    )
    bordering = (
        sa.select(col(models.Municipality.region_code))
        .where(col(models.Municipality.code).in_(home))
        .distinct()
    )
    return set(session.execute(bordering).scalars()) - {region_code}


def get_themes(
    session: Session, slugs: Collection[str], region_code: str, *, kept: Collection[str] = ()
) -> list[models.Theme]:
    """The themes with these slugs that exist in a region or are `kept`, in the order of the list;
    unknown slugs are left out.
    """
    wanted = frozenset(slugs)
    if not wanted:
        return []
    known = sa.or_(for_regions(models.Theme, [region_code]), col(models.Theme.slug).in_(kept))
    query = select(models.Theme).where(col(models.Theme.slug).in_(wanted), known)
    query = query.order_by(col(models.Theme.position), col(models.Theme.slug))
    key = ("themes", wanted, region_code, frozenset(kept))
    return core_read_once.read_once(session, key, lambda: list(session.exec(query)))


def get_municipalities(session: Session, codes: Iterable[str]) -> dict[str, models.Municipality]:
    """The municipalities with these codes, by code; unknown codes are left out."""
    wanted = frozenset(codes)
    if not wanted:
        return {}
    query = select(models.Municipality).where(col(models.Municipality.code).in_(wanted))
    return core_read_once.read_once(
        session, ("municipalities", wanted), lambda: {m.code: m for m in session.exec(query)}
    )


def get_support_type(
    session: Session, slug: str, region_code: str, *, kept: str | None = None
) -> models.SupportType | None:
    """A support type that exists in this region, or the one that is `kept` wherever it exists."""
    known = sa.true() if slug == kept else for_regions(models.SupportType, [region_code])
    query = select(models.SupportType).where(col(models.SupportType.slug) == slug, known)
    key = ("support_type", slug, region_code, kept)
    return core_read_once.read_once(session, key, lambda: session.exec(query).first())


def find_support_types(session: Session, region_code: str) -> dict[str, models.SupportType]:
    """Every support type of a region, by slug."""
    return {
        taxon.slug: taxon
        for taxon in session.exec(
            select(models.SupportType).where(for_regions(models.SupportType, [region_code]))
        )
    }


def get_settings(session: Session, region_code: str) -> models.RegionSettings:
    """What the region chose, or the defaults."""
    return core_read_once.read_once(
        session,
        ("settings", region_code),
        lambda: (
            session.get(models.RegionSettings, region_code)
            or models.RegionSettings(region_code=region_code)
        ),
    )


def count_regions(session: Session) -> int:
    """How many safety regions are known; 0 on an empty database."""
    found: int = session.execute(
        sa.select(sa.func.count()).select_from(models.SafetyRegion)
    ).scalar_one()
    return found
