"""The open data: one file for each release at an address that stays, with what describes it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import Any

from app.releases import open_data
from app.releases.suppression import CellState
from tests.picture.test_picture import drawn
from tests.releases import attacker, releases
from tests.world import Visitors, World

FILE = "/openbaar/data/VR01/{}/beeld.csv"
CATALOGUE = "/openbaar/data/catalogus.jsonld"

# What DCAT-AP-NL 3.0 asks of each, as far as it is mandatory.
MUST = {
    "dcat:Catalog": {
        "dct:title",
        "dct:description",
        "dct:publisher",
        "dcat:contactPoint",
        "dct:license",
        "dcat:dataset",
    },
    "dcat:Dataset": {
        "dct:title",
        "dct:description",
        "dct:identifier",
        "dct:publisher",
        "dct:creator",
        "dct:accessRights",
        "dcat:contactPoint",
        "dcat:theme",
        "dct:license",
    },
    "dcat:Distribution": {"dcat:accessURL", "dct:license", "dct:format", "dct:title"},
    "foaf:Agent": {"foaf:name"},
    "vcard:Kind": {"vcard:fn", "vcard:hasURL"},
}


def nodes(told: Any) -> list[dict[str, Any]]:
    """Every thing of a record that says what it is."""
    if isinstance(told, list):
        return [each for part in told for each in nodes(part)]
    if not isinstance(told, dict):
        return []
    own = [told] if "@type" in told and "@value" not in told else []
    return own + [each for part in told.values() for each in nodes(part)]


def test_the_file_says_what_the_release_says(visitors: Visitors, world: World) -> None:
    drawn(world, 21)
    made = releases.release(world)
    world.session.commit()
    answer = visitors[None].get(FILE.format(made.word))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    told = attacker.read_file(answer.text)
    published = made.published
    for key, each in told.items():
        state, number = published.at(key)
        assert (each.status, each.number) == (state.value, number)
    assert set(published.said) <= set(told)
    assert {each.status for each in told.values()} >= {"shown", "small"}
    hidden = [each for each in told.values() if each.status != "shown"]
    assert all(each.number is None for each in hidden), "empty, never a nought"
    assert made.figures["names"]["older_people"]["nl"] in answer.text


def test_the_newest_week_has_an_address_of_its_own(visitors: Visitors, world: World) -> None:
    drawn(world, 22)
    made = releases.release(world)
    world.session.commit()
    newest = visitors[None].get(FILE.format("actueel"))
    assert newest.text == visitors[None].get(FILE.format(made.word)).text
    assert newest.headers["content-location"] == FILE.format(made.word)
    same = {"if-none-match": newest.headers["etag"]}
    again = visitors[None].get(FILE.format("actueel"), headers=same)
    assert (again.status_code, again.content) == (304, b"")
    assert "set-cookie" not in newest.headers
    assert newest.headers["cache-control"].startswith("public, max-age=")
    releases.withdraw(world, made)
    world.session.commit()
    assert visitors[None].get(FILE.format("actueel")).status_code == 404
    assert visitors[None].get(FILE.format(made.word)).status_code == 404


def test_csvw_says_what_every_column_is(visitors: Visitors, world: World) -> None:
    drawn(world, 23)
    made = releases.release(world)
    world.session.commit()
    file = visitors[None].get(FILE.format(made.word))
    assert '<beeld.csv-metadata.json>; rel="describedby"' in file.headers["link"]
    answer = visitors[None].get(FILE.format(made.word) + "-metadata.json")
    assert answer.headers["content-type"] == "application/csvm+json"
    record = json.loads(answer.text)
    assert record["@context"][0] == "http://www.w3.org/ns/csvw"
    assert record["url"] == "beeld.csv"
    columns = {each["name"]: each for each in record["tableSchema"]["columns"]}
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert list(columns) == list(rows[0]) == list(open_data.NAMES)
    keys = [tuple(row[name] for name in record["tableSchema"]["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys) > 20
    for row in rows:
        for name, value in row.items():
            assert value or not columns[name]["required"]
        assert re.fullmatch(columns["status"]["datatype"]["format"], row["status"])
        assert (row["number"] == "") == (row["status"] != CellState.SHOWN)
        assert row["number"] == "" or int(row["number"]) % 5 == 0


def test_the_catalogue_has_what_dcat_ap_nl_asks(visitors: Visitors, world: World) -> None:
    drawn(world, 24)
    made = releases.release(world)
    world.session.commit()
    answer = visitors[None].get(CATALOGUE)
    assert answer.headers["content-type"] == "application/ld+json"
    record = json.loads(answer.text)
    found = nodes(record)
    assert {each["@type"] for each in found} == set(MUST)
    for each in found:
        assert MUST[each["@type"]] <= set(each), each["@type"]
        assert {name.partition(":")[0] for name in each if name[0] != "@"} <= set(
            record["@context"]
        )
    [dataset] = record["dcat:dataset"]
    file = dataset["dcat:distribution"]["dcat:downloadURL"]["@id"]
    assert file.endswith(FILE.format(made.word))
    assert file.startswith("https://testserver/")
    assert visitors[None].get(file.removeprefix("https://testserver")).status_code == 200
    page = dataset["dcat:landingPage"]["@id"].removeprefix("https://testserver")
    assert visitors[None].get(page).status_code == 200
    assert date.fromisoformat(dataset["dct:issued"]["@value"])
    assert "hxl" not in answer.text.lower()


def test_a_catalogue_without_a_release_is_empty(visitors: Visitors, world: World) -> None:
    assert json.loads(visitors[None].get(CATALOGUE).text)["dcat:dataset"] == []
    assert visitors[None].get(FILE.format("actueel")).status_code == 404


def test_the_licence_is_said_on_the_page_and_in_every_record(
    visitors: Visitors, world: World
) -> None:
    drawn(world, 25)
    made = releases.release(world)
    world.session.commit()
    assert "CC0 1.0" in visitors[None].get("/openbaar/beeld").text
    for address in (CATALOGUE, FILE.format(made.word) + "-metadata.json"):
        text = visitors[None].get(address).text
        assert "https://creativecommons.org/publicdomain/zero/1.0/" in text
