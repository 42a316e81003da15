"""An organisation comes in by itself: found, registered once, admitted or refused by mail."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core.settings import Settings
from app.identity.models import Membership, Organisation, OrganisationStatus, Role
from app.identity.queries import get_person_by_email
from app.mail import kinds, outbox
from app.mail.models import Mail
from app.members.models import MemberInvitation
from app.organisations.models import OrganisationProfile
from app.signals import try_commands
from tests.html import Page
from tests.members.invitations import SIGN_UP, address_of
from tests.organisations.registrations import DOOR, REGISTRATION, opened, registered
from tests.world import Visitors

REASON = {"reason": "Jullie werken in een andere regio."}


def made(session: Session, name: str = REGISTRATION["name"]) -> list[Organisation]:
    session.expire_all()
    return list(session.exec(select(Organisation).where(col(Organisation.name) == name)))


def mails(session: Session, kind: str) -> list[Mail]:
    return list(session.exec(select(Mail).where(col(Mail.kind) == kind)))


def test_a_registration_waits_with_what_it_does_for_whom(
    visitors: Visitors, session: Session
) -> None:
    answer = registered(visitors)
    assert answer.status_code == 303 and "set-cookie" not in answer.headers
    (organisation,) = made(session)
    profile = session.get_one(OrganisationProfile, organisation.id)
    assert (organisation.status, organisation.region_code, organisation.municipality_code) == (
        OrganisationStatus.REQUESTED,
        "VR01",
        "GM1979",
    )
    assert profile.target_groups == ["older_people"]
    assert profile.contact_email == "hallo@debrug.example"
    standing = visitors[None].get(answer.headers["location"])
    assert standing.status_code == 200 and standing.headers["x-robots-tag"] == "noindex"
    assert "Stichting De Brug" in standing.text and "hallo@debrug.example" not in standing.text
    waiting = visitors["eva"].get("/beheer/aanmeldingen").text
    assert "Stichting De Brug" in waiting


WROTE = (
    "Wij koken elke week",
    "Ouderen",
    "Boodschappen",
    "Team De Brug",
    "hallo@debrug.example",
    "0596 123456",
)


def test_who_admits_reads_all_that_the_applicant_wrote(
    visitors: Visitors, session: Session
) -> None:
    registered(visitors, support_types=["groceries_meals"], contact_phone="0596 123456")
    (organisation,) = made(session)
    where = f"/netwerk/{organisation.id}"
    for page in (where, "/beheer/aanmeldingen"):
        text = visitors["eva"].get(page).text
        assert [word for word in WROTE if word not in text] == [], page
    assert visitors["amina"].get(where).status_code == 404
    visitors["eva"].post(f"{where}/toelaten")
    after = visitors["eva"].get(where).text
    assert "hallo@debrug.example" not in after and "0596 123456" not in after


def test_what_the_applicant_left_open_is_said(visitors: Visitors, session: Session) -> None:
    registered(visitors, target_groups=[])
    assert visitors["eva"].get("/beheer/aanmeldingen").text.count("niet ingevuld") == 3
    (organisation,) = made(session)
    assert visitors["eva"].get(f"/netwerk/{organisation.id}").text.count("niet ingevuld") == 3


def test_a_form_that_is_sent_twice_registers_once(visitors: Visitors, session: Session) -> None:
    key = opened(visitors)
    first, second = registered(visitors, key), registered(visitors, key)
    assert first.headers["location"] == second.headers["location"]
    assert len(made(session)) == 1


@pytest.mark.parametrize(
    "other", [{"name": "Stichting De Kade"}, {"municipality": "GM0014"}, {"kind": "faith"}]
)
def test_who_goes_back_and_registers_something_else_registers_both(
    visitors: Visitors, session: Session, other: dict[str, str]
) -> None:
    key = opened(visitors)
    first, second = registered(visitors, key), registered(visitors, key, **other)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] != second.headers["location"]
    assert len(made(session)) + len(made(session, "Stichting De Kade")) == 2


def test_the_search_shows_name_and_municipality_of_who_takes_part_and_no_more(
    visitors: Visitors, session: Session
) -> None:
    found = visitors[None].get(DOOR, params={"q": "delfzijl boodschappen"}).text
    assert "Boodschappenhulp Delfzijl" in found
    contact = session.exec(select(OrganisationProfile.contact_email)).all()
    assert not [each for each in contact if each and each in found]
    registered(visitors)
    assert "Stichting De Brug" not in (
        visitors[None].get(DOOR, params={"q": "de brug"}).text.replace('value="de brug"', "")
    )
    assert "Boodschappenhulp" not in visitors[None].get(DOOR).text


def test_of_another_region_that_does_not_take_part_nothing_is_found(visitors: Visitors) -> None:
    assert registered(visitors, municipality="GM0363").status_code == 422


def test_what_takes_part_already_is_not_doubled(visitors: Visitors, session: Session) -> None:
    answer = registered(visitors, name="boodschappenhulp  DELFZIJL")
    assert answer.status_code == 422 and "f_name_error" in Page(answer.text)
    assert not made(session)


WRONG: dict[str, tuple[Any, ...]] = {
    "name": ("", "x", "x" * 161, "De Brug, bel 06-12345678"),
    "kind": ("", "safety_region", "anders"),
    "municipality": ("", "GM9999"),
    "description": ("", "Kort", "x" * 1_001, "Bel mij maar op 06-12345678, dank je wel."),
    "contact_email": ("", "buur", "a b@c.nl"),
    "target_groups": ("bestaat-niet",),
    "support_types": ("bestaat-niet",),
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in WRONG.items() for v in vs])
def test_bad_input_gets_a_sentence_beside_its_field_and_nothing_is_lost(
    visitors: Visitors, session: Session, name: str, value: str
) -> None:
    key = opened(visitors)
    answer = registered(visitors, key, **{name: value})
    page = Page(answer.text)
    assert answer.status_code == 422 and f"f_{name}_error" in page
    kept = "contact_phone" if name == "contact_email" else "contact_email"
    assert page[f"f_{kept}"].attributes.get("value", "") == REGISTRATION.get(kept, "")
    assert f'value="{key}"' in answer.text
    assert not made(session)


def test_what_looks_like_a_name_is_asked_about(visitors: Visitors, session: Session) -> None:
    told = "Mevrouw Jansen en haar buren koken elke week."
    answer = registered(visitors, description=told)
    assert answer.status_code == 422 and "f_sure_no_names_error" in Page(answer.text)
    assert registered(visitors, description=told, sure_no_names="1").status_code == 303
    assert len(made(session)) == 1


def test_of_one_address_come_a_few_in_an_hour_and_what_was_typed_stays(
    visitors: Visitors,
) -> None:
    for time in range(try_commands.UNPROVEN_OF_ADDRESS):
        assert registered(visitors, name=f"Nieuw {time}").status_code == 303
    answer = registered(visitors, name="Een te veel")
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert "Een te veel" in answer.text


def test_who_is_admitted_comes_in_by_the_mailed_link(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    standing = registered(visitors).headers["location"]
    (organisation,) = made(session)
    assert visitors["eva"].post(f"/netwerk/{organisation.id}/toelaten").status_code == 303
    assert "mail" in visitors[None].get(standing).text
    invitation = session.exec(
        select(MemberInvitation).where(col(MemberInvitation.organisation_id) == organisation.id)
    ).one()
    assert (invitation.email, invitation.role) == ("hallo@debrug.example", Role.COORDINATOR)
    (mail,) = mails(session, "members:invitation")
    assert mail.address == "hallo@debrug.example"
    link = outbox.page_of(settings, kinds.get_kind(mail.kind), mail)
    assert link == address_of(settings, invitation)
    assert visitors[None].post(link, data=SIGN_UP).status_code == 303
    person = get_person_by_email(session, "hallo@debrug.example")
    assert person is not None
    seats = session.exec(select(Membership).where(col(Membership.person_id) == person.id)).all()
    assert [(each.organisation_id, each.role) for each in seats] == [
        (organisation.id, Role.COORDINATOR)
    ]


def test_who_is_refused_gets_a_mail_that_leads_to_the_reason(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    standing = registered(visitors).headers["location"]
    (organisation,) = made(session)
    path = f"/netwerk/{organisation.id}/weigeren"
    assert visitors["eva"].post(path, data=REASON).status_code == 303
    (mail,) = mails(session, "organisations:refused")
    assert mail.address == "hallo@debrug.example" and REASON["reason"] not in str(mail.facts)
    assert outbox.page_of(settings, kinds.get_kind(mail.kind), mail) == standing
    assert REASON["reason"] not in outbox.write(settings, mail).text
    assert REASON["reason"] in visitors[None].get(standing).text
    assert not session.exec(select(MemberInvitation)).all()


def waiting(session: Session) -> list[Organisation]:
    """Who asks to take part, the first first."""
    session.expire_all()
    query = select(Organisation).where(col(Organisation.status) == OrganisationStatus.REQUESTED)
    return list(session.exec(query.order_by(col(Organisation.created_at), col(Organisation.id))))


@pytest.mark.parametrize(
    "name",
    [
        "Stichting De Brug",
        "de brug",
        "Vereniging de Brúg",
        "De Brugg",
        "Stichting De Brug Delfzijl",
    ],
)
def test_who_decides_about_a_second_registration_is_led_to_the_first(
    visitors: Visitors, session: Session, name: str
) -> None:
    """Both wait, or the first takes part by then; from the first one is led to the second too."""
    registered(visitors)
    registered(visitors, name=name, contact_email="andere@debrug.example")
    first, second = waiting(session)

    def led_from(one: Organisation) -> list[str]:
        page = Page(visitors["eva"].get(f"/netwerk/{one.id}").text)
        found = [e for e in page.every("section") if e.attributes["aria-labelledby"] == "s_alike"]
        links = (item for each in found for item in each.inside if item.tag == "a")
        return [str(link.attributes["href"]) for link in links]

    assert led_from(second) == [f"/netwerk/{first.id}"]
    assert led_from(first) == [f"/netwerk/{second.id}"]
    visitors["eva"].post(f"/netwerk/{first.id}/toelaten")
    assert led_from(second) == [f"/netwerk/{first.id}"]
    assert led_from(first) == []


@pytest.mark.parametrize(
    "changes",
    [{"name": "Stichting De Wegwijzer"}, {"municipality": "GM1950"}],
    ids=["another name", "another municipality"],
)
def test_what_is_another_one_is_not_shown_as_the_same(
    visitors: Visitors, session: Session, changes: dict[str, Any]
) -> None:
    registered(visitors)
    registered(visitors, **({"contact_email": "andere@debrug.example"} | changes))
    for each in waiting(session):
        assert "s_alike" not in visitors["eva"].get(f"/netwerk/{each.id}").text


def test_a_refused_one_is_not_in_the_way_of_who_comes_again(
    visitors: Visitors, session: Session
) -> None:
    registered(visitors)
    (first,) = made(session)
    visitors["eva"].post(f"/netwerk/{first.id}/weigeren", data={"reason": "Nog niet klaar."})
    registered(visitors, contact_email="andere@debrug.example")
    (second,) = waiting(session)
    assert "s_alike" not in visitors["eva"].get(f"/netwerk/{second.id}").text
