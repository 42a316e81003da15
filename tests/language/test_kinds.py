"""A text speaks of kinds of help, whatever it was filed under."""

from __future__ import annotations

import numpy as np
import pytest

from app.language.kinds import kind_slugs, read_kinds
from app.language.meaning import DIMENSIONS, encode
from app.language.words import read_words
from app.reference.commands import read_taxonomy


def spoken(text: str, *, with_meaning: bool = True) -> list[str]:
    """The kinds a text speaks of, most first."""
    words = read_words(text)
    kinds = read_kinds(words.all, encode([text])[0] if with_meaning else None)
    return [kind_slugs()[place] for place in np.argsort(-kinds)]


def test_every_national_kind_has_examples() -> None:
    assert set(kind_slugs()) == {row["slug"] for row in read_taxonomy("support_type")}


@pytest.mark.parametrize("with_meaning", [True, False])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Wij bellen elke ochtend met mensen die alleen zitten: een telefooncirkel.",
            "listening_ear",
        ),
        ("Vijf opgeknapte laptops en een router voor gezinnen zonder internet.", "digital_help"),
        ("Onze chauffeurs rijden u met de busje naar het ziekenhuis.", "transport"),
        ("Onze jurist leest uw ontslagbrief en schrijft het bezwaar.", "legal_advice"),
        ("Zelfgemaakte mondkapjes en een fles handgel per persoon.", "protective_equipment"),
    ],
)
def test_a_plain_text_speaks_first_of_what_it_is_about(
    text: str, kind: str, with_meaning: bool
) -> None:
    assert kind in spoken(text, with_meaning=with_meaning)[:2]


def test_shares_add_up_to_one() -> None:
    kinds = read_kinds(read_words("Boodschappen voor ouderen").all, None)
    assert kinds.shape == (len(kind_slugs()),)
    assert kinds.sum() == pytest.approx(1)
    assert kinds.min() >= 0


def test_a_meaning_is_a_unit_vector_and_like_texts_are_near() -> None:
    shop, shopping, garden = encode(
        ["de boodschappen halen", "naar de winkel voor eten", "het gras maaien"]
    )
    assert shop.shape == (DIMENSIONS,)
    assert np.linalg.norm(shop) == pytest.approx(1, abs=1e-3)
    assert shop @ shopping > shop @ garden
    assert encode([]).shape == (0, DIMENSIONS)
