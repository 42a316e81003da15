"""What needs, offers and matches add to the tallies, by the rules that every page has.

The database keeps the tallies by the same rules, written once more for it; `recount` and the tests
hold the two together.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.matches.models import COMMITTED, Match
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import models as offer_models, queries as offer_queries
from app.offers.models import Offer
from app.reference.models import RegionSettings
from app.tallies.models import NeedTally, PartnerTally, TallyDay, WaitTally
from app.target_groups.models import ALL_RESIDENTS

TALLIES: tuple[Any, ...] = (NeedTally, WaitTally, PartnerTally)
KEYS: dict[Any, tuple[str, ...]] = {
    NeedTally: ("region_code", "target_group", "place", "is_masked", "support_type"),
    WaitTally: ("region_code", "target_group", "since"),
    PartnerTally: ("region_code", "target_group", "organisation_id"),
}
NUMBERS: dict[Any, tuple[str, ...]] = {
    NeedTally: ("opened", "covered", "partly", "named", "recent"),
    WaitTally: ("waiting",),
    PartnerTally: ("offers", "helping", "asking"),
}

_NEED_DAY = (TallyDay, col(TallyDay.region_code) == col(Need.region_code))
_OFFER_DAY = (TallyDay, col(TallyDay.region_code) == col(Offer.region_code))


def _in_words(column: Any, *values: Any) -> Any:
    """Written out in the statement, not as a parameter, so that an index of these rows alone can be
    used.
    """
    return column.in_(sa.bindparam(None, values, expanding=True, literal_execute=True))


_IS_OPEN = _in_words(col(Need.status), need_models.NeedStatus.OPEN)
IS_SHARED = _in_words(col(Need.status), *need_policy.SHARED)
_IS_PUBLISHED = _in_words(col(Offer.status), offer_models.OfferStatus.PUBLISHED)
_IS_SMALL: Any = col(Need.people) < sa.literal_column(str(need_models.SMALL_GROUP), sa.Integer)


def stored(table: Any) -> Any:
    """What a tally holds."""
    return sa.select(*(getattr(table, name) for name in KEYS[table] + NUMBERS[table]))


def all_parts(table: Any) -> list[Any]:
    """All that a tally should hold, as its region counts today."""
    day: Any = col(TallyDay.day)
    is_open = need_models.is_open(day)
    is_recent = [*_stacks(), col(Need.published_at) > col(TallyDay.recent_from)]
    is_expired = sa.func.coalesce(offer_queries.is_expired(day), False)
    if table is NeedTally:
        return [_of_open(1).where(is_open), _of_recent(1).where(*is_recent)]
    if table is WaitTally:
        return [_of_waiting(1).where(is_open)]
    return [
        _of_offers(1).where(sa.not_(is_expired)),
        of_helping(),
        of_asking(need_policy.is_told_to_all()),
    ]


def since_then(table: Any, regions: Any, day: Any, now: Any) -> list[Any]:
    """What the clock alone changed since the day of the region: of the few that ended since then,
    or that are no longer recent.
    """
    then: Any = col(TallyDay.day)
    if table is PartnerTally:
        end = sa.func.least(col(Offer.available_until), col(Offer.fresh_until))
        is_passed = _has_ended_between(end, then, day)
        return [_of_offers(_sign(then > day)).where(col(Offer.region_code).in_(regions), is_passed)]
    passed: list[Any] = [
        col(Need.region_code).in_(regions),
        _IS_OPEN,
        _has_ended_between(col(Need.needed_until), then, day),
    ]
    if table is WaitTally:
        return [_of_waiting(_sign(then > day)).where(*passed)]
    start, old_start = recent_from(now), col(TallyDay.recent_from)
    aged = [
        *_stacks(),
        col(Need.region_code).in_(regions),
        col(Need.published_at) > sa.func.least(start, old_start),
        col(Need.published_at) <= sa.func.greatest(start, old_start),
    ]
    return [
        _of_open(_sign(then > day)).where(*passed),
        _of_recent(_sign(old_start > start)).where(*aged),
    ]


def recent_from(now: Any) -> Any:
    """From when on a need is recent in the region of a `TallyDay`."""
    days = (
        sa.select(col(RegionSettings.stacking_days))
        .where(col(RegionSettings.region_code) == col(TallyDay.region_code))
        .scalar_subquery()
    )
    usual = RegionSettings(region_code="").stacking_days
    return now - sa.func.make_interval(0, 0, 0, sa.func.coalesce(days, usual))


def recent_in(regions: Any, now: Any) -> Any:
    """Regions, each with from when on a need is recent there."""
    day = sa.select(col(TallyDay.region_code), recent_from(now).label("since"))
    return day.where(col(TallyDay.region_code).in_(regions)).cte("recent")


def of_small_groups(knows: Any, regions: Any, now: Any) -> Any:
    """The recent needs of small groups of which the reader knows where they are, as `NeedTally`
    would have them: they stack with others for them alone.
    """
    return _of_recent(1).where(
        *_recent_and_placed(),
        _IS_SMALL,
        col(Need.region_code).in_(regions),
        col(Need.published_at) > recent_from(now),
        knows,
    )


def of_helping() -> Any:
    """Who helps, by its matches."""
    return _of_matches(col(Match.offer_organisation_id), helping=1)


def of_asking(*rules: sa.ColumnElement[bool]) -> Any:
    """Who is helped, by its matches, for needs that follow the rules."""
    return _of_matches(col(Match.need_organisation_id), asking=1).where(*rules)


def of_small_asking(knows: Any, regions: Any) -> Any:
    """Who is helped for small groups of which the reader knows it."""
    return of_asking(_IS_SMALL, knows, col(Match.region_code).in_(regions))


def _recent_and_placed() -> list[sa.ColumnElement[bool]]:
    # Said like this PostgreSQL does not think of the index by municipality, in which it would look
    # everywhere.
    return [IS_SHARED, sa.func.coalesce(col(Need.municipality_code), "") != ""]


def _stacks() -> list[sa.ColumnElement[bool]]:
    """Needs that stack with others in their municipality in the eyes of everybody."""
    return [*_recent_and_placed(), need_policy.is_told_to_all()]


def _has_ended_between(end: Any, then: Any, day: Any) -> sa.ColumnElement[bool]:
    """It is over on one of two days, and not on the other."""
    return sa.and_(end >= sa.func.least(then, day), end < sa.func.greatest(then, day))


def _sign(is_back: Any) -> Any:
    """What counted on the other day no longer does; the other way round where that day is later."""
    return sa.case((is_back, 1), else_=-1)


def _slugs() -> Any:
    return sa.func.array_prepend(col(Need.target_group), col(Need.also_groups))


def each_group() -> Any:
    """A row for each group of a need, to join with it. Its column is `slug`."""
    return sa.func.unnest(_slugs()).table_valued("slug", name="of_need").render_derived()


def _counts_here(slug: Any) -> Any:
    """What is for all residents counts under their name alone, whatever it names besides."""
    everybody = sa.literal_column(f"'{ALL_RESIDENTS}'", sa.Text)
    return sa.or_(slug == everybody, everybody != sa.all_(_slugs()))


def _needs(key: Sequence[Any], numbers: Sequence[Any], of_need: Any, names: Any) -> Any:
    columns = [
        column.label(name)
        for column, name in zip(
            (col(Need.region_code), of_need.c.slug, *key, *numbers), names, strict=True
        )
    ]
    return sa.select(*columns).select_from(Need).join(of_need, sa.literal(True)).join(*_NEED_DAY)


def _of_open(sign: Any) -> Any:
    of_need = each_group()
    slug = of_need.c.slug
    one = sa.cast(sign, sa.Integer)
    here = _counts_here(slug)
    is_covered = need_policy.counts_as_covered()
    in_part = sa.and_(sa.not_(is_covered), col(Need.committed) > 0)
    masked = sa.func.coalesce(need_policy.is_small_group(), False)
    place = sa.case((masked, ""), else_=sa.func.coalesce(col(Need.municipality_code), ""))
    numbers: tuple[Any, ...] = (
        sa.case((here, one), else_=0),
        sa.case((sa.and_(here, is_covered), one), else_=0),
        sa.case((sa.and_(here, in_part), one), else_=0),
        one,
        sa.literal_column("0"),
    )
    key = (place, masked, col(Need.support_type))
    return _needs(key, numbers, of_need, KEYS[NeedTally] + NUMBERS[NeedTally])


def _of_recent(sign: Any) -> Any:
    nothing: list[Any] = [sa.literal_column("0")] * 4
    key = (col(Need.municipality_code), sa.false(), col(Need.support_type))
    numbers = (*nothing, sa.cast(sign, sa.Integer))
    return _needs(key, numbers, each_group(), KEYS[NeedTally] + NUMBERS[NeedTally])


def _of_waiting(sign: Any) -> Any:
    of_need = each_group()
    since = sa.cast(sa.func.timezone("Europe/Amsterdam", col(Need.published_at)), sa.Date)
    parts = _needs(
        (since,),
        (sa.cast(sign, sa.Integer),),
        of_need,
        KEYS[WaitTally] + NUMBERS[WaitTally],
    )
    return parts.where(
        _counts_here(of_need.c.slug),
        sa.not_(need_policy.counts_as_covered()),
        col(Need.published_at).is_not(None),
    )


def _partners(region: Any, slug: Any, organisation: Any, **numbers: Any) -> list[Any]:
    zero: Any = sa.literal_column("0")
    return [
        region.label("region_code"),
        slug.label("target_group"),
        organisation.label("organisation_id"),
        *(
            sa.cast(numbers.get(name, zero), sa.Integer).label(name)
            for name in NUMBERS[PartnerTally]
        ),
    ]


def _of_offers(sign: Any) -> Any:
    to_group = (
        sa.func.unnest(col(Offer.target_groups))
        .table_valued("slug", name="to_group")
        .render_derived()
    )
    found = _partners(
        col(Offer.region_code), to_group.c.slug, col(Offer.organisation_id), offers=sign
    )
    return (
        sa.select(*found)
        .select_from(Offer)
        .join(to_group, sa.literal(True))
        .join(*_OFFER_DAY)
        .where(_IS_PUBLISHED)
    )


def _of_matches(organisation: Any, **numbers: Any) -> Any:
    of_need = each_group()
    return (
        sa.select(*_partners(col(Match.region_code), of_need.c.slug, organisation, **numbers))
        .select_from(Match)
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(of_need, sa.literal(True))
        .where(col(Match.status).in_(COMMITTED))
    )
