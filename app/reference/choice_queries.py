"""Reading the lists that people choose from. They are no secret, so nothing here asks who reads."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.core import clock, i18n, tongue, words as core_words
from app.core.kept import kept
from app.reference import crisis_queries, families, models
from app.reference.queries import for_regions


@dataclass(frozen=True)
class ListedChoice(core_words.Choice):
    """One option out of the lists of a region."""

    # Of a kind of help: the slugs of the life domains it serves.
    themes: tuple[str, ...] = ()
    # Of a crisis or a measure: whether it goes on today.
    is_current: bool = True


@dataclass(frozen=True, eq=False)  # one is kept for all pages: compared by itself, not by its words
class Choices:
    """What a person in these regions can choose from, each in its own order."""

    support_types: tuple[ListedChoice, ...] = ()
    themes: tuple[ListedChoice, ...] = ()
    municipalities: tuple[ListedChoice, ...] = ()
    # In the regions next to these: near a border help comes from both sides.
    nearby: tuple[ListedChoice, ...] = ()
    crises: tuple[ListedChoice, ...] = ()
    measures: tuple[ListedChoice, ...] = ()
    # The words of one more list, of a slice above this one.
    more: tuple[ListedChoice, ...] = ()

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


# The rows of one more list, like those of `taxon_rows`, by whether labels are English and the
# parameter `regions`.
More = Callable[[bool, Any], Any]


# The lists that were read, by their version, the regions, the language and the day.
_known: dict[Hashable, Choices] = {}
_MOST_KNOWN = 64


def get_choices(
    session: Session,
    regions: Collection[str],
    more: More | None = None,
    *,
    version: UUID | None = None,
) -> Choices:
    """Every list of the form and filter fields, and that of `more`, in one query.

    `version`: of the lists, read from the database in this request (`lists_version`). With it they
    are read once, until somebody changes one: another change always makes another version.
    """
    if version is None:
        return _read_choices(session, regions, more)
    key = version, tuple(regions), more, i18n.current_locale(), clock.today()
    choices = _known.get(key)
    if choices is None:
        choices = _read_choices(session, regions, more)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = choices
    return choices


def lists_version() -> sa.ScalarSelect[Any]:
    """What a statement reads to know which version the lists have."""
    return sa.select(col(models.ListsVersion.version)).scalar_subquery()


def _read_choices(session: Session, regions: Collection[str], more: More | None) -> Choices:
    found: dict[str, list[ListedChoice]] = {}
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
        found.setdefault(row.kind, []).append(choice)
    return Choices(**{kind: tuple(choices) for kind, choices in found.items()})


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
        (_in_english(taxon) if in_english else col(taxon.label_nl)).label("label"),
        (col(taxon.synonyms) if words is None else words).label("words"),
        sa.cast(sa.func.to_char(col(taxon.position), "FM000000"), sa.Text).label("place"),
        (none if themes is None else themes).label("themes"),
        sa.literal(True).label("is_current"),
    ).where(for_regions(taxon, regions))


def _in_english(taxon: type[models.Taxon]) -> Any:
    """What a region named in Dutch only keeps its name."""
    is_dutch = sa.and_(
        col(taxon.region_code).is_not(None), col(taxon.label_en) == col(taxon.label_nl)
    )
    marked = sa.func.concat(tongue.OPEN, col(taxon.label_nl), tongue.CLOSE)
    return sa.case((is_dutch, marked), else_=col(taxon.label_en))


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
