"""Saving an edit form as it opened changes nothing: no column is forgotten on the way to the form
and back, none is filled in where nothing is stored, and none is lost that nobody can choose today.
"""

import json
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlmodel import Session, SQLModel, col, select

from app.account.commands import OwnProfile
from app.actions.fields import ActionChange
from app.actions.models import Action, ActionStep
from app.actions.partner_commands import leave_action
from app.actions.queries import get_partner
from app.actions.step_commands import StepInput, reopen_step, tick_step
from app.core import clock
from app.core.inputs import Input
from app.crises.commands import CrisisInput, add_crisis
from app.crises.measure_commands import MeasureInput, add_measure
from app.dossier.profile_commands import ProfileInput
from app.identity.models import Organisation, OrganisationStatus
from app.matches.models import MatchStatus
from app.needs.fields import NeedInput
from app.offers.fields import OfferInput
from app.organisations.commands import Unavailability, say_unavailable
from app.organisations.models import OrganisationProfile
from app.providers.models import ClientAuthentication, Provider
from app.providers.provider_commands import ProviderChange
from app.reference.commands import lock_settings
from app.reference.models import Crisis, Measure, ReviewMode, SupportType, Theme
from app.region.commands import RegionInput, WeightsInput, change_region, change_weights
from app.resilience.fields import ExampleChange
from app.resilience.forms import AdoptionFromPage
from app.resilience.models import ExampleAdoption
from app.target_groups.commands import GroupInput, GroupWordsInput, add_group, set_own_words
from app.target_groups.models import TargetGroup
from app.target_groups.queries import get_group
from app.web.forms import Form
from tests.actions.deeds import Deeds
from tests.guards.test_routes import routes
from tests.html import Element, Page
from tests.matches.pairs import JAAP, Pairs
from tests.region.numbers import REGION, WEIGHTS
from tests.resilience import examples
from tests.world import Visitors, World

# Not part of what is stored, or never changed by an edit.
ASIDE = frozenset({"organisation", "sure_no_names", "sure_terms", "publish"})
# A running session notes when it was last used.
# Of a form that was sent it is noted where that led: a second press is led there too.
# What a statement that changes nothing raises too: then the lists are read once more.
UNWATCHED = frozenset({"login_session", "form_draft", "lists_version"})


def day(number: int) -> date:
    return clock.today() + timedelta(days=number)


def days(number: int) -> str:
    return day(number).isoformat()


NEED: dict[str, Any] = {
    "title": "Tolken bij het spreekuur voor nieuwkomers",
    "description": "Op dinsdag en donderdag.\nIn het Arabisch, en liefst ook in het Tigrinya.",
    "support_type": "language_interpreting",
    "target_group": "migrants_refugees",
    "also_groups": ["vulnerable_youth", "low_literate"],
    "municipality": "GM1950",
    "people": 25,
    "quantity": 6,
    "unit": "hours_per_week",
    "urgency": "acute",
    "needed_from": days(2),
    "needed_until": days(40),
    "crisis": "hoogwater",
}
OFFER: dict[str, Any] = {
    "title": "Busje met acht plaatsen en een chauffeur",
    "description": "Alleen op werkdagen.\n\nNiet voor rolstoelen.",
    "support_type": "transport",
    "target_groups": ["older_people", "medically_vulnerable"],
    # The last one is of the region next door.
    "municipalities": ["GM1979", "GM1950", "GM0106"],
    "quantity": 20,
    "unit": "rides_per_week",
    "available_from": days(3),
    "available_until": days(50),
    "crisis": "hoogwater",
}
ACTION: dict[str, Any] = {
    "title": "Elke dinsdag samen naar het spreekuur",
    "description": "We halen mensen thuis op.\nWie zelf kan komen, komt zelf.",
    "target_groups": ["older_people", "lonely_people"],
    "municipalities": ["GM1979", "GM1950"],
    "themes": ["social_cohesion", "mental_health"],
    "starts_on": days(1),
    "ends_on": days(60),
    "crisis": "hoogwater",
}
CRISIS: dict[str, Any] = {
    "name": "Lange droogte",
    "phase": "recovery",
    "started_on": "2026-06-01",
    "ended_on": days(80),
}
MEASURE: dict[str, Any] = {
    "title": "Bezoekverbod in verpleeghuizen",
    "description": "Eén vaste bezoeker per bewoner.\nOp afspraak.",
    "level": "regional",
    "starts_on": "2026-06-01",
    "ends_on": days(90),
    "link": "https://www.rijksoverheid.nl/onderwerpen/verpleeghuizen",
    "crisis": "hoogwater",
}


# A need without whatever a need can do without.
PLAIN: dict[str, Any] = {"quantity": 40, "description": "", "urgency": "normal"}


@dataclass
class Opened:
    """Who opens an edit form on which page, and where the form is sent."""

    who: str
    page: str
    save: str


# A text as nobody types it in a form, but as it may be stored.
ODD = ' Voor wie "thuis" zit:\r\n<b>&amp; z\'n buren</b>, 1 < 2 & 3\r\n\r\n\tEn verder. \n'
ODD_TITLE = ' Samen "eten" & <b>koken</b> in \'t dorp, 1 < 2 '
YESTERDAY, FAR = -1, "GM0363"  # of no region next door


class Scene:
    """The things that are edited."""

    def __init__(self, world: World) -> None:
        self.world, self.session = world, world.session
        self.pairs = Pairs(world)
        self.deeds = Deeds(self.pairs)

    def measure(self) -> str:
        """A measure that needs, offers and actions follow from."""
        given = MeasureInput.model_validate(MEASURE)
        return add_measure(self.session, self.world["daan"], given).slug

    def need(self, who: str = "chantal", **changes: Any) -> Any:
        return self.world.need(who, **NEED | {"measure": self.measure()} | changes)

    def offer(self, who: str = "chantal", **changes: Any) -> Any:
        return self.world.offer(who, **OFFER | {"measure": self.measure()} | changes)

    def store(self, thing: Any, **columns: Any) -> None:
        """Write columns past every command: as they were before the rules were what they are."""
        for name, value in columns.items():
            assert hasattr(thing, name), name
            setattr(thing, name, value)
        self.session.add(thing)
        self.session.flush()

    def end_lists(self) -> None:
        """Nothing of what can be chosen goes on: crises and measures are over, kinds of help and
        themes are of another region, groups went up in another one.
        """
        over = {"started_on": day(-90), "ended_on": day(YESTERDAY)}
        self.session.execute(sa.update(Crisis).values(over))
        over = {"starts_on": day(-90), "ends_on": day(YESTERDAY)}
        self.session.execute(sa.update(Measure).values(over))
        for taxon in (SupportType, Theme, TargetGroup):
            self.session.execute(sa.update(taxon).values(region_code="VR02"))
        gone = col(TargetGroup.slug).in_(["migrants_refugees", "older_people", "low_literate"])
        self.session.execute(sa.update(TargetGroup).where(gone).values(merged_into="all_residents"))
        self.session.expire_all()


def draft_need(scene: Scene) -> Opened:
    need = scene.need()
    return Opened("chantal", f"/behoeften/{need.id}/wijzigen", f"/behoeften/{need.id}")


def matched_need(scene: Scene) -> Opened:
    need = scene.need(publish=True)
    offer = scene.pairs.offer(JAAP)
    match = scene.pairs.propose("chantal", need, offer, quantity=4, offer_quantity=3)
    scene.pairs.accept(scene.pairs.approve(match))
    assert match.status is MatchStatus.ACCEPTED
    return Opened("chantal", f"/behoeften/{need.id}/wijzigen", f"/behoeften/{need.id}")


def need_of_a_municipality(scene: Scene) -> Opened:
    need = scene.need("amina", publish=True, municipality=None)
    assert need.municipality_code == "GM1979"
    return Opened("amina", f"/behoeften/{need.id}/wijzigen", f"/behoeften/{need.id}")


def draft_offer(scene: Scene) -> Opened:
    offer = scene.offer()
    return Opened("chantal", f"/aanbod/{offer.id}/wijzigen", f"/aanbod/{offer.id}")


def matched_offer(scene: Scene) -> Opened:
    offer = scene.offer(publish=True)
    scene.pairs.owners[offer.id] = "chantal"
    scene.pairs.accepted(offer=offer, quantity=4, offer_quantity=3)
    return Opened("chantal", f"/aanbod/{offer.id}/wijzigen", f"/aanbod/{offer.id}")


def serving_action(scene: Scene) -> Opened:
    matches = [match.id for match in scene.deeds.accepted()]
    action = scene.deeds.action(
        **ACTION | {"measure": scene.measure(), "match": matches, "partners": partners_of(scene)}
    )
    return Opened("chantal", f"/acties/{action.id}/wijzigen", f"/acties/{action.id}")


def renewed_need(scene: Scene) -> Opened:
    opened = draft_need(scene)
    say_otherwise(scene, "migrants_refugees")
    return opened


def renewed_offer(scene: Scene) -> Opened:
    opened = draft_offer(scene)
    say_otherwise(scene, "older_people")
    return opened


def renewed_action(scene: Scene) -> Opened:
    opened = serving_action(scene)
    say_otherwise(scene, "lonely_people")
    return opened


def say_otherwise(scene: Scene, slug: str) -> None:
    """A group gets another word, by which whatever is for it is found from now on."""
    daan = scene.world["daan"]
    group = get_group(scene.session, daan, slug)
    set_own_words(scene.session, daan, group, GroupWordsInput(synonyms="noorderlingen"))


def partners_of(scene: Scene) -> list[Any]:
    return [scene.deeds.organisation("amina"), scene.deeds.organisation(JAAP)]


def step_of_a_partner(scene: Scene) -> Opened:
    action = scene.deeds.action(partners=partners_of(scene))
    scene.deeds.answer(action, "amina")
    step = scene.deeds.step(action, organisation=scene.deeds.organisation("amina"), due_on=days(4))
    return Opened("chantal", f"/acties/{action.id}", f"/acties/{action.id}/stappen/{step.id}")


def provider(scene: Scene, **changes: Any) -> Opened:
    values: dict[str, Any] = {
        "slug": "werk_vr01",
        "name": "Gemeente Eemsdelta",
        "region_code": "VR01",
        "organisation_id": scene.world.organisation("Gemeente Eemsdelta").id,
        "issuer": "https://inloggen.example",
        "client_id": "schakelbord",
        "authentication": ClientAuthentication.SECRET,
    }
    made = Provider(**(values | changes))
    scene.session.add(made)
    scene.session.flush()
    page = f"/beheer/aanmelden-via/{made.id}"
    return Opened("eva", f"{page}/wijzigen", page)


def bare_provider(scene: Scene) -> Opened:
    return provider(scene, organisation_id=None)


def provider_of_who_left(scene: Scene) -> Opened:
    left = scene.world.organisation("Gemeente Eemsdelta")
    opened = provider(scene)
    scene.store(left, status=OrganisationStatus.SUSPENDED)
    return opened


def crisis(scene: Scene) -> Opened:
    made = add_crisis(scene.session, scene.world["daan"], CrisisInput.model_validate(CRISIS))
    return Opened("daan", f"/beheer/crises/{made.id}/wijzigen", f"/beheer/crises/{made.id}")


def measure(scene: Scene) -> Opened:
    given = MeasureInput.model_validate(MEASURE)
    made = add_measure(scene.session, scene.world["daan"], given)
    return Opened(
        "daan", f"/beheer/maatregelen/{made.id}/wijzigen", f"/beheer/maatregelen/{made.id}"
    )


def example(scene: Scene) -> Opened:
    also = {"money_needed": "60 euro per week", "partners_needed": "een buurtkamer"}
    made = examples.write(scene.world, **also)
    return Opened("chantal", f"/veerkracht/{made.id}/wijzigen", f"/veerkracht/{made.id}")


def adopted_example(scene: Scene) -> Opened:
    made = examples.write(scene.world)
    examples.adopt(scene.world, made, "farid", municipality="GM1950", note="Op maandag.")
    return Opened("farid", f"/veerkracht/{made.id}", f"/veerkracht/{made.id}/meedoen")


def regional_group(scene: Scene) -> Opened:
    given = GroupInput(
        label="Schippers", label_en="Skippers", synonyms="binnenvaart\nschippersgezinnen"
    )
    slug = add_group(scene.session, scene.world["daan"], given).slug
    return Opened("daan", f"/doelgroepen/{slug}/wijzigen", f"/doelgroepen/{slug}")


def words_for_a_national_group(scene: Scene) -> Opened:
    daan = scene.world["daan"]
    group = get_group(scene.session, daan, "older_people")
    set_own_words(scene.session, daan, group, GroupWordsInput(synonyms="grijsaards\nopoe's"))
    return Opened("daan", "/doelgroepen/older_people/wijzigen", "/doelgroepen/older_people/woorden")


def region(scene: Scene) -> Opened:
    change_region(scene.session, scene.world["eva"], RegionInput.model_validate(REGION))
    # Asked already, so that no provider has to be there.
    return of_region(scene, lock_settings(scene.session, "VR01"), provider_kinds=["faith"])


def weights(scene: Scene) -> Opened:
    # No number is nothing, so that each is seen in the form.
    given = WeightsInput.model_validate(WEIGHTS | {"rest": "2"})
    change_weights(scene.session, scene.world["eva"], given)
    return Opened("eva", "/beheer/koppelen", "/beheer/koppelen")


def absence(scene: Scene) -> Opened:
    chantal = scene.world["chantal"]
    organisation = scene.world.organisation(chantal.seats[0].organisation_name)
    given = Unavailability.model_validate({"unavailable_until": days(9)})
    say_unavailable(scene.session, chantal, organisation, given)
    address = f"/netwerk/{organisation.id}"
    return Opened("chantal", address, f"{address}/niet-beschikbaar")


PROFILE: dict[str, Any] = {
    "description": "Wij fietsen.\nElke dag.",
    "target_groups": ["older_people", "lonely_people"],
    "support_types": ["groceries_meals", "transport"],
    "municipalities": ["GM1979", "GM1950"],
    "contact_name": "Kantoor",
    "contact_email": "kantoor@hulp.example",
    "contact_phone": "0596-555 000",
}


def profile(scene: Scene) -> Opened:
    return of_profile(scene, **PROFILE)


def of_profile(scene: Scene, **columns: Any) -> Opened:
    key = scene.world["chantal"].organisation_ids[0]
    scene.store(scene.session.get_one(OrganisationProfile, key), **columns)
    return Opened("chantal", f"/netwerk/{key}/wijzigen", f"/netwerk/{key}")


def bare_profile(scene: Scene) -> Opened:
    return of_profile(scene, **{name: type(value)() for name, value in PROFILE.items()})


def profile_of_what_is_gone(scene: Scene) -> Opened:
    lists = {"target_groups": ["low_literate", "older_people"], "municipalities": [FAR, "GM1979"]}
    opened = of_profile(scene, **PROFILE | lists | {"description": ODD})
    scene.end_lists()
    return opened


def of_account(scene: Scene, **columns: Any) -> Opened:
    scene.store(scene.world.person("chantal"), **columns)
    return Opened("chantal", "/mijn-account/naam", "/mijn-account/naam")


def own_account(scene: Scene) -> Opened:
    return of_account(scene, language="en")


def account_of_an_odd_name(scene: Scene) -> Opened:
    return of_account(scene, name="<b>Chantal &amp; z'n</b> buren", language="")


def bare_account(scene: Scene) -> Opened:
    return of_account(scene, language="")


@dataclass(frozen=True)
class Edit:
    """One edit form with a thing that is filled in wholly. `aside` are fields that are no column of
    the thing, or that this form does not show; `touched` are columns that saving renews on purpose.
    """

    route: str
    model: type[Input]
    make: Callable[[Scene], Opened]
    aside: frozenset[str] = ASIDE
    touched: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        return self.make.__name__


LOOKED_AT = frozenset({"confirmed_at"})
EDITS = (
    Edit("needs:save", NeedInput, draft_need),
    Edit("needs:save", NeedInput, matched_need),
    # A municipality does not choose which municipality.
    Edit("needs:save", NeedInput, need_of_a_municipality, aside=ASIDE | {"municipality"}),
    Edit("offers:save", OfferInput, draft_offer),
    # Whoever edits an offer has just looked at it.
    Edit("offers:save", OfferInput, matched_offer, touched=frozenset({"confirmed_at"})),
    Edit("actions:save", ActionChange, serving_action),
    # Found by other words since: that is no edit either.
    Edit("needs:save", NeedInput, renewed_need),
    Edit("offers:save", OfferInput, renewed_offer),
    Edit("actions:save", ActionChange, renewed_action),
    Edit("actions:change_step", StepInput, step_of_a_partner, aside=frozenset({"sure_no_names"})),
    Edit("crises:save", CrisisInput, crisis),
    Edit("providers:save", ProviderChange, provider),
    Edit("measures:save", MeasureInput, measure),
    Edit("resilience:save", ExampleChange, example),
    Edit("resilience:adopt", AdoptionFromPage, adopted_example, aside=ASIDE | {"page"}),
    Edit("groups:save", GroupInput, regional_group),
    Edit("groups:save_words", GroupWordsInput, words_for_a_national_group),
    Edit("region:save_settings", RegionInput, region),
    Edit("region:save_weights", WeightsInput, weights),
    Edit("organisations:say_unavailable", Unavailability, absence),
    # Whoever edits a profile has just looked at it.
    Edit("organisations:save", ProfileInput, profile, touched=LOOKED_AT),
    Edit("account:save_profile", OwnProfile, own_account),
)


def bare_need(scene: Scene) -> Opened:
    return of_need(scene, scene.world.need("chantal", **PLAIN, unit="pieces"), crisis_id=None)


def bare_need_of_a_municipality(scene: Scene) -> Opened:
    need = scene.world.need("amina", **PLAIN, unit="pieces", publish=True)
    return of_need(scene, need, "amina", crisis_id=None, municipality_code=None)


def of_need(scene: Scene, need: Any, who: str = "chantal", **columns: Any) -> Opened:
    scene.store(need, **columns)
    return Opened(who, f"/behoeften/{need.id}/wijzigen", f"/behoeften/{need.id}")


def bare_offer(scene: Scene) -> Opened:
    return of_offer(scene, scene.world.offer(description="", municipalities=[]), crisis_id=None)


def of_offer(scene: Scene, offer: Any, **columns: Any) -> Opened:
    scene.store(offer, **columns)
    return Opened("chantal", f"/aanbod/{offer.id}/wijzigen", f"/aanbod/{offer.id}")


def bare_action(scene: Scene) -> Opened:
    action = scene.deeds.action(description="", target_groups=[], municipalities=[])
    return of_action(scene, action, crisis_id=None)


def of_action(scene: Scene, action: Any, **columns: Any) -> Opened:
    scene.store(action, **columns)
    return Opened("chantal", f"/acties/{action.id}/wijzigen", f"/acties/{action.id}")


def bare_step(scene: Scene) -> Opened:
    action = scene.deeds.action()
    step = scene.deeds.step(action)
    return Opened("chantal", f"/acties/{action.id}", f"/acties/{action.id}/stappen/{step.id}")


def bare_crisis(scene: Scene) -> Opened:
    return of_crisis(scene, CRISIS | {"ended_on": None})


def of_crisis(scene: Scene, given: dict[str, Any], **columns: Any) -> Opened:
    made = add_crisis(scene.session, scene.world["daan"], CrisisInput.model_validate(given))
    scene.store(made, **columns)
    return Opened("daan", f"/beheer/crises/{made.id}/wijzigen", f"/beheer/crises/{made.id}")


def bare_measure(scene: Scene) -> Opened:
    return of_measure(scene, description="", ends_on=None, link="", crisis_id=None)


def of_measure(scene: Scene, **columns: Any) -> Opened:
    given = MeasureInput.model_validate(MEASURE)
    made = add_measure(scene.session, scene.world["daan"], given)
    scene.store(made, **columns)
    page = f"/beheer/maatregelen/{made.id}/wijzigen"
    return Opened("daan", page, f"/beheer/maatregelen/{made.id}")


def bare_example(scene: Scene) -> Opened:
    return of_example(scene, people_needed="", place_needed="", municipality_code=None)


def of_example(scene: Scene, **columns: Any) -> Opened:
    made = examples.write(scene.world)
    scene.store(made, **columns)
    return Opened("chantal", f"/veerkracht/{made.id}/wijzigen", f"/veerkracht/{made.id}")


def bare_adoption(scene: Scene) -> Opened:
    return of_adoption(scene)


def of_adoption(scene: Scene, **columns: Any) -> Opened:
    made = examples.write(scene.world)
    examples.adopt(scene.world, made, "farid")
    scene.store(scene.session.exec(select(ExampleAdoption)).one(), **columns)
    return Opened("farid", f"/veerkracht/{made.id}", f"/veerkracht/{made.id}/meedoen")


def bare_group(scene: Scene) -> Opened:
    given = GroupInput(label="Schippers")
    slug = add_group(scene.session, scene.world["daan"], given).slug
    return Opened("daan", f"/doelgroepen/{slug}/wijzigen", f"/doelgroepen/{slug}")


def national_group_without_words(scene: Scene) -> Opened:
    daan = scene.world["daan"]
    group = get_group(scene.session, daan, "older_people")
    set_own_words(scene.session, daan, group, GroupWordsInput(synonyms="grijsaards"))
    set_own_words(scene.session, daan, group, GroupWordsInput())
    return Opened("daan", "/doelgroepen/older_people/wijzigen", "/doelgroepen/older_people/woorden")


def region_as_it_came(scene: Scene) -> Opened:
    settings = lock_settings(scene.session, "VR01")
    return of_region(scene, settings, moderated_kinds=[], review_mode=ReviewMode.ACROSS)


def of_region(scene: Scene, settings: Any, **columns: Any) -> Opened:
    scene.store(settings, **columns)
    return Opened("eva", "/beheer/regio", "/beheer/regio")


def national_weights(scene: Scene) -> Opened:
    columns = {"weights": None, "suggestion_threshold": None, "plan_threshold": None}
    scene.store(lock_settings(scene.session, "VR01"), **columns)
    return Opened("eva", "/beheer/koppelen", "/beheer/koppelen")


def need_of_what_is_gone(scene: Scene) -> Opened:
    need = scene.need(quantity=12_500, people=12_500, municipality=None)
    scene.end_lists()
    return of_need(scene, need, needed_from=day(-90), needed_until=day(-30))


def need_written_otherwise(scene: Scene) -> Opened:
    need = scene.need(also_groups=["low_literate", "vulnerable_youth"])
    return of_need(scene, need, title=ODD_TITLE, description=ODD, municipality_code=FAR)


def need_of_a_renamed_municipality(scene: Scene) -> Opened:
    need = scene.need("amina", publish=True, municipality=None)
    owner = scene.session.get_one(Organisation, need.organisation_id)
    scene.store(owner, municipality_code="GM1950")
    return of_need(scene, need, "amina")


def offer_of_what_is_gone(scene: Scene) -> Opened:
    offer = scene.offer(quantity=12_500)
    scene.end_lists()
    return of_offer(scene, offer, available_from=day(-90), available_until=day(-30))


def offer_written_otherwise(scene: Scene) -> Opened:
    places = [FAR, "GM0106", "GM1950", "GM1979"]
    offer = scene.offer(target_groups=["medically_vulnerable", "older_people"])
    return of_offer(scene, offer, title=ODD_TITLE, description=ODD, municipalities=places)


def action_of_what_is_gone(scene: Scene) -> Opened:
    action = scene.deeds.action(**ACTION | {"measure": scene.measure()})
    scene.end_lists()
    return of_action(scene, action, starts_on=day(-90), ends_on=day(-30))


def action_written_otherwise(scene: Scene) -> Opened:
    groups = ["lonely_people", "older_people"]
    action = scene.deeds.action(**ACTION | {"target_groups": groups})
    lists = {"municipalities": [FAR, "GM1979", "GM1950"], "themes": action.themes[::-1]}
    return of_action(scene, action, title=ODD_TITLE, description=ODD, **lists)


def step_of_who_left(scene: Scene) -> Opened:
    opened = step_of_a_partner(scene)
    step = scene.session.exec(select(ActionStep)).one()
    action = scene.deeds.hold(scene.session.get_one(Action, step.action_id))
    tick_step(scene.session, scene.world["chantal"], action, step)
    partner = get_partner(action, step.organisation_id)
    leave_action(scene.session, scene.world["amina"], action, partner)
    reopen_step(scene.session, scene.world["chantal"], action, step)
    scene.store(step, title=ODD_TITLE, due_on=day(-30))
    assert step.organisation_id == partner.organisation_id
    return opened


def crisis_that_is_over(scene: Scene) -> Opened:
    return of_crisis(scene, CRISIS, name=ODD_TITLE, ended_on=day(YESTERDAY))


def measure_that_is_over(scene: Scene) -> Opened:
    opened = of_measure(scene, title=ODD_TITLE, description=ODD)
    scene.end_lists()
    return opened


def example_of_what_is_gone(scene: Scene) -> Opened:
    opened = of_example(scene, title=ODD_TITLE, description=ODD, municipality_code=FAR)
    scene.end_lists()
    return opened


def adoption_far_away(scene: Scene) -> Opened:
    return of_adoption(scene, municipality_code=FAR, note=ODD)


def group_with_words_of_others(scene: Scene) -> Opened:
    """It took over groups with many words, and another group got one of them since."""
    opened = regional_group(scene)
    row = scene.session.get_one(TargetGroup, opened.save.rsplit("/", 1)[-1])
    scene.store(row, synonyms=["ouderen", *(f"woord {number}" for number in range(60))])
    return opened


def words_that_the_country_got_too(scene: Scene) -> Opened:
    opened = words_for_a_national_group(scene)
    row = scene.session.get_one(TargetGroup, "older_people")
    scene.store(row, synonyms=[*row.synonyms, "Grijsaards"])
    return opened


def region_that_moderates_itself(scene: Scene) -> Opened:
    settings = lock_settings(scene.session, "VR01")
    kinds = ["safety_region", "business"]
    sets = ("moderated_kinds", "second_factor_kinds", "provider_kinds")
    return of_region(scene, settings, **dict.fromkeys(sets, kinds))


def weights_with_fractions(scene: Scene) -> Opened:
    opened = weights(scene)
    settings = lock_settings(scene.session, "VR01")
    finer = {name: weight + 0.4 for name, weight in (settings.weights or {}).items()}
    scene.store(settings, weights=finer, suggestion_threshold=0.204, plan_threshold=0.3333)
    return opened


# A new one gets them when they are left empty, so no row is without.
BARE = ASIDE | {"needed_from", "quantity", "unit", "available_from"}
# What follows from columns that were written past the commands, and is written anew.
DERIVED = frozenset({"search_words", "found_by", "search"})

# Whatever may be empty is empty.
EMPTY = (
    Edit("needs:save", NeedInput, bare_need, aside=BARE),
    Edit("needs:save", NeedInput, bare_need_of_a_municipality, aside=BARE, touched=DERIVED),
    Edit("offers:save", OfferInput, bare_offer, aside=BARE),
    Edit("actions:save", ActionChange, bare_action, aside=BARE),
    Edit("actions:change_step", StepInput, bare_step, aside=frozenset({"organisation"})),
    Edit("crises:save", CrisisInput, bare_crisis),
    Edit("providers:save", ProviderChange, bare_provider),
    Edit("measures:save", MeasureInput, bare_measure),
    Edit("resilience:save", ExampleChange, bare_example, touched=DERIVED),
    Edit("resilience:adopt", AdoptionFromPage, bare_adoption, aside=ASIDE | {"page"}),
    Edit("groups:save", GroupInput, bare_group),
    Edit("groups:save_words", GroupWordsInput, national_group_without_words),
    Edit("region:save_settings", RegionInput, region_as_it_came),
    Edit("region:save_weights", WeightsInput, national_weights),
    Edit("organisations:save", ProfileInput, bare_profile, touched=LOOKED_AT),
    Edit("account:save_profile", OwnProfile, bare_account),
)

# What is stored, nobody would choose or type today.
OUTDATED = (
    Edit("needs:save", NeedInput, need_of_what_is_gone),
    Edit("needs:save", NeedInput, need_written_otherwise, touched=DERIVED),
    Edit("needs:save", NeedInput, need_of_a_renamed_municipality),
    Edit("offers:save", OfferInput, offer_of_what_is_gone),
    Edit("offers:save", OfferInput, offer_written_otherwise, touched=DERIVED),
    Edit("actions:save", ActionChange, action_of_what_is_gone),
    Edit("actions:save", ActionChange, action_written_otherwise, touched=DERIVED),
    Edit("actions:change_step", StepInput, step_of_who_left),
    Edit("crises:save", CrisisInput, crisis_that_is_over),
    Edit("providers:save", ProviderChange, provider_of_who_left),
    Edit("measures:save", MeasureInput, measure_that_is_over),
    Edit("resilience:save", ExampleChange, example_of_what_is_gone, touched=DERIVED),
    Edit("resilience:adopt", AdoptionFromPage, adoption_far_away, aside=ASIDE | {"page"}),
    Edit("groups:save", GroupInput, group_with_words_of_others),
    Edit("groups:save_words", GroupWordsInput, words_that_the_country_got_too),
    Edit("region:save_settings", RegionInput, region_that_moderates_itself),
    Edit("region:save_weights", WeightsInput, weights_with_fractions),
    Edit("organisations:save", ProfileInput, profile_of_what_is_gone, touched=LOOKED_AT | DERIVED),
    Edit("account:save_profile", OwnProfile, account_of_an_odd_name),
)
# Being away for a while has one field, a day that is not empty and has not passed.
ONE_WAY = frozenset({"organisations:say_unavailable"})

# Every other form that is sent, by why there is nothing in it that could be lost by saving it.
# What only the form of something new says.
OF_NEW = {"asks_alike", "seen_alike"}
NO_EDITS: dict[str, set[str]] = {
    "makes something new": {
        "needs:create", "calls:log", "offers:create", "actions:create", "crises:create",
        "calls:pass_on", "resilience:create", "interpretations:create", "interpretations:save",
        "releases:create",
        "interpretations:invite", "interpretations:remark", "interpretations:propose",
        "reports:create",
        "measures:create",
        "groups:create", "groups:add_size", "actions:add_step", "actions:note", "matches:propose",
        "matches:reject", "review:propose", "review:reject", "plans:make", "plans:take",
        "imports:preview", "actions:invite", "actions:link", "filters:save",
        "matches:note",
        "second_factors:confirm_app", "second_factors:add_passkey", "providers:create",
        "members:invite", "invitations:sign_up", "invitations:sign_up_proven",
        "signals:send", "signals:send_help", "signals:make_offer", "signals:log",
        "signals:link_action",
        "registrations:send", "claims:send",
    },
    "shows who somebody is, or takes away how": {
        "second_factors:show_code", "second_factors:sign_in_passkey", "second_factors:reset",
        "passwords:ask", "passwords:set",
        "account:change_password", "account:ask_address", "second_factors:prove",
    },
    "moves something from one state to the next": {
        "needs:close", "needs:withdraw", "offers:return", "offers:withdraw", "offers:confirm",
        "actions:answer", "actions:finish", "actions:stop", "actions:open_up", "actions:complete",
        "groups:save_merge", "matches:approve", "matches:accept", "matches:confirm",
        "matches:vouch", "matches:decline", "matches:withdraw", "matches:undo", "actions:undo",
        "matches:complete", "matches:arrive", "matches:restore",
        "review:approve", "review:decline", "review:undo",
        "review:restore", "plans:undo", "organisations:refuse", "organisations:suspend",
        "organisations:save_merge", "needs:save_merge",
        "signals:accept", "signals:reject", "account:switch",
        "claims:grant", "claims:refuse",
        "members:change_role", "invitations:join",
        "needs:charge", "offers:charge", "actions:charge", "resilience:leave",
        "interpretations:publish",
    },
    "stores what was shown, as it was chosen": {
        "imports:confirm", "live:switch", "messages:choose", "messages:read_all",
        "follows:follow", "follows:stop", "resilience:appreciate",
    },
    "stores nothing": {
        "region:preview_weights", "language:switch", "identity:sign_in_password",
        "identity:sign_in_demo", "needs:read_title", "providers:carry",
        "needs:beside", "offers:beside", "calls:read",
    },
}  # fmt: skip


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    if dependant.call is not None:
        yield dependant.call
    for part in dependant.dependencies:
        yield from _calls(part)


def _form_of(route: APIRoute) -> type[Input] | None:
    """The input model of the form that a route takes."""
    for call in _calls(route.dependant):
        function = call if hasattr(call, "__code__") else type(call).__call__
        for hint in typing.get_type_hints(function).values():
            if typing.get_origin(hint) is Form and isinstance(hint.__args__[0], type):
                model: type[Input] = hint.__args__[0]
                return model
    return None


def posted() -> dict[str, type[Input]]:
    """The routes that take a form, with its input model."""
    found = {
        route.name: model
        for route in routes()
        if "POST" in (route.methods or ()) and (model := _form_of(route)) is not None
    }
    assert len(found) > 20
    return found


def test_every_form_is_an_edit_that_is_tried_here_or_none() -> None:
    others = {name for names in NO_EDITS.values() for name in names}
    edits = {edit.route for edit in EDITS}
    assert edits.isdisjoint(others)
    assert posted().keys() - others == edits
    for edit in EDITS:
        assert posted()[edit.route] is edit.model


def test_every_edit_is_tried_empty_and_outdated() -> None:
    edits = {edit.route for edit in EDITS} - ONE_WAY
    assert {edit.route for edit in EMPTY} == edits
    assert {edit.route for edit in OUTDATED} == edits


def test_every_page_to_change_something_is_tried_here() -> None:
    pages = {route.name for route in routes() if route.path.endswith("/wijzigen")}
    assert pages == {f"{edit.route.split(':')[0]}:edit" for edit in EDITS} & pages
    assert len(pages) >= 6
    # A form that says which version was edited is an edit, or puts two things together.
    versioned = {name for name, model in posted().items() if "version" in model.model_fields}
    others = NO_EDITS["makes something new"] | {"region:preview_weights"}
    others |= {"groups:save_merge", "organisations:save_merge"}
    others |= {"needs:beside", "offers:beside"}  # these read a form and store nothing
    others |= {"interpretations:publish"}  # says which text was read, and changes none of it
    assert versioned - {edit.route for edit in EDITS} <= others


def is_sent(element: Element) -> bool:
    """Whether a browser sends an input as it is: of boxes only those that are ticked."""
    is_box = element.attributes.get("type") in ("checkbox", "radio")
    return not is_box or "checked" in element.attributes


def shown_in(form: Element) -> dict[str, list[str]]:
    """What a browser sends of a form that nobody touched, but for its buttons."""
    sent: dict[str, list[str]] = {}
    for element in form.inside:
        name = element.attributes.get("name")
        is_press = element.tag == "button" or element.attributes.get("type") == "submit"
        if name is None or is_press:
            continue
        values = sent.setdefault(name, [])
        if element.tag == "textarea":
            values.append(element.text.removeprefix("\n").replace("\n", "\r\n"))
        elif element.tag == "select":
            options = [e for e in element.inside if e.tag == "option"]
            chosen = [o for o in options if "selected" in o.attributes] or options[:1]
            values += [option.attributes.get("value") or "" for option in chosen]
        elif is_sent(element):
            value = element.attributes.get("value") or ""
            is_text = element.attributes.get("type") not in ("hidden", "checkbox", "radio")
            values.append(re.sub(r"[\r\n]", "", value) if is_text else value)
    return {name: values for name, values in sent.items() if values}


def stored(session: Session, touched: frozenset[str]) -> dict[str, list[str]]:
    """Every row of every table, but for the columns that saving renews on purpose."""
    session.expire_all()
    found: dict[str, list[str]] = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in UNWATCHED:
            whole = sa.func.to_jsonb(sa.literal_column(table.name))
            rows = session.execute(sa.select(whole).select_from(table)).scalars()
            kept = [{k: v for k, v in row.items() if k not in touched} for row in rows]
            found[table.name] = sorted(json.dumps(row, sort_keys=True) for row in kept)
    return found


@pytest.mark.parametrize("edit", EDITS, ids=[edit.name for edit in EDITS])
def test_saving_a_form_as_it_opened_changes_nothing(
    session: Session, world: World, visitors: Visitors, edit: Edit
) -> None:
    opened, sent = open_form(session, world, visitors, edit)
    for name, known in edit.model.model_fields.items():
        if name not in edit.aside | OF_NEW:
            shown = [value for value in sent.get(name, []) if value]
            assert shown, f"{name} is not in the form, or the thing of this test has none"
            assert shown != [str(known.default)], f"give the thing of this test another {name}"
    save_unchanged(session, visitors, edit, opened, sent)


@pytest.mark.parametrize("edit", EMPTY, ids=[edit.name for edit in EMPTY])
def test_saving_an_empty_form_as_it_opened_changes_nothing(
    session: Session, world: World, visitors: Visitors, edit: Edit
) -> None:
    opened, sent = open_form(session, world, visitors, edit)
    for name, known in edit.model.model_fields.items():
        if name not in edit.aside | {"version"} and not known.is_required():
            shown = [value for value in sent.get(name, []) if value]
            assert not shown or shown == [str(known.default)], f"{name} opens with {shown}"
    save_unchanged(session, visitors, edit, opened, sent)


@pytest.mark.parametrize("edit", OUTDATED, ids=[edit.name for edit in OUTDATED])
def test_saving_an_outdated_form_as_it_opened_changes_nothing(
    session: Session, world: World, visitors: Visitors, edit: Edit
) -> None:
    opened, sent = open_form(session, world, visitors, edit)
    save_unchanged(session, visitors, edit, opened, sent)


def open_form(
    session: Session, world: World, visitors: Visitors, edit: Edit
) -> tuple[Opened, dict[str, list[str]]]:
    """The edit form of a thing, with what a browser would send of it."""
    opened = edit.make(Scene(world))
    session.commit()
    page = Page(visitors[opened.who].get(opened.page).text)
    forms = [e for e in page.every("form") if e.attributes.get("action") == opened.save]
    assert len(forms) == 1, [e.attributes.get("action") for e in page.every("form")]
    return opened, shown_in(forms[0])


def save_unchanged(
    session: Session, visitors: Visitors, edit: Edit, opened: Opened, sent: dict[str, list[str]]
) -> None:
    """Send the form, and see that every row is what it was."""
    before = stored(session, edit.touched)
    answer = visitors[opened.who].post(opened.save, data=sent)
    assert answer.status_code == 303, Page(answer.text)["f_errors"].text
    after = stored(session, edit.touched)
    for table, rows in before.items():
        assert after[table] == rows, f"{table}: {unlike(rows, after[table])}"


def unlike(before: list[str], after: list[str]) -> list[tuple[Any, Any]]:
    """The columns that differ between two lists of rows."""
    found: list[tuple[Any, Any]] = []
    for old, new in zip_longest(before, after, fillvalue="{}"):
        columns = zip_longest(json.loads(old).items(), json.loads(new).items())
        found += [(was, now) for was, now in columns if was != now]
    return found
