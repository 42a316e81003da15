"""The groups that the region added, and how many people of the important groups live in each
municipality of Groningen: round and made-up.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.identity.actor import Actor
from app.target_groups import (
    commands as group_commands,
    estimate_commands,
    fields as group_fields,
    queries as group_queries,
)

SOURCE = "Schatting voor de demo"
# Inhabitants, rounded.
RESIDENTS = {
    "GM0014": 240_000, "GM0037": 32_000, "GM0047": 27_000, "GM0765": 12_000, "GM1895": 39_000,
    "GM1950": 27_000, "GM1952": 61_000, "GM1966": 48_000, "GM1969": 65_000, "GM1979": 45_000,
}  # fmt: skip
# Of every thousand inhabitants.
SHARES = {
    "older_people": 220, "lonely_people": 110, "people_in_debt": 80, "low_literate": 120,
    "informal_carers": 130, "digitally_excluded": 90, "children_in_poverty": 15,
    "medically_vulnerable": 140,
}  # fmt: skip
# Groups that the region added itself, with other words for them.
OWN_GROUPS = (
    (
        "Bewoners van het aardbevingsgebied",
        "gedupeerden, bevingsgebied, mensen met schade door gaswinning",
    ),
    ("Vissers en hun gezinnen", "kottervissers, vissersgezinnen, zeevisserij"),
)
# Words that people here use for a national group.
OWN_WORDS = {"older_people": "olle lu, aanleunbewoners"}
COUNTED_BEFORE = ("older_people", "people_in_debt")


def seed_groups(session: Session, team: Actor, moment: datetime) -> int:
    """What the region added to the national list. Returns how many groups."""
    with clock.at(moment):
        for label, synonyms in OWN_GROUPS:
            group_commands.add_group(
                session, team, group_commands.GroupInput(label=label, synonyms=synonyms)
            )
        known = group_queries.get_groups(session, OWN_WORDS, team.seats[0].region_code)
        for slug, words in OWN_WORDS.items():
            group_commands.set_own_words(
                session, team, known[slug], group_commands.GroupWordsInput(synonyms=words)
            )
    return len(OWN_GROUPS)


def seed_sizes(session: Session, team: Actor) -> int:
    """Write them down as the team of the region; for some groups also what it was last year.
    Returns how many.
    """
    count = 0
    for group, share in SHARES.items():
        for place, residents in RESIDENTS.items():
            people = residents * share // 1000
            for days, part in ((400, 0.95), (40, 1)) if group in COUNTED_BEFORE else ((40, 1),):
                given = group_fields.EstimateInput(
                    target_group=group,
                    municipality=place,
                    people=round(people * part / 10) * 10,
                    source=SOURCE,
                    as_of=clock.today() - timedelta(days=days),
                )
                estimate_commands.add_estimate(session, team, given)
                count += 1
    return count
