"""What stands in the form of a need or an offer while somebody types, as matching reads it.

Nothing of it is stored, and of a text that names a person nothing is read.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from app.core import clock, inputs, personal_data
from app.core.forms import Form
from app.identity import queries as identity_queries
from app.identity.actor import Actor, Seat
from app.language import words as language_words
from app.needs import title_proposals
from app.needs.models import Need, NeedStatus
from app.offers.models import Offer, OfferStatus
from app.reference import crisis_queries
from app.reference.models import Unit
from app.scoring.facts import Facts
from app.suggestions import evidence
from app.target_groups.choices import RegionChoices

SHORTEST = 2  # words that say something
_DAY: TypeAdapter[Any] = TypeAdapter(inputs.Day)
_QUANTITY: TypeAdapter[Any] = TypeAdapter(inputs.Quantity)


@dataclass(frozen=True)
class Entry:
    """A need or an offer as far as it is typed, of the organisation that it would be of."""

    seat: Seat
    facts: Facts
    text: str
    crisis: str
    is_need: bool

    @property
    def region_code(self) -> str:
        return self.seat.region_code

    @property
    def candidate(self) -> evidence.Candidate:
        """As suggestions are looked for."""
        title = self.text.partition("\n")[0]
        return evidence.Candidate(self.facts, title, self.text, self.seat.organisation_name)

    def as_published(self, session: Session) -> Need | Offer:
        """The row that it would be, which belongs to no session and is never stored."""
        facts = self.facts
        crisis = self.crisis and crisis_queries.get_crisis(session, self.crisis, self.region_code)
        common: dict[str, Any] = {
            "id": facts.id,
            "organisation_id": facts.organisation_id,
            "organisation": identity_queries.get_organisation(session, self.seat.organisation_id),
            "region_code": self.region_code,
            "crisis_id": crisis.id if crisis else None,
            "title": "",
            "support_type": facts.support_type,
            "quantity": facts.left or 1,
            "unit": facts.unit,
        }
        if self.is_need:
            return Need(
                **common,
                status=NeedStatus.OPEN,
                needed_from=facts.start,
                needed_until=facts.end,
                target_group=next(iter(facts.groups), ""),
            )
        return Offer(
            **common,
            status=OfferStatus.PUBLISHED,
            available_from=facts.start,
            available_until=facts.end,
            target_groups=list(facts.groups),
            municipalities=list(facts.municipalities),
        )


def read_need(actor: Actor, form: Form[Any], choices: RegionChoices) -> Entry | None:
    """A need that is typed; None while its text says too little. What nobody chose yet is what the
    title says of it.
    """
    title, text = _texts(form)
    told = {one.field: one.value for one in title_proposals.read_title(title, choices)}

    def chosen(name: str) -> str:
        return form.value(name) or told.get(name, "")

    place = _named_elsewhere(form, choices) or choices.fixed_municipality or chosen("municipality")
    return _read(
        actor,
        form,
        choices,
        text,
        kind=chosen("support_type"),
        groups=(chosen("target_group"), *form.values("also_groups")),
        places=(place,),
        many=chosen("quantity") or form.value("people"),
        unit=told.get("unit", "") if "quantity" in told else form.value("unit"),
        days=("needed_from", "needed_until"),
        is_need=True,
    )


def _named_elsewhere(form: Form[Any], choices: RegionChoices) -> str:
    """Where a caller said it is, until who writes says that it is of their own municipality all the
    same: only there it can be on the board already, and only there somebody can help.
    """
    is_own = form.value("sure_elsewhere") not in ("", "0")
    return "" if is_own else choices.find_elsewhere(form.value("elsewhere"))


def read_offer(actor: Actor, form: Form[Any], choices: RegionChoices) -> Entry | None:
    """An offer that is typed."""
    _title, text = _texts(form)
    return _read(
        actor,
        form,
        choices,
        text,
        kind=form.value("support_type"),
        groups=tuple(form.values("target_groups")),
        places=tuple(form.values("municipalities")),
        many=form.value("quantity"),
        unit=form.value("unit"),
        days=("available_from", "available_until"),
        is_need=False,
    )


def _texts(form: Form[Any]) -> tuple[str, str]:
    """The title, and all that is said."""
    texts = [form.value(name) for name in ("title", "description")]
    title, description = (t if personal_data.refused_in(t) is None else "" for t in texts)
    return title, f"{title}\n{description}"


def _read(
    actor: Actor,
    form: Form[Any],
    choices: RegionChoices,
    text: str,
    *,
    kind: str,
    groups: tuple[str, ...],
    places: tuple[str, ...],
    many: str,
    unit: str,
    days: tuple[str, str],
    is_need: bool,
) -> Entry | None:
    seat = _seat(actor, form.value("organisation"))
    if seat is None or len(language_words.read_words(text).all) < SHORTEST:
        return None
    said = evidence.Said.read(text)
    start, end = (_value(_DAY, form.value(name)) for name in days)
    facts = Facts(
        id=uuid4(),
        organisation_id=seat.organisation_id,
        support_type=kind if kind in choices.labels else "",
        groups=tuple(group for group in groups if group in choices.labels),
        municipalities=tuple(place for place in places if place in choices.labels),
        left=_value(_QUANTITY, many),
        unit=Unit(unit) if unit in set(Unit) else Unit.PEOPLE,
        start=max(start or date.min, clock.today()),
        end=end,
        words=said.words,
        excluded=said.excluded,
        kinds=said.kinds,
        meaning=said.meaning,
    )
    return Entry(seat, facts, text, form.value("crisis"), is_need)


def _seat(actor: Actor, chosen: str) -> Seat | None:
    seats = actor.writing_seats
    by_id = {str(seat.organisation_id): seat for seat in seats}
    return by_id.get(chosen) or (seats[0] if seats else None)


def _value(kind: TypeAdapter[Any], text: str) -> Any:
    """What was typed, when it can be read."""
    try:
        return kind.validate_python(text) if text else None
    except ValidationError:
        return None
