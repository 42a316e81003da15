"""Other organisations of who asks: what waits there, what is seen there, what was typed for it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.actions import models as action_models, policy as action_policy
from app.core import fields, forms, inputs
from app.core.i18n import gettext as _, short_date
from app.crises import policy as crisis_policy
from app.identity import models as identity_models
from app.identity.actor import Actor, Seat
from app.imports import models as import_models, queries as import_queries
from app.interpretations import models as interpretation_models, policy as interpretation_policy
from app.mail import models as mail_models
from app.matches import models as match_models, policy as match_policy
from app.needs import models as need_models, policy as need_policy, queries as need_queries
from app.offers import models as offer_models, policy as offer_policy
from app.organisations import (
    claim_policy,
    models as organisation_models,
    policy as organisation_policy,
)
from app.planning import models as plan_models, policy as plan_policy
from app.post import policy as post_policy
from app.providers import models as provider_models, policy as provider_policy
from app.reference import models as reference_models
from app.reports import models as report_models, policy as report_policy
from app.resilience import models as resilience_models, policy as resilience_policy
from app.signals import models as signal_models, policy as signal_policy
from app.target_groups import (
    choices as group_choices,
    models as group_models,
    policy as group_policy,
)
from app.work import queries as work_queries


@dataclass(frozen=True)
class Sight:
    """What an address names, by which column, and the rule of who sees it."""

    key: Any
    visible_to: Callable[[Actor], sa.ColumnElement[bool]]


def _of(kind: Any) -> Callable[[Actor], sa.ColumnElement[bool]]:
    return lambda actor: crisis_policy.visible_to(actor, kind)


def _sees_claims(actor: Actor) -> sa.ColumnElement[bool]:
    claim, organisation = organisation_models.OrganisationClaim, identity_models.Organisation
    return sa.and_(
        col(organisation.id) == col(claim.organisation_id), claim_policy.visible_to(actor)
    )


# By the part of the address that names it.
SIGHTS: Mapping[str, Sight] = {
    "need_id": Sight(need_models.Need.id, need_policy.visible_to),
    "offer_id": Sight(offer_models.Offer.id, offer_policy.visible_to),
    "match_id": Sight(match_models.Match.id, match_policy.visible_to),
    "action_id": Sight(action_models.Action.id, action_policy.visible_to),
    "example_id": Sight(resilience_models.ResilienceExample.id, resilience_policy.visible_to),
    "interpretation_id": Sight(
        interpretation_models.Interpretation.id, interpretation_policy.visible_to
    ),
    "report_id": Sight(report_models.Report.id, report_policy.visible_to),
    "plan_id": Sight(plan_models.Plan.id, plan_policy.visible_to),
    "signal_id": Sight(signal_models.Signal.id, signal_policy.visible_to),
    "organisation_id": Sight(identity_models.Organisation.id, organisation_policy.visible_to),
    "claim_id": Sight(organisation_models.OrganisationClaim.id, _sees_claims),
    "slug": Sight(group_models.TargetGroup.slug, group_policy.visible_to),
    "draft_id": Sight(import_models.ImportDraft.id, import_queries.visible_to),
    "crisis_id": Sight(reference_models.Crisis.id, _of(reference_models.Crisis)),
    "measure_id": Sight(reference_models.Measure.id, _of(reference_models.Measure)),
    "provider_id": Sight(provider_models.Provider.id, provider_policy.visible_to),
    "mail_id": Sight(mail_models.Mail.id, post_policy.visible_to),
}
# Pages with the same names in their address that are there by a rule of their own: of a board that
# a region opened, and of nobody in particular.
OPEN = ("neighbours:", "actions:public", "claims:new", "providers:sign_in", "providers:back")


def count(session: Session, actor: Actor) -> dict[UUID, int]:
    """How much waits for the person in each of its other organisations."""
    return work_queries.count_elsewhere(session, actor)


def find_seeing(
    session: Session, actor: Actor, page: str, named: Mapping[str, Any]
) -> tuple[Seat, ...]:
    """The other seats of the person that see what the address of a page names: by the rule of each
    noun, in one statement for all. None where it names nothing that only some see.
    """
    kinds = {} if page.startswith(OPEN) else SIGHTS
    asked = [(kinds[name], value) for name, value in named.items() if name in kinds]
    if not asked:
        return ()
    seats = [replace(actor, seats=(seat,)) for seat in actor.others]
    found = session.execute(sa.select(*(_sees(seat, asked) for seat in seats))).one()
    return tuple(seat for seat, sees in zip(actor.others, found, strict=True) if sees)


def find_merged(
    session: Session, actor: Actor | None, named: Mapping[str, Any]
) -> Mapping[str, str]:
    """Ids in the path of an address of organisations and needs that went up in another one, each
    with the id of that one: as far as who asks may know of it. Without an account that is an
    organisation that takes part.
    """
    needs = _ids(named, "need_id")
    led_on = {str(old): need_queries.find_led_on(session, actor, old) for old in needs if actor}
    gone: Any = aliased(identity_models.Organisation)
    stays = identity_models.Organisation
    takes_part = col(stays.status) == identity_models.OrganisationStatus.ADMITTED
    rule = takes_part if actor is None else organisation_policy.visible_to(actor)
    ids = _ids(named, "organisation_id")
    query = (
        sa.select(gone.id, col(stays.id))
        .join(stays, gone.merged_into_id == col(stays.id))
        .where(gone.id.in_(ids), rule)
    )
    found = session.execute(query) if ids else ()
    led_on |= {str(old): new for old, new in found}
    return {old: str(new) for old, new in led_on.items() if new is not None}


def _ids(named: Mapping[str, Any], name: str) -> list[UUID]:
    """The id of that name, where the address has a real one."""
    found = inputs.read_id(str(named.get(name, "")))
    return [found] if found is not None else []


def _sees(actor: Actor, asked: Sequence[tuple[Sight, Any]]) -> sa.ColumnElement[bool]:
    """Whether the actor sees all of it."""
    return sa.and_(
        *(
            sa.exists().where(col(sight.key) == value, sight.visible_to(actor))
            for sight, value in asked
        )
    )


def tell_typed(
    session: Session, actor: Actor, model: type[inputs.Input], form: forms.Form[Any]
) -> list[str]:
    """A line for every field that somebody filled in, with the words of its choices. Of a field
    that is called nothing outside its form only what was typed.
    """
    choices = group_choices.RegionChoices.for_reading(session, actor)
    lines = []
    for field in fields.fields_of(model):
        if field.name == "version":
            continue
        typed = [value for value in form.values(field.name) if value.strip()]
        said = [_said(form, choices, field, value) for value in typed]
        called = _(field.called.changed) if field.called.changed else ""
        if called and said:
            lines.append(f"{called[0].upper()}{called[1:]}: {', '.join(said)}")
        elif form.is_written(field.name) or _is_number(field) or said != typed:
            lines += said
    return lines


def _said(
    form: forms.Form[Any], choices: group_choices.RegionChoices, field: fields.Field, value: str
) -> str:
    if form.is_written(field.name):
        return value
    if field.is_day:
        with suppress(ValueError):
            return short_date(date.fromisoformat(value))
    return form.word(field.name, value) or choices.filter_label(field.name, value)


def _is_number(field: fields.Field) -> bool:
    return int in (field.info.annotation, *get_args(field.info.annotation))
