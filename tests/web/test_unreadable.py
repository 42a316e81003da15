"""What cannot be read as a form: 400, and only for who may do it. A reader hears first that they
may not, a stranger has to sign in, and what does not exist does not exist.
"""

from __future__ import annotations

import pytest

from tests.web.conftest import NOBODYS
from tests.world import Visitors, World

TOO_MANY = "&".join(f"f{n}=1" for n in range(501)).encode()
# What each kind of body says it is.
UNREADABLE = {
    "no boundary": (b"title=x", "multipart/form-data"),
    "broken parts": (b"title=x&version=1", "multipart/form-data; boundary=xx"),
    "a file where none is asked": (
        b'--xx\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nx\r\n--xx--\r\n',
        "multipart/form-data; boundary=xx",
    ),
    "too many fields": (TOO_MANY, "application/x-www-form-urlencoded"),
}
PLACES = {
    "edit": "/behoeften/{need}",
    "close": "/behoeften/{need}/sluiten",
    "new": "/behoeften",
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("place", PLACES)
def test_the_right_comes_before_the_form(
    visitors: Visitors, world: World, kind: str, place: str
) -> None:
    need = world.need(publish=True)
    world.session.commit()
    body, said = UNREADABLE[kind]

    def post(who: str | None, path: str) -> int:
        answer = visitors[who].post(path, content=body, headers={"content-type": said})
        return answer.status_code

    path = PLACES[place].format(need=need.id)
    assert post("amina", path) == 400
    assert post("greet", path) == 403
    assert post(None, path) == 303
    if "{need}" in PLACES[place]:
        assert post("amina", path.replace(str(need.id), NOBODYS)) == 404
        assert post("greet", path.replace(str(need.id), NOBODYS)) == 404


@pytest.mark.parametrize("kind", ["no boundary", "broken parts"])
def test_so_it_is_with_a_file(visitors: Visitors, kind: str) -> None:
    body, said = UNREADABLE[kind]
    answers = {
        who: visitors[who].post("/importeren", content=body, headers={"content-type": said})
        for who in ("amina", "greet", None)
    }
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "amina": 400,
        "greet": 403,
        None: 303,
    }


@pytest.mark.parametrize("kind", UNREADABLE)
def test_signing_in_reads_a_form_too(visitors: Visitors, kind: str) -> None:
    body, said = UNREADABLE[kind]
    for path in ("/inloggen", "/inloggen/demo", "/taal"):
        answer = visitors[None].post(path, content=body, headers={"content-type": said})
        assert answer.status_code == 400, path
