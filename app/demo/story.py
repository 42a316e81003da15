"""The needs and offers of the demo, each from draft to where the story leaves it."""

from __future__ import annotations

from datetime import timedelta

from app.core import clock
from app.demo.region import DemoRegion, Thing, day_in, moment_ago
from app.needs.commands import (
    NeedEnding,
    NeedInput,
    NeedWithdrawing,
    close_need,
    log_need,
    publish_need,
    withdraw_need,
)
from app.needs.models import NeedOutcome, NeedWithdrawal
from app.offers.commands import (
    OfferInput,
    OfferWithdrawing,
    admit_offer,
    confirm_offer,
    pause_offer,
    post_offer,
    publish_offer,
    withdraw_offer,
)
from app.offers.models import OfferStatus, OfferWithdrawal


def log(region: DemoRegion, thing: Thing, *, minute: int) -> None:
    """One need, from draft to where the story leaves it."""
    actor, day = region.coordinator(thing["organisation"]), clock.today()
    given = NeedInput(
        title=thing["title"],
        description=thing["description"],
        support_type=thing["support_type"],
        target_group=thing["target_group"],
        also_groups=thing["also_groups"],
        municipality=thing["municipality"],
        people=thing["people"],
        quantity=thing["quantity"],
        unit=thing["unit"],
        urgency=thing["urgency"],
        needed_from=day_in(day, thing["needed_from_in_days"]),
        needed_until=day_in(day, thing["needed_until_in_days"]),
        crisis=thing["crisis"],
        measure=region.measures.get(thing.get("measure", "")),
    )
    created = moment_ago(thing["created_days_ago"], minute=minute)
    with clock.at(created):
        need = log_need(region.session, actor, given)
    region.needs.append(need)
    if thing["state"] == "draft":
        return
    published = min(created + timedelta(hours=thing["publish_after_hours"] or 0), moment_ago(0))
    with clock.at(max(published, created)):
        publish_need(region.session, actor, need)
    if thing["state"] == "open":
        return
    with clock.at(max(moment_ago(thing["ended_days_ago"], hour=15, minute=minute), published)):
        note = thing["closing_note"] or ""
        if thing["state"] == "closed":
            close_need(
                region.session,
                actor,
                need,
                NeedEnding(outcome=NeedOutcome(thing["outcome"]), closing_note=note),
            )
        else:
            reason = NeedWithdrawal(thing["reason"])
            withdraw_need(
                region.session, actor, need, NeedWithdrawing(reason=reason, closing_note=note)
            )


def post(region: DemoRegion, thing: Thing, *, minute: int) -> None:
    """One offer, from draft to where the story leaves it."""
    actor, day = region.coordinator(thing["organisation"]), clock.today()
    given = OfferInput(
        title=thing["title"],
        description=thing["description"],
        support_type=thing["support_type"],
        target_groups=thing["target_groups"],
        municipalities=thing["municipalities"],
        quantity=thing["quantity"],
        unit=thing["unit"],
        available_from=day_in(day, thing["available_from_in_days"]),
        available_until=day_in(day, thing["available_until_in_days"]),
        crisis=thing["crisis"],
        measure=region.measures.get(thing.get("measure", "")),
    )
    created = moment_ago(thing["created_days_ago"], hour=10, minute=minute)
    with clock.at(created):
        offer = post_offer(region.session, actor, given)
        region.offers.append(offer)
        if thing["state"] == "draft":
            return
        publish_offer(region.session, actor, offer)
    if thing["state"] == "submitted":
        return
    if offer.status is OfferStatus.SUBMITTED:
        with clock.at(created + timedelta(hours=3)):
            admit_offer(region.session, region.actor_of("daan"), offer)
    if thing["confirmed_days_ago"] < thing["created_days_ago"]:
        with clock.at(moment_ago(thing["confirmed_days_ago"], hour=11, minute=minute)):
            confirm_offer(region.session, actor, offer)
    with clock.at(moment_ago(max(thing["confirmed_days_ago"] - 1, 0), hour=16, minute=minute)):
        if thing["state"] == "paused":
            pause_offer(region.session, actor, offer)
        elif thing["state"] == "withdrawn":
            withdraw_offer(
                region.session,
                actor,
                offer,
                OfferWithdrawing(reason=OfferWithdrawal(thing["reason"])),
            )
