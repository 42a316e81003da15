"""What describes the file of a release, for other computers.

CSVW beside the file (W3C, Tabular Data), and one catalogue of DCAT-AP-NL for all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.releases import open_data, suppression
from app.releases.models import PublicRelease
from app.releases.public_queries import PublicWeek

# Whoever wants to may use it for anything: it is of the government, and nobody need be named.
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
_EU = "http://publications.europa.eu/resource/authority"
PUBLIC = f"{_EU}/access-right/PUBLIC"
CSV_TYPE = "https://www.iana.org/assignments/media-types/text/csv"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where what is described stands, all from the beginning of this installation."""

    page: str
    file: str
    record: str


def csvw_of(release: PublicRelease, addresses: Addresses) -> dict[str, Any]:
    """The record beside the file. Its `url` is relative, so that a copy of both stays true."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": "beeld.csv",
        "dc:title": _title(release.region.name, release.week),
        "dc:description": _ABOUT,
        "dc:publisher": release.region.name,
        "dc:issued": {"@value": _day(release.released_at), "@type": "xsd:date"},
        "dc:license": {"@id": LICENCE},
        "dcat:landingPage": {"@id": addresses.page},
        "dialect": {"header": True, "delimiter": ",", "encoding": "utf-8"},
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": {"und": name, "nl": dutch, "en": english},
                    "dc:description": about,
                    "datatype": _datatype(name, kind),
                    "required": name in _ALWAYS,
                }
                for name, dutch, english, kind, about in open_data.COLUMNS
            ],
            "primaryKey": ["region", "week", "measure", "dimension", "category", "area"],
            "aboutUrl": "#{measure}-{dimension}-{category}-{area}",
        },
    }


_ALWAYS = ("region", "week", "measure", "dimension", "category", "area", "status")
_ABOUT = (
    "Wat een crisis met groepen mensen doet in een veiligheidsregio: signalen naar thema en "
    "doelgroep, en open behoeften naar doelgroep, per gemeente. Aantallen zijn afgerond "
    "op vijf; aantallen van 1 tot en met 4 worden niet genoemd, en wat die zou verraden ook niet."
)


def _datatype(name: str, kind: str) -> Any:
    if name == "number":
        return {"base": "integer", "minimum": 0}
    if name == "status":
        return {
            "base": "string",
            "format": "|".join(state.value for state in suppression.CellState),
        }
    return kind


def dcat_of(
    home: str, weeks: Iterable[PublicWeek], addresses: dict[PublicWeek, Addresses]
) -> dict[str, Any]:
    """One catalogue, with a dataset for each release that stands and its file."""
    listed = list(weeks)
    newest = max((each.released_at for each in listed), default=None)
    return {
        "@context": _CONTEXT,
        "@id": home,
        "@type": "dcat:Catalog",
        "dct:title": _nl("Openbare beelden van veiligheidsregio's"),
        "dct:description": _nl("De open data van dit Schakelbord, één dataset per week en regio."),
        "dct:publisher": _agent(f"{home}#uitgever", "Schakelbord"),
        "dcat:contactPoint": _contact(home, "Schakelbord"),
        "dct:language": {"@id": f"{_EU}/language/NLD"},
        "dct:license": {"@id": LICENCE},
        "foaf:homepage": {"@id": home},
        **({"dct:modified": _date(_day(newest))} if newest else {}),
        "dcat:dataset": [_dataset(home, each, addresses[each]) for each in listed],
    }


def _dataset(home: str, week: PublicWeek, at: Addresses) -> dict[str, Any]:
    agent = _agent(f"{home}#{week.region_code}", week.region_name)
    return {
        "@id": f"{at.file}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{at.file}#dataset",
        "dct:title": _nl(_title(week.region_name, week.week)),
        "dct:description": _nl(_ABOUT),
        "dct:publisher": agent,
        "dct:creator": agent,
        "dcat:contactPoint": _contact(home, week.region_name),
        "dct:accessRights": {"@id": PUBLIC},
        "dct:license": {"@id": LICENCE},
        "dcat:theme": [{"@id": f"{_EU}/data-theme/SOCI"}, {"@id": f"{_EU}/data-theme/GOVE"}],
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/WEEKLY"},
        "dct:language": {"@id": f"{_EU}/language/NLD"},
        "dct:issued": _date(_day(week.released_at)),
        "dct:modified": _date(_day(week.released_at)),
        "dcat:keyword": [_nl("crisis"), _nl("maatschappelijke gevolgen"), _nl(week.region_name)],
        "dcat:landingPage": {"@id": at.page},
        "dcat:distribution": {
            "@id": at.file,
            "@type": "dcat:Distribution",
            "dct:title": _nl("Alle getallen als CSV"),
            "dcat:accessURL": {"@id": at.page},
            "dcat:downloadURL": {"@id": at.file},
            "dct:license": {"@id": LICENCE},
            "dct:format": {"@id": f"{_EU}/file-type/CSV"},
            "dcat:mediaType": {"@id": CSV_TYPE},
            "dct:conformsTo": {"@id": "http://www.w3.org/ns/csvw"},
            "foaf:page": {"@id": at.record},
        },
    }


_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _title(region: str, week: date) -> str:
    year, number, _weekday = week.isocalendar()
    return f"Openbaar beeld van {region}, week {number} van {year}"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _nl(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "nl"}


def _date(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}


def _agent(address: str, name: str) -> dict[str, Any]:
    return {"@id": address, "@type": "foaf:Agent", "foaf:name": _nl(name)}


def _contact(home: str, name: str) -> dict[str, Any]:
    return {"@type": "vcard:Kind", "vcard:fn": name, "vcard:hasURL": {"@id": home}}
