"""The open data of the public picture: a file for each release, what describes it, and a catalogue,
at addresses that stay. No page: who reads them are other computers.
"""

import json
from typing import Any

from fastapi import APIRouter, Response
from sqlmodel import Session

from app.core import errors
from app.identity.deps import VisitorDep
from app.picture import public_routes
from app.releases import data_records, open_data, public_queries
from app.releases.models import PublicRelease
from app.releases.public_queries import PublicWeek
from app.web import SessionDep, View, ViewDep, kept_answers

router = APIRouter(prefix="/openbaar/data")

NEWEST = "actueel"  # in the place of a week
CSV = "text/csv; charset=utf-8; header=present"
CSVW = "application/csvm+json"
JSON_LD = "application/ld+json"


@router.get("/catalogus.jsonld", name="public:catalogue")
def catalogue(view: ViewDep, session: SessionDep, actor: VisitorDep) -> Response:
    weeks = public_queries.find_weeks(session)
    base = _base(view)

    def make() -> Response:
        home = base + view.url("public:catalogue")
        known = {each: _addresses(view, each.region_code, each.word) for each in weeks}
        return _json(data_records.dcat_of(home, weeks, known), JSON_LD)

    return kept_answers.file(view.request, ("catalogue", base, tuple(weeks)), make)


@router.get("/{public_region}/{public_week}/beeld.csv", name="public:csv")
def csv_file(
    view: ViewDep, session: SessionDep, actor: VisitorDep, public_region: str, public_week: str
) -> Response:
    week = _week(session, public_region, public_week)

    def make() -> Response:
        release = _release(session, week)
        names = release.figures["names"]
        lines = open_data.lines_of(release.covered, names, release.region_code, release.word)
        answer = Response(open_data.csv_of(lines), media_type=CSV)
        answer.headers["content-type"] = CSV
        answer.headers["link"] = (
            f'<beeld.csv-metadata.json>; rel="describedby"; type="{CSVW}", '
            f'<{data_records.LICENCE}>; rel="license"'
        )
        return _found_at(view, "public:csv", week, answer)

    return kept_answers.file(view.request, ("csv", week), make)


@router.get("/{public_region}/{public_week}/beeld.csv-metadata.json", name="public:csvw")
def csv_record(
    view: ViewDep, session: SessionDep, actor: VisitorDep, public_region: str, public_week: str
) -> Response:
    week = _week(session, public_region, public_week)

    def make() -> Response:
        addresses = _addresses(view, week.region_code, week.word)
        record = data_records.csvw_of(_release(session, week), addresses)
        return _found_at(view, "public:csvw", week, _json(record, CSVW))

    return kept_answers.file(view.request, ("csvw", _base(view), week), make)


def _week(session: Session, region: str, word: str) -> PublicWeek:
    """The release of an address. Raises NotFound."""
    weeks = public_queries.find_weeks(session, region)
    chosen = public_routes.choose(weeks, region, None if word == NEWEST else word)
    if chosen is None:
        raise errors.NotFound("")
    return chosen.week


def _release(session: Session, week: PublicWeek) -> PublicRelease:
    release = public_queries.get_public(session, week.id)
    if release is None:
        raise errors.NotFound("")
    return release


def _found_at(view: View, name: str, week: PublicWeek, answer: Response) -> Response:
    """The newest one says of which week it is; pages of others may read it too."""
    path = view.url(name, public_region=week.region_code, public_week=week.word)
    answer.headers["content-location"] = path
    return answer


def _json(told: dict[str, Any], media_type: str) -> Response:
    answer = Response(json.dumps(told, ensure_ascii=False, indent=1), media_type=media_type)
    answer.headers["content-type"] = media_type
    return answer


def _addresses(view: View, region: str, word: str) -> data_records.Addresses:
    path = {"public_region": region, "public_week": word}
    return data_records.Addresses(
        page=_base(view) + view.url("public:picture", region=region, week=word),
        file=_base(view) + view.url("public:csv", **path),
        record=_base(view) + view.url("public:csvw", **path),
    )


def _base(view: View) -> str:
    """Where this installation begins."""
    return (view.settings.public_url or str(view.request.base_url)).rstrip("/")
