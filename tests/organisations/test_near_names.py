"""Who wants to register finds what takes part already, however its name is typed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import db
from app.identity.models import Organisation, OrganisationStatus
from app.organisations import name_queries, typed_names
from app.reference.models import OrganisationKind
from tests.statements import counted
from tests.world import World


def there(session: Session, name: str, municipality: str | None = "GM1979") -> Organisation:
    made = Organisation(
        name=name,
        sort_name=" ".join(db.sort_name(name).split()),
        kind=OrganisationKind.INITIATIVE,
        region_code="VR01",
        municipality_code=municipality,
        status=OrganisationStatus.ADMITTED,
    )
    session.add(made)
    session.flush()
    return made


FOOD = "Voedselbank Delfzijl e.o."
THERE: dict[str, str | None] = {
    FOOD: "GM1979",
    "Stichting Ons Huis Bedum": "GM1966",
    "Rode-Kruis-afdeling Noord": None,
    "Coöperatie Energie voor Één": "GM0014",
    "Voedsel-bank Veendam": "GM1969",
}
FOUND = [
    ("Voedselbank Delfzijl e.o.", FOOD),
    ("Voedselbank Delfzijl", FOOD),
    ("voedselbank delfzijl eo", FOOD),
    ("Voedselbank Delfzijl en omgeving", FOOD),
    ("Voedselbank Delfzijl en omstreken", FOOD),
    ("Stichting Voedselbank Delfzijl", FOOD),
    ("De Stichting Voedselbank Delfzijl e.o.", FOOD),
    ("Vereniging Voedselbank Delfzijl", FOOD),
    ("Coöperatie Voedselbank Delfzijl U.A.", FOOD),
    ("st. Voedselbank", FOOD),
    ("ver. voedselbank delfzijl", FOOD),
    ("Voedselbnk Delfzijl", FOOD),
    ("Voedselbank Delfzyl", FOOD),
    ("Voedselbank Delfziil", FOOD),
    ("voedsel bank delfzijl", FOOD),
    ("Voedsel-bank Delfzijl", FOOD),
    ("VOEDSELBANK  DELFZIJL", FOOD),
    ("Vóedselbank Delfzijl", FOOD),
    ("Delfzijl Voedselbank", FOOD),
    ("voedselbank", FOOD),
    ("voedsel", FOOD),
    ("delfzijl", FOOD),
    ("Voedselbank Eemsdelta", FOOD),
    ("Voedselbank Appingedam", FOOD),
    ("Stichting Voedselbank Loppersum", FOOD),
    ("Voedselbnk Appingedam", FOOD),
    ("Ons Huis", "Stichting Ons Huis Bedum"),
    ("ver. Ons Huis Winsum", "Stichting Ons Huis Bedum"),
    ("Ons Huis Het Hogeland", "Stichting Ons Huis Bedum"),
    ("Rode Kruis", "Rode-Kruis-afdeling Noord"),
    ("Het Rode Kruis, afd. Delfzijl", "Rode-Kruis-afdeling Noord"),
    ("Rode Kruis Haren", "Rode-Kruis-afdeling Noord"),
    ("Cooperatie Energie voor een", "Coöperatie Energie voor Één"),
    ("Coöp. Energie voor Een", "Coöperatie Energie voor Één"),
    ("Voedselbank Veendam", "Voedsel-bank Veendam"),
]
NOT_FOUND = [
    ("Voedselbank Amsterdam", FOOD),
    ("Voedselbank Hoogezand-Sappemeer", FOOD),
    ("Kledingbank Delfzijl", FOOD),
    ("Taalhuis Appingedam", FOOD),
    ("Ons Huis Delfzijl", "Stichting Ons Huis Bedum Noord"),
    ("Rode Kruis Maastricht", "Voedsel-bank Veendam"),
    ("stichting", "Voedsel-bank Veendam"),
    ("%", FOOD),
    ("_", FOOD),
    ("...", FOOD),
    ("", FOOD),
]


def found(session: Session, typed: str) -> list[str]:
    return [each.name for each in name_queries.find_known(session, typed)]


@pytest.fixture
def named(session: Session, world: World) -> Session:
    for name, place in THERE.items():
        there(session, name, place)
    return session


@pytest.mark.parametrize(("typed", "name"), FOUND)
def test_a_name_is_found_however_it_is_typed(named: Session, typed: str, name: str) -> None:
    assert name in found(named, typed)


@pytest.mark.parametrize(("typed", "name"), NOT_FOUND)
def test_another_name_is_not_taken_for_it(named: Session, typed: str, name: str) -> None:
    assert name not in found(named, typed)


def test_the_likest_name_stands_first(named: Session) -> None:
    there(named, "Aa Voedselbank en kledingwinkel Delfzijl")
    there(named, "Voedselbank Het Hogeland", "GM1966")
    assert found(named, "Stichting Voedselbank Delfzijl")[0] == FOOD
    assert found(named, "Voedselbank Winsum")[0] == "Voedselbank Het Hogeland"


def test_one_that_went_up_in_another_leads_to_that_one(named: Session) -> None:
    """Nobody registers it a second time because its name is no more."""
    gone = there(named, "Wagenrit Delfzijl")
    kept = named.exec(select(Organisation).where(col(Organisation.name) == FOOD)).one()
    gone.status, gone.merged_into_id = OrganisationStatus.MERGED, kept.id
    named.flush()
    [row] = name_queries.find_known(named, "Wagenrit")
    assert (row.name, row.former) == (FOOD, "Wagenrit Delfzijl")
    also = there(named, "Voedselbank Wagenrit")
    also.status, also.merged_into_id = OrganisationStatus.MERGED, kept.id
    named.flush()
    for typed in ("Wagenrit", "voedselbank"):
        assert found(named, typed).count(FOOD) == 1
    [own] = [row for row in name_queries.find_known(named, FOOD) if row.name == FOOD]
    assert own.former is None


def test_whatever_is_typed_it_costs_as_many_statements(named: Session) -> None:
    costs = []
    for typed in ("voedselbank", "Stichting Voedselbank Appingedam", "Zoiets is er niet"):
        with counted(named.connection()) as sent:
            found(named, typed)
        costs.append(len(sent))
    assert costs == [2, 2, 2]


def test_among_ten_thousand_the_index_is_asked(named: Session) -> None:
    named.execute(
        sa.text(
            "INSERT INTO organisation (id, name, sort_name, kind, region_code, municipality_code, "
            "status, created_at) SELECT gen_random_uuid(), n, lower(n), 'initiative', 'VR01', "
            "'GM0014', 'admitted', now() FROM (SELECT (ARRAY['Buurthuis', 'Kerk', 'Zorggroep', "
            "'Taalhuis', 'Sportclub'])[1 + i % 5] || ' ' || md5(i::text) AS n "
            "FROM generate_series(1, 10000) i) made"
        )
    )
    named.execute(sa.text("SELECT gin_clean_pending_list('ix_organisation_sort_name')"))
    named.execute(sa.text("ANALYZE organisation"))
    assert FOOD in found(named, "Stichting Voedselbnk Appingedam")
    name = typed_names.read("Stichting Voedselbnk Delfzijl")
    has = name_queries._has_words(sa.column("sort_name", sa.Text), name.words)
    query = sa.select(sa.text("id")).select_from(sa.text("organisation")).where(has)
    asked = query.compile(named.get_bind(), compile_kwargs={"literal_binds": True})
    plan = named.connection().exec_driver_sql(f"EXPLAIN {asked}").scalars().all()
    assert "ix_organisation_sort_name" in " ".join(plan), plan
