"""Building the demo region: through the commands, as the cast, at the moments the story tells."""

from sqlmodel import Session, select

from app.core import clock
from app.demo import region as demo_region, sizes, story
from app.demo.actions import seed_actions
from app.demo.cast import read
from app.demo.examples import seed_examples
from app.demo.interpretations import seed_interpretations
from app.demo.matches import seed_matches
from app.demo.releases import seed_releases
from app.demo.reports import seed_reports
from app.demo.signals import seed_signals
from app.identity.models import Person
from app.language.texts import storing_later
from app.suggestions.text_commands import count_words

FOUNDED_DAYS_AGO = 200


def is_seeded(session: Session) -> bool:
    """Whether there is anybody already: the demo is built on an empty database only."""
    return session.exec(select(Person.id).limit(1)).first() is not None


def seed_demo(session: Session) -> dict[str, int]:
    """Everything, deterministic but for ids, with dates relative to today. Returns how many of each
    were made.
    """
    region = open_regions(session)
    needs, offers = read("needs"), read("offers")
    with storing_later(session) as texts:
        for number, need in enumerate(needs):
            story.log(region, need, minute=number)
        for number, offer in enumerate(offers):
            story.post(region, offer, minute=number)
    texts.store()
    count_words(session)
    cast = region.everybody()
    matches = seed_matches(session, cast, region.needs, region.offers)
    with storing_later(session) as texts:
        actions = seed_actions(session, cast, region.organisations, demo_region.moment_ago)
    texts.store()
    return {
        "organisaties": len(region.organisations),
        "mensen": len(region.people),
        "behoeften": len(needs),
        "aanbod": len(offers),
        "koppelingen": matches,
        "acties": actions,
        "voorbeelden": seed_examples(session, region),
        "signalen": seed_signals(session, region),
        "duidingen": seed_interpretations(session, region, cast.teams["VR01"]),
        "rapporten": seed_reports(session, cast.teams["VR01"]),
        "vrijgaven": seed_releases(session, cast.teams["VR01"]),
        "doelgroepen": sizes.seed_groups(session, cast.teams["VR01"], demo_region.moment_ago(30)),
        "omvang": sizes.seed_sizes(session, cast.teams["VR01"]),
    }


def open_regions(session: Session) -> demo_region.DemoRegion:
    """The organisations, people and crises of both regions, without a need or an offer yet."""
    region = demo_region.DemoRegion(session)
    with clock.at(demo_region.moment_ago(FOUNDED_DAYS_AGO, hour=9)):
        region.open()
    for crisis in read("crises"):
        region.start(crisis)
    for measure in read("measures"):
        region.take(measure)
    return region
