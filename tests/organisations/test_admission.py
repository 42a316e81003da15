"""Registering and admitting organisations."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core.errors import Conflict, Forbidden, Invalid
from app.identity.actor import SYSTEM
from app.identity.models import Organisation, OrganisationStatus
from app.organisations.admission_commands import (
    AdmissionReason,
    admit_organisation,
    suspend_organisation,
)
from app.organisations.commands import NewOrganisation, register_organisation
from app.organisations.models import OrganisationProfile
from app.reference.models import OrganisationKind
from tests.world import Visitors, World

GIVEN: dict[str, Any] = {
    "name": "De Áchterdeur",
    "kind": "initiative",
    "region_code": "VR01",
    "municipality": "GM1979",
    "contact_email": "hallo@achterdeur.example",
}


def register(session: Session, **changes: Any) -> Organisation:
    return register_organisation(session, SYSTEM, NewOrganisation.model_validate(GIVEN | changes))


def test_a_new_organisation_waits_with_its_contact_kept_apart(session: Session) -> None:
    organisation = register(session)
    assert (organisation.status, organisation.sort_name) == (
        OrganisationStatus.REQUESTED,
        "de achterdeur",
    )
    assert (
        session.get_one(OrganisationProfile, organisation.id).contact_email
        == GIVEN["contact_email"]
    )
    (line,) = session.exec(select(AuditEntry).where(AuditEntry.object_id == organisation.id))
    assert (line.event, line.facts) == ("organisation:registered", {"kind": "initiative"})


def test_the_administrator_of_the_region_admits_it_once(session: Session, world: World) -> None:
    organisation = register(session)
    admit_organisation(session, world["eva"], organisation)
    assert organisation.status is OrganisationStatus.ADMITTED
    with pytest.raises(Conflict):
        admit_organisation(session, world["eva"], organisation)
    session.flush()
    told = session.exec(select(AuditEntry).where(AuditEntry.object_id == organisation.id)).all()
    # Where members listen, its first one is invited with it.
    lines = [line for line in told if line.event.startswith("organisation:")]
    assert [line.event for line in lines] == ["organisation:registered", "organisation:admitted"]
    assert lines[-1].person_id == world["eva"].person_id


@pytest.mark.parametrize("who", ["amina", "bram", "chantal", "daan", "farid", "greet", "hugo"])
def test_nobody_else_of_the_cast_admits(session: Session, world: World, who: str) -> None:
    organisation = register(session)
    with pytest.raises(Forbidden):
        admit_organisation(session, world[who], organisation)
    assert organisation.status is OrganisationStatus.REQUESTED


def test_the_administrator_of_another_region_does_not_admit(session: Session, world: World) -> None:
    organisation = register(session, region_code="VR03", municipality="GM0106")
    with pytest.raises(Forbidden):
        admit_organisation(session, world["eva"], organisation)


def test_the_system_admits_a_safety_region_and_nothing_else(session: Session) -> None:
    region = register(
        session,
        name="Veiligheidsregio Twente",
        kind="safety_region",
        region_code="VR05",
        municipality=None,
    )
    assert admit_organisation(session, SYSTEM, region).status is OrganisationStatus.ADMITTED
    with pytest.raises(Forbidden):
        admit_organisation(session, SYSTEM, register(session))


@pytest.mark.parametrize("status", [OrganisationStatus.REFUSED, OrganisationStatus.SUSPENDED])
def test_what_was_refused_or_suspended_is_not_admitted_by_accident(
    session: Session, world: World, status: OrganisationStatus
) -> None:
    organisation = register(session)
    organisation.status = status
    with pytest.raises(Conflict):
        admit_organisation(session, world["eva"], organisation)


@pytest.mark.parametrize(
    "changes",
    [{"municipality": "GM9999"}, {"kind": OrganisationKind.MUNICIPALITY, "municipality": None}],
    ids=str,
)
def test_a_municipality_is_one_of_the_list(session: Session, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        register(session, **changes)
    assert refused.value.errors.keys() == {"municipality"}


def test_a_request_is_refused_with_a_reason_that_the_team_reads(visitors: Visitors) -> None:
    world = visitors.world
    organisation = register(world.session)
    world.session.commit()
    address = f"/netwerk/{organisation.id}"
    assert organisation.name in visitors["eva"].get("/beheer/aanmeldingen").text
    again = visitors["eva"].post(f"{address}/weigeren", data={"reason": ""})
    assert again.status_code == 422
    typed = {"reason": "Bestaat al als stichting."}
    assert visitors["eva"].post(f"{address}/weigeren", data=typed).status_code == 303
    world.session.refresh(organisation)
    assert organisation.status is OrganisationStatus.REFUSED
    assert typed["reason"] in visitors["daan"].get(address).text
    assert visitors["chantal"].get(address).status_code == 404
    assert organisation.name not in visitors["eva"].get("/beheer/aanmeldingen").text


def test_a_suspended_organisation_takes_no_part_until_it_is_let_in_again(
    visitors: Visitors,
) -> None:
    world = visitors.world
    organisation = world.organisation("Boodschappenhulp Delfzijl")
    address = f"/netwerk/{organisation.id}"
    typed = {"reason": "Wij zoeken uit wat er is gebeurd."}
    assert visitors["chantal"].get("/aanbod/nieuw").status_code == 200
    assert visitors["eva"].post(f"{address}/schorsen", data=typed).status_code == 303
    assert visitors["chantal"].get("/aanbod/nieuw").status_code == 403
    assert typed["reason"] in visitors["daan"].get(address).text
    assert typed["reason"] not in visitors["amina"].get(address).text
    assert visitors["eva"].post(f"{address}/weer-toelaten").status_code == 303
    assert visitors["chantal"].get("/aanbod/nieuw").status_code == 200
    assert typed["reason"] not in visitors["daan"].get(address).text


def test_a_region_does_not_suspend_itself(session: Session, world: World) -> None:
    given = AdmissionReason(reason="Per ongeluk.")
    region = world.organisation("Veiligheidsregio Groningen")
    with pytest.raises(Forbidden):
        suspend_organisation(session, world["eva"], region, given)
    assert region.status is OrganisationStatus.ADMITTED


def test_who_sees_how_to_reach_an_applicant_is_in_the_trail(visitors: Visitors) -> None:
    """On its page and in the list, until it is decided."""
    world = visitors.world
    organisation, other = register(world.session), register(world.session, name="De Voordeur")
    world.session.commit()
    page = f"/netwerk/{organisation.id}"

    def seen() -> list[tuple[Any, Any]]:
        lines = select(AuditEntry).where(col(AuditEntry.event) == "organisation:applicant_viewed")
        return [(line.object_id, line.person_id) for line in world.session.exec(lines)]

    for who in ("amina", "chantal", "daan"):
        assert GIVEN["contact_email"] not in visitors[who].get(page).text
        visitors[who].get("/beheer/aanmeldingen")
    assert seen() == []
    eva = world.person("eva").id
    assert GIVEN["contact_email"] in visitors["eva"].get(page).text
    assert seen() == [(organisation.id, eva)]
    assert GIVEN["contact_email"] in visitors["eva"].get("/beheer/aanmeldingen").text
    assert sorted(seen()) == sorted(
        [(organisation.id, eva), (organisation.id, eva), (other.id, eva)]
    )
    assert (
        "Contact van een aanmelder bekeken" in visitors["eva"].get("/beheer/logboek?kind=seen").text
    )
    visitors["eva"].post(f"{page}/toelaten")
    assert GIVEN["contact_email"] not in visitors["eva"].get(page).text
    assert len(seen()) == 3
