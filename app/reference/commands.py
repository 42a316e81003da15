"""Filling the reference tables from the files in `data/`, as often as one likes."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, SQLModel, col, select

from app.core import db, inputs
from app.reference import models

DATA = Path(__file__).parent / "data"


def read_csv(name: str) -> Iterator[dict[str, str]]:
    """The rows of a file in `data/`."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_taxonomy(kind: str) -> list[dict[str, Any]]:
    """The words of one kind in `taxonomy.csv`, as rows for a table shaped like `Taxon`."""
    rows = [row for row in read_csv("taxonomy.csv") if row["kind"] == kind]
    return [
        {
            "slug": row["slug"],
            "label_nl": row["label_nl"],
            "label_en": row["label_en"],
            "synonyms": [s for s in row["synonyms_nl"].split(";") if s],
            "position": position,
        }
        for position, row in enumerate(rows)
    ]


def upsert(session: Session, model: type[SQLModel], rows: list[dict[str, Any]], *, key: str) -> int:
    """Insert rows, or bring those that exist up to date. Returns how many rows there were."""
    if rows:
        statement = insert(model).values(rows)
        columns = {name: statement.excluded[name] for name in rows[0] if name != key}
        session.execute(statement.on_conflict_do_update(index_elements=[key], set_=columns))
    return len(rows)


def seed_reference(session: Session) -> dict[str, int]:
    """Regions, municipalities, support types and themes. Idempotent; a region's own words are left
    alone.
    """
    regions = [
        {"code": r["code"], "name": r["name"], "sort_name": db.sort_name(r["name"])}
        for r in read_csv("safety_regions.csv")
    ]
    municipalities = [
        {
            "code": r["code"],
            "name": r["name"],
            "sort_name": db.sort_name(r["name"]),
            "region_code": r["safety_region"],
            "latitude": float(r["latitude"]),
            "longitude": float(r["longitude"]),
            "neighbours": r["neighbours"].split(),
        }
        for r in read_csv("municipalities.csv")
    ]
    # Which themes a kind of help serves is an editorial choice of this project: docs/adr/0018.
    themes = {
        row["support_type"]: row["themes"].split() for row in read_csv("support_type_themes.csv")
    }
    support_types = [
        row | {"themes": themes.get(row["slug"], [])} for row in read_taxonomy("support_type")
    ]
    return {
        "safety_region": upsert(session, models.SafetyRegion, regions, key="code"),
        "municipality": upsert(session, models.Municipality, municipalities, key="code"),
        "support_type": upsert(session, models.SupportType, support_types, key="slug"),
        "theme": upsert(session, models.Theme, read_taxonomy("theme"), key="slug"),
    }


class NewCrisis(inputs.Input):
    """A crisis as a region describes it."""

    region_code: str
    slug: str
    name: str
    phase: models.CrisisPhase
    started_on: date
    position: int = 0


def start_crisis(session: Session, given: NewCrisis) -> models.Crisis:
    """Add a crisis to a region, as the seeds choose. People do so on the pages of `crises`, which
    ask who they are.
    """
    crisis = models.Crisis(id=db.new_id(), **given.model_dump())
    session.add(crisis)
    session.flush()
    return crisis


def choose_settings(
    session: Session,
    region_code: str,
    *,
    moderated_kinds: list[models.OrganisationKind],
    review_mode: models.ReviewMode,
) -> None:
    """Store what the seeds choose for a region. People choose on the pages of `region`, which ask
    who they are.
    """
    kinds = [kind.value for kind in moderated_kinds]
    session.merge(
        models.RegionSettings(
            region_code=region_code, moderated_kinds=kinds, review_mode=review_mode
        )
    )


def lock_settings(session: Session, region_code: str) -> models.RegionSettings:
    """The row of a region's choices, locked until commit; made with the defaults when there is none
    yet.
    """
    defaults = insert(models.RegionSettings).values(region_code=region_code, moderated_kinds=[])
    session.execute(defaults.on_conflict_do_nothing())
    locked = (
        select(models.RegionSettings)
        .where(col(models.RegionSettings.region_code) == region_code)
        .with_for_update()
    )
    return session.exec(locked.execution_options(populate_existing=True)).one()
