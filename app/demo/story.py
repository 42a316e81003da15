"""The needs and offers of the demo, each from draft to where the story leaves it."""

from datetime import timedelta

from app.core import clock
from app.demo.region import DemoRegion, Thing, day_in, moment_ago
from app.needs import commands as need_commands, fields as need_fields, models as need_models
from app.offers import commands as offer_commands, fields as offer_fields, models as offer_models


def log(region: DemoRegion, thing: Thing, *, minute: int) -> None:
    """One need, from draft to where the story leaves it."""
    actor, day = region.coordinator(thing["organisation"]), clock.today()
    given = need_fields.NeedInput(
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
        need = need_commands.log_need(region.session, actor, given)
    region.needs.append(need)
    if thing["state"] == "draft":
        return
    published = min(created + timedelta(hours=thing["publish_after_hours"] or 0), moment_ago(0))
    with clock.at(max(published, created)):
        need_commands.publish_need(region.session, actor, need)
    if thing["state"] == "open":
        return
    with clock.at(max(moment_ago(thing["ended_days_ago"], hour=15, minute=minute), published)):
        note = thing["closing_note"] or ""
        if thing["state"] == "closed":
            need_commands.close_need(
                region.session,
                actor,
                need,
                need_commands.NeedEnding(
                    outcome=need_models.NeedOutcome(thing["outcome"]), closing_note=note
                ),
            )
        else:
            reason = need_models.NeedWithdrawal(thing["reason"])
            need_commands.withdraw_need(
                region.session,
                actor,
                need,
                need_commands.NeedWithdrawing(reason=reason, closing_note=note),
            )


def post(region: DemoRegion, thing: Thing, *, minute: int) -> None:
    """One offer, from draft to where the story leaves it."""
    actor, day = region.coordinator(thing["organisation"]), clock.today()
    given = offer_fields.OfferInput(
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
        offer = offer_commands.post_offer(region.session, actor, given)
        region.offers.append(offer)
        if thing["state"] == "draft":
            return
        offer_commands.publish_offer(region.session, actor, offer)
    if thing["state"] == "submitted":
        return
    if offer.status is offer_models.OfferStatus.SUBMITTED:
        with clock.at(created + timedelta(hours=3)):
            offer_commands.admit_offer(region.session, region.actor_of("daan"), offer)
    if thing["confirmed_days_ago"] < thing["created_days_ago"]:
        with clock.at(moment_ago(thing["confirmed_days_ago"], hour=11, minute=minute)):
            offer_commands.confirm_offer(region.session, actor, offer)
    with clock.at(moment_ago(max(thing["confirmed_days_ago"] - 1, 0), hour=16, minute=minute)):
        if thing["state"] == "paused":
            offer_commands.pause_offer(region.session, actor, offer)
        elif thing["state"] == "withdrawn":
            offer_commands.withdraw_offer(
                region.session,
                actor,
                offer,
                offer_commands.OfferWithdrawing(
                    reason=offer_models.OfferWithdrawal(thing["reason"])
                ),
            )
