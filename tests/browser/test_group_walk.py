"""A region adds a group in its own words, says how large it is, and whoever uses such a word finds
what it needs.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import send, status_of
from tests.browser.test_walks import both
from tests.imports.files import SIZE, csv_file
from tests.world import fresh_word


@both
def test_daan_adds_a_group_with_a_word_and_sizes_and_amina_finds_a_need_by_that_word(
    open_page: OpenPage, javascript: bool
) -> None:
    mark = fresh_word(length=6)
    label, word = f"Bewoners van de kade {mark}", f"kadevolk{mark}"
    daan, amina, hugo = (open_page(who, javascript=javascript) for who in ("daan", "amina", "hugo"))

    daan.goto("/doelgroepen")
    daan.locator('a[href="/doelgroepen/nieuw"]').click()
    daan.locator("#f_label").fill(label)
    daan.locator("#f_synonyms").fill("senioren")  # is taken
    daan.locator(".sb-form__end button").click()
    expect(daan.locator("#f_synonyms_error")).to_contain_text("Ouderen")
    expect(daan.locator("#f_label")).to_have_value(label)
    daan.locator("#f_synonyms").fill(f"{word}, walvolk{mark}")
    daan.locator(".sb-form__end button").click()
    expect(daan.get_by_role("heading", level=1)).to_have_text(label)
    group = daan.url.partition("/doelgroepen/")[2].partition("?")[0]

    wrong = csv_file(
        SIZE | {"doelgroep": word},
        SIZE | {"doelgroep": "reuzen"},
        SIZE | {"doelgroep": word, "aantal mensen": "-1"},
    )
    for content, is_wrong in (
        (wrong, True),
        (csv_file(SIZE | {"doelgroep": word, "aantal mensen": "230"}), False),
    ):
        daan.goto("/importeren?kind=sizes")
        daan.locator("#f_file").set_input_files(
            {"name": "omvang.csv", "mimeType": "text/csv", "buffer": content}
        )
        daan.get_by_role("button", name="Bestand controleren").click()
        expect(daan.get_by_role("button", name="1 rij opslaan")).to_be_visible()
        if is_wrong:
            expect(daan.locator("tbody tr").nth(1)).to_contain_text(
                "“reuzen” staat niet in de lijst."
            )
            expect(daan.locator("tbody tr").nth(2)).to_contain_text("aantal mensen (")
            daan.goto(f"/doelgroepen/{group}")
            expect(daan.get_by_text("230")).to_have_count(0)
    daan.locator('form[action$="/bevestigen"] button').click()
    daan.goto(f"/doelgroepen/{group}")
    expect(daan.locator("main")).to_contain_text("230")

    amina.goto("/behoeften/nieuw")
    amina.locator("#f_title").fill(f"Vers water aan de steiger {mark}")
    amina.locator("#f_support_type").select_option("groceries_meals")
    amina.locator("#f_target_group").select_option(group)
    amina.locator("#f_quantity").fill("12")
    path = send(amina, "/behoeften", publish=True)
    for address in (f"/behoeften?q={word}", f"/behoeften?target_group={word}", f"/bord?q={word}"):
        amina.goto(address)
        expect(amina.locator(f'a[href="{path}"]').first).to_be_visible()
    amina.goto(f"/doelgroepen?q={word}")
    expect(amina.locator("#group_results h2")).to_have_text(label)

    # A word that comes later finds what was logged before.
    daan.goto(f"/doelgroepen/{group}/wijzigen")
    daan.locator("#f_synonyms").fill(f"{word}, walvolk{mark}, steigervolk{mark}")
    daan.locator(".sb-form__end button").click()
    amina.goto(f"/behoeften?q=steigervolk{mark}")
    expect(amina.locator(f'.sb-rows a[href="{path}"]')).to_be_visible()

    assert status_of(hugo, f"/doelgroepen/{group}") == 404
    hugo.goto(f"/doelgroepen?q={word}")
    expect(hugo.locator("#group_results h2")).to_have_count(0)
    hugo.goto(f"/behoeften?q={word}")
    expect(hugo.locator(f'a[href="{path}"]')).to_have_count(0)
