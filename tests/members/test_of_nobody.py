"""Who belongs to no organisation any more reads so, on every page that would be empty."""

from __future__ import annotations

from tests.members.test_members import leden
from tests.world import Visitors

MENU = ("/bord", "/behoeften", "/aanbod", "/acties", "/doelgroepen", "/netwerk")


def test_who_belongs_to_nothing_any_more_reads_so_on_every_page(visitors: Visitors) -> None:
    world = visitors.world
    page, bram = leden(world, "Gemeente Eemsdelta"), world.person("bram")
    before = visitors["bram"].get("/mijn-werk").text
    assert all(f'href="{address}"' in before for address in MENU)
    assert visitors["amina"].post(f"{page}/{bram.id}/weghalen").status_code == 303
    for address in ("/mijn-werk", *MENU):
        answer = visitors["bram"].get(address)
        text = answer.text
        assert "Je hoort bij geen organisatie meer." in text, address
        assert "Vraag een coördinator om een uitnodiging." in text
        assert not any(f'href="{other}"' in text for other in MENU), "nothing to see there"
        assert "/export" not in text and "csv" not in text, "nothing to take along"
        assert "Bram ·" not in text and 'role="search"' not in text
    account = visitors["bram"].get("/mijn-account")
    assert account.status_code == 200 and "Vraag een coördinator" in account.text
    for who in ("amina", "greet"):
        assert "Je hoort bij geen" not in visitors[who].get("/mijn-werk").text
