"""publiccode.yml is what version 0.7 of the standard asks for; catalogues of public software read
it.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from app.core.settings import PROJECT

CATEGORIES = PROJECT / "tests" / "data" / "publiccode_categories.txt"
MANDATORY = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
OPTIONAL = {
    "applicationSuite",
    "landingURL",
    "isBasedOn",
    "softwareVersion",
    "releaseDate",
    "logo",
    "categories",
    "usedBy",
    "fundedBy",
    "roadmap",
    "supports",
    "organisation",
    "intendedAudience",
    "dependsOn",
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
SCOPES = {
    "emergency-services",
    "local-authorities",
    "society",
    "welfare",
    "healthcare",
    "government",
}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    content = yaml.safe_load((PROJECT / "publiccode.yml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_it_has_every_key_of_the_standard_and_no_other(described: dict[str, Any]) -> None:
    assert described["publiccodeYmlVersion"] == "0.7"
    assert MANDATORY <= described.keys() <= MANDATORY | OPTIONAL


def test_its_values_are_of_the_lists_of_the_standard(described: dict[str, Any]) -> None:
    lines = CATEGORIES.read_text(encoding="utf-8").splitlines()
    assert set(described["categories"]) <= {line for line in lines if not line.startswith("#")}
    assert described["developmentStatus"] in STATUSES
    assert (described["softwareType"], described["platforms"]) == ("standalone/web", ["web"])
    assert set(described["intendedAudience"]["scope"]) <= SCOPES
    assert described["intendedAudience"]["countries"] == ["NL"]


def test_its_address_is_one(described: dict[str, Any]) -> None:
    address = urlsplit(described["url"])
    assert address.scheme == "https" and address.hostname and address.path.endswith(".git")


def test_its_texts_are_as_long_as_they_may_be(described: dict[str, Any]) -> None:
    for language, text in described["description"].items():
        assert language in described["localisation"]["availableLanguages"]
        assert len(text["shortDescription"]) <= 150 and "\n" not in text["shortDescription"]
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"] and all(isinstance(feature, str) for feature in text["features"])


def test_whoever_keeps_it_is_named(described: dict[str, Any]) -> None:
    assert described["legal"]["license"] == "EUPL-1.2"
    assert described["maintenance"]["type"] == "internal"
    assert all(contact["name"] for contact in described["maintenance"]["contacts"])
    assert described["localisation"]["localisationReady"] is True


def test_a_version_and_its_day_come_together(described: dict[str, Any]) -> None:
    assert ("softwareVersion" in described) == ("releaseDate" in described)
    if "releaseDate" in described:
        date.fromisoformat(described["releaseDate"])
