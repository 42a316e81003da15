"""Two of the region keep the registry at the same moment: a word still belongs to one group."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import create_engine
from sqlmodel import Session, col, select

from app.core.errors import Invalid
from app.target_groups.commands import GroupInput, GroupWordsInput, add_group, set_own_words
from app.target_groups.models import TargetGroup, TargetGroupWords
from app.target_groups.queries import get_group
from tests.conftest import Databases
from tests.world import World


@pytest.mark.parametrize("verb", ["add", "words"])
def test_the_same_word_at_the_same_moment_goes_to_one_of_them(
    databases: Databases, verb: str
) -> None:
    engine = create_engine(databases.copy("world"))
    together = Barrier(2)

    def attempt(who: str, slug: str) -> bool:
        with Session(engine, expire_on_commit=False) as session:
            actor = World(session)[who]
            group = get_group(session, actor, slug)
            together.wait(timeout=10)
            try:
                if verb == "add":
                    add_group(session, actor, GroupInput(label="Mensen met waterschade"))
                else:
                    set_own_words(session, actor, group, GroupWordsInput(synonyms="gedeeld woord"))
                session.commit()
            except Invalid:
                return False
        return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(attempt, ("eva", "daan"), ("older_people", "informal_carers")))
    assert sorted(done) == [False, True]
    with Session(engine) as session:
        added = select(TargetGroup).where(col(TargetGroup.region_code) == "VR01")
        worded = select(TargetGroupWords).where(col(TargetGroupWords.region_code) == "VR01")
        kept = [words for words in session.exec(worded) if words.words]
        assert len(session.exec(added).all()) + len(kept) == 1
    engine.dispose()
