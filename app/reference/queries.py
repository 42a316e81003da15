"""Reading reference data. It is no secret, so nothing here asks who reads."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col, select

from app.core import read_once as core_read_once
from app.reference import models


def for_regions(taxon: type[models.Taxon], regions: Any) -> sa.ColumnElement[bool]:
    """The national words and those of these regions."""
    return sa.or_(col(taxon.region_code).is_(None), col(taxon.region_code).in_(regions))


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

    def load() -> list[models.Theme]:
        known = sa.or_(for_regions(models.Theme, [region_code]), col(models.Theme.slug).in_(kept))
        query = select(models.Theme).where(col(models.Theme.slug).in_(wanted), known)
        query = query.order_by(col(models.Theme.position), col(models.Theme.slug))
        return list(session.exec(query))

    key = ("themes", wanted, region_code, frozenset(kept))
    return core_read_once.read_once(session, key, load)


def get_municipalities(session: Session, codes: Iterable[str]) -> dict[str, models.Municipality]:
    """The municipalities with these codes, by code; unknown codes are left out."""
    wanted = frozenset(codes)
    if not wanted:
        return {}
    asked = {"codes": list(wanted)}
    return core_read_once.read_once(
        session,
        ("municipalities", wanted),
        lambda: {m.code: m for (m,) in session.execute(_MUNICIPALITIES, asked)},
    )


def get_support_type(
    session: Session, slug: str, region_code: str, *, kept: str | None = None
) -> models.SupportType | None:
    """A support type that exists in this region, or the one that is `kept` wherever it exists."""
    asked = {"slug": slug, "regions": [region_code], "is_kept": slug == kept}
    key = ("support_type", slug, region_code, kept)
    return core_read_once.read_once(
        session, key, lambda: session.execute(_SUPPORT_TYPE, asked).scalars().first()
    )


# Built once: every form that is sent asks them.
_MUNICIPALITIES: Any = select(models.Municipality).where(
    col(models.Municipality.code) == sa.any_(sa.bindparam("codes", type_=ARRAY(sa.Text)))
)
_SUPPORT_TYPE: Any = select(models.SupportType).where(
    col(models.SupportType.slug) == sa.bindparam("slug"),
    sa.or_(
        sa.bindparam("is_kept", type_=sa.Boolean),
        for_regions(models.SupportType, sa.bindparam("regions", expanding=True)),
    ),
)


def find_support_types(session: Session, region_code: str) -> dict[str, models.SupportType]:
    """Every support type of a region, by slug."""
    return {
        taxon.slug: taxon
        for taxon in session.exec(
            select(models.SupportType).where(for_regions(models.SupportType, [region_code]))
        )
    }


def get_support_slugs(session: Session, region_code: str) -> frozenset[str]:
    """What a region can choose of them."""
    return core_read_once.read_once(
        session,
        ("support_types", region_code),
        lambda: frozenset(find_support_types(session, region_code)),
    )


def get_settings(session: Session, region_code: str) -> models.RegionSettings:
    """What the region chose, or the defaults."""
    return core_read_once.read_once(
        session, ("settings", region_code), lambda: _settings_of(session, region_code)
    )


def _settings_of(session: Session, region_code: str) -> models.RegionSettings:
    held = session.identity_map.get(identity_key(models.RegionSettings, region_code))
    # A row that a refused command made is gone again, and the session does not know it yet.
    if isinstance(held, models.RegionSettings) and not sa.inspect(held).expired:
        return held
    found = session.execute(_SETTINGS, {"settings_of": region_code}).scalar_one_or_none()
    return found or models.RegionSettings(region_code=region_code)


# `Session.get` takes its statement together anew each time.
_SETTINGS: Any = select(models.RegionSettings).where(
    col(models.RegionSettings.region_code) == sa.bindparam("settings_of")
)


def count_regions(session: Session) -> int:
    """How many safety regions are known; 0 on an empty database."""
    found: int = session.execute(
        sa.select(sa.func.count()).select_from(models.SafetyRegion)
    ).scalar_one()
    return found
