"""A web address tells of a person as well as a text does: what is certain is refused, what is only
likely is asked about, and no field escapes that unseen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter, ValidationError

import app.main  # noqa: F401  - every input model there is
from app.core import inputs, personal_data
from app.core.inputs import AS_TYPED, Input
from tests.core import links
from tests.html import Page
from tests.signals.entries import ENTRY
from tests.world import Visitors

ADDRESS: TypeAdapter[str] = TypeAdapter(inputs.WebAddress)

CERTAIN = [
    "https://www.example.nl/?bsn=111222333",
    "https://www.example.nl/zoek?BSN=111.222.333",
    "https://www.example.nl/bsn/111222333/status",
    "https://www.example.nl/?burgerservicenummer=111222333",
    "https://www.example.nl/#bsn=111222333",
    "https://www.example.nl/?terug=%3Fbsn%3D111222333",
    "https://www.example.nl/?mail=jan@example.org",
    "https://www.example.nl/?mail=jan%40example.org",
    "https://www.example.nl/?mail=jan%2540example.org",
    "https://www.example.nl/afmelden/jan@example.org",
    "https://www.example.nl/?tel=0612345678",
    "https://www.example.nl/?tel=%2B31612345678",
    "https://www.example.nl/?iban=NL91ABNA0417164300",
]
LIKELY = [
    "https://www.example.nl/dossier/jan-jansen",
    "https://www.example.nl/clienten/fatima-el-amrani",
    "https://www.example.nl/patient/Jan_Jansen",
    "https://www.example.nl/bewoners/jan.jansen/brief.pdf",
    "https://www.example.nl/?naam=jan+jansen",
    "https://www.example.nl/?clientnaam=Jan%20Jansen",
    "https://www.example.nl/?geboortedatum=12-03-1950",
    "https://www.linkedin.com/in/jan-de-vries",
    "https://www.example.nl/a/111222333",
    "https://www.example.nl/%31%32%33%34%35%36%37%38%32",
    "https://www.example.nl/123%20456%20782",
    "https://www.example.nl/123%2E456%2E782",
    "https://www.example.nl/1%32%33%34%35%36%37%38%32",
    "https://www.example.nl/%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96%EF%BC%97%EF%BC%98%EF%BC%92",
    "https://www.example.nl/123%2520456%2520782",
    "https://www.example.nl/%252531%252532%25253345678%252532",
    "https://www.example.nl/123%0A456%0A782",
    "https://www.example.nl/?id=123+456+782",
]
NOTHING = [
    "https://nos.nl/artikel/2524839-kou-in-huis",
    "https://www.rijksoverheid.nl/dossier/wonen-en-zorg",
    "https://www.example.nl/dossiers/energie-armoede-groningen",
    "https://www.example.nl/nieuws/meer-vraag-naar-hulp-met-de-energierekening",
    "https://www.cbs.nl/nl-nl/cijfers/detail/84799NED",
    "https://www.example.nl/?pagina=2&jaar=2026",
    "https://www.example.nl/zaak/schulden-en-armoede",
    "https://www.example.nl/?name=rapport",
    "https://www.example.nl/rapport%20energie-armoede%202026-2027.pdf",
    "https://www.example.nl/Jaarverslag%20Gemeente%20Eemsdelta%202026.pdf",
    "https://www.example.nl/besluit%2024-11-2026%20nr%2017.pdf",
    "https://www.example.nl/?van=2026-11-01%2000%3A00&tot=2026-12-01%2000%3A00",
    "https://www.example.nl/profiel/wijk-noord-oost",
    "",
]


@pytest.mark.parametrize("link", CERTAIN)
def test_a_link_that_holds_personal_data_is_refused(link: str) -> None:
    with pytest.raises(ValidationError):
        ADDRESS.validate_python(link)


@pytest.mark.parametrize("link", LIKELY)
def test_a_link_that_may_be_of_a_person_is_asked_about(link: str) -> None:
    assert ADDRESS.validate_python(link) == link
    assert personal_data.doubts_in(link), link
    assert personal_data.doubts_in(f"Zie {link} voor meer."), link


@pytest.mark.parametrize("link", NOTHING)
def test_a_link_to_a_page_passes(link: str) -> None:
    assert ADDRESS.validate_python(link) == link
    assert not personal_data.doubts_in(link), link


def _models(model: type[Input] = Input) -> Iterator[type[Input]]:
    for each in model.__subclasses__():
        yield each
        yield from _models(each)


# Of which nothing is asked, and why.
UNASKED_LINKS = {
    "MeasureInput.link": "where a rule stands in public, by the administrator of a region",
}


def test_every_link_of_a_form_is_asked_about() -> None:
    """A new field for a web address is in `asks_names`, or stands here with its reason."""
    asked = {
        f"{model.__name__}.{name}": name in model.asks_names
        and "sure_no_names" in model.model_fields
        for model in set(_models())
        for name, known in model.model_fields.items()
        if links.is_link(known)
    }
    assert len(asked) >= 2
    assert {name for name, is_asked in asked.items() if not is_asked} == set(UNASKED_LINKS)


# Texts that are no words about anybody else, by the name of the field or of the model with it.
UNREAD = {
    "q": "what somebody looks for, stored nowhere but with the question of a filter",
    "partner_q": "the same",
    "cursor": "where a list goes on, made by the product",
    "next": "the page that comes after, of our own",
    "seen": "what a page showed, made by the product",
    "shown": "the same",
    "opened": "which part of a page is open",
    "after": "the page that comes after",
    "elsewhere_said": "the name of a place: another one is left out",
    "entered": "an address of our own",
    "email": "of somebody who gets a mail there",
    "contact_name": "the contact of an organisation, which it chooses to give",
    "contact_email": "the same",
    "contact_phone": "the same",
    "region_code": "a code of the list",
    "code": "a code of six digits, stored nowhere",
    "ReleaseInput.stamp": "which figures a page showed, made by the product",
    "Upload.once": "what a column without cells would say: looked at as the cells are",
    "NewCrisis.slug": "by the command line",
    "NewCrisis.name": "the same",
    "NewOrganisation.name": "what an organisation is called; its form is checked",
    "NewOrganisation.municipality": "a code of the list",
    "Merger.name": "one of the two names that are there",
    "NumberInput.number": "the number of a signal, stored nowhere",
    "NewPerson.name": "an account's own name",
    "OwnProfile.name": "the same",
    "ProvenSignUp.name": "the same",
    "SignUpInput.name": "the same",
    "PlanWish.region": "a code of the list",
    "ProviderInput.client_id": "what a provider calls us",
    "ProviderChange.client_id": "the same",
    "ProviderInput.issuer": "the address of a provider, which is asked before it is stored",
    "RowChoices.row": "which row of a file, and what is done with it",
    "Upload.column": "which column of a file is which",
    "Upload.file": "the file itself, of which every row is checked",
}


def test_every_text_of_a_form_is_looked_at_or_stands_here_with_its_reason() -> None:
    used = set()
    for model in set(_models()):
        for name, known in model.model_fields.items():
            if not inputs.takes_text(known) or AS_TYPED in known.metadata:
                continue
            if inputs.is_free_text(known) or links.is_link(known):
                continue
            called = f"{model.__name__}.{name}"
            found = {called, name} & UNREAD.keys()
            if model.__module__.startswith("app."):
                assert found, called
                used |= found
    assert used == UNREAD.keys(), UNREAD.keys() - used


def test_the_form_of_a_signal_asks_about_a_link_with_a_name(visitors: Visitors) -> None:
    sent = ENTRY | {"source_link": "https://www.example.nl/dossier/jan-jansen"}
    answer = visitors["amina"].post("/signalen", data=sent)
    assert answer.status_code == 422
    assert "“Jan Jansen” (de link)" in Page(answer.text).error("sure_no_names")
    assert (
        visitors["amina"].post("/signalen", data=sent | {"sure_no_names": "1"}).status_code == 303
    )


@pytest.mark.parametrize("link", CERTAIN)
def test_the_form_of_a_signal_refuses_a_link_with_personal_data(
    visitors: Visitors, link: str
) -> None:
    sent = ENTRY | {"source_link": link, "sure_no_names": "1"}
    answer = visitors["amina"].post("/signalen", data=sent)
    assert answer.status_code == 422
    assert Page(answer.text).error("source_link").startswith("In deze link staat")
