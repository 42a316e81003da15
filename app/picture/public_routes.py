"""The public picture: what a team released, for everybody, without an account."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors, i18n, inputs, words
from app.core.i18n import gettext as _
from app.identity.deps import VisitorDep
from app.picture import public_tables
from app.releases import public_queries
from app.releases.public_queries import PublicWeek
from app.web import Form, SessionDep, ViewDep, from_address, kept_answers

router = APIRouter(prefix="/openbaar")


class PublicFilters(inputs.Input):
    """The closed list of what the public picture can be asked: which release, and which place."""

    region: inputs.Slug | None = None
    week: inputs.Slug | None = None
    municipality: inputs.Slug | None = None


FiltersForm = Annotated[Form[PublicFilters], Depends(from_address(PublicFilters))]


@dataclass(frozen=True)
class ChosenWeek:
    """The release that is shown, and what else there is to choose from."""

    week: PublicWeek
    weeks: tuple[PublicWeek, ...]
    regions: tuple[tuple[str, str], ...]


@router.get("/beeld", name="public:picture")
def picture(view: ViewDep, session: SessionDep, actor: VisitorDep, form: FiltersForm) -> Response:
    if view.request.query_params.keys() - PublicFilters.model_fields.keys():
        raise _unknown()
    try:
        given = form.parse()
    except errors.Invalid:
        raise _unknown() from None
    chosen = choose(public_queries.find_weeks(session), given.region, given.week)
    key = (given.region, given.week, given.municipality, chosen)
    return kept_answers.answer(
        view,
        key,
        lambda: _shown(view, session, form, given, chosen),
        is_signed_in=actor is not None,
    )


def choose(weeks: list[PublicWeek], region: str | None, week: str | None) -> ChosenWeek | None:
    """The release of an address, the newest of the first region where it names none; None where
    nothing is released at all. Raises NotFound for what is not there.
    """
    if not weeks and region is None and week is None:
        return None
    of_region = [each for each in weeks if region in (None, each.region_code)]
    found = next((each for each in of_region if week in (None, each.word)), None)
    if found is None:
        raise _unknown()
    regions = {each.region_code: each.region_name for each in weeks}
    own = tuple(each for each in weeks if each.region_code == found.region_code)
    return ChosenWeek(found, own, tuple(sorted(regions.items(), key=lambda each: each[1])))


def _shown(
    view: ViewDep,
    session: Session,
    form: Form[Any],
    given: PublicFilters,
    chosen: ChosenWeek | None,
) -> Response:
    release = public_queries.get_public(session, chosen.week.id) if chosen else None
    if chosen is None or release is None:
        return view.page("picture/public.html", form=form, release=None)
    names = release.figures["names"]
    places = public_tables.places_of(names)
    if given.municipality is not None and given.municipality not in dict(places):
        raise _unknown()
    form.put("region", release.region_code)
    form.put("week", release.word)
    said = release.published
    return view.page(
        "picture/public.html",
        form=form,
        release=release,
        chosen=chosen,
        places=[words.Choice(code, label) for code, label in places],
        weeks=[
            words.Choice(each.word, _("Week %(num)s, %(day)s", num=each.number, day=_day(each)))
            for each in chosen.weeks
        ],
        regions=[words.Choice(code, name) for code, name in chosen.regions],
        figures=public_tables.figures_of(said),
        tables=public_tables.tables_of(said, names, given.municipality),
    )


def _day(week: PublicWeek) -> str:
    return i18n.long_date(i18n.local_day(week.released_at))


def _unknown() -> errors.NotFound:
    return errors.NotFound(_("This picture does not exist, or is withdrawn."))
