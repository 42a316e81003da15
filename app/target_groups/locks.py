"""The rows of a group and of a region's words for it, locked until commit."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from app.reference.models import SafetyRegion
from app.target_groups import models


def lock_registry(session: Session, region_code: str) -> None:
    """Until commit nobody else adds or changes a group or a word of this region: two who give the
    same word at once would both find it free. Whoever writes a need for a group does not wait.
    """
    region = select(SafetyRegion.code).where(col(SafetyRegion.code) == region_code)
    session.exec(region.with_for_update(key_share=True)).one()


def lock_group(session: Session, slug: str, *, wholly: bool = False) -> models.TargetGroup | None:
    """The row of a group, locked until commit. `wholly`: nobody can choose it meanwhile, see
    `queries.get_groups`.
    """
    query = (
        select(models.TargetGroup)
        .where(col(models.TargetGroup.slug) == slug)
        .with_for_update(key_share=not wholly)
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def lock_words(session: Session, region_code: str, slug: str) -> models.TargetGroupWords:
    """The row of a region's own words, locked until commit; made when there is none yet."""
    none = insert(models.TargetGroupWords).values(
        region_code=region_code, target_group=slug, words=[], version=0
    )
    session.execute(none.on_conflict_do_nothing())
    locked = (
        select(models.TargetGroupWords)
        .where(
            col(models.TargetGroupWords.region_code) == region_code,
            col(models.TargetGroupWords.target_group) == slug,
        )
        .with_for_update()
    )
    return session.exec(locked.execution_options(populate_existing=True)).one()
