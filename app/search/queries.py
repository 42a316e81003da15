"""Everything that somebody's words find, from what this reader may see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.actions import queries as action_queries
from app.core import inputs, words
from app.core.i18n import mark
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.language import lookup
from app.needs import queries as need_queries
from app.offers import queries as offer_queries
from app.organisations import queries as organisation_queries
from app.target_groups import queries as group_queries

FEW = 3  # of each kind, beside the others
MANY = 20  # of one kind
MOST_MENDED = 3  # typed words for which a better one is looked for


class FoundKind(words.Worded):
    """What can be found. The hint leads to all of a kind."""

    NEED = "need", words.Word(mark("Needs"), hint=mark("All %(num)s needs"))
    OFFER = "offer", words.Word(mark("Offers"), hint=mark("All %(num)s offers"))
    ACTION = "action", words.Word(mark("Actions"), hint=mark("All %(num)s actions"))
    GROUP = "group", words.Word(mark("Target groups"), hint=mark("All %(num)s target groups"))
    ORGANISATION = (
        "organisation",
        words.Word(mark("Organisations"), hint=mark("All %(num)s organisations")),
    )


class SearchFilters(inputs.Input):
    """What the address of the page asks for."""

    q: str = ""
    kind: FoundKind | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one kind: the first rows, and how many there are."""

    rows: Sequence[Any] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What was found by `words`, which are other ones than were typed when those found nothing."""

    words: str
    is_mended: bool
    hits: dict[FoundKind, Hits]

    @property
    def total(self) -> int:
        """How many there are of all kinds."""
        return sum(hits.total for hits in self.hits.values())


def find_all(session: Session, actor: Actor, filters: SearchFilters) -> Found:
    """What the typed words find, or the words that were probably meant."""
    if not lookup.ask(filters.q):
        return Found(filters.q, is_mended=False, hits={})
    found = _find(session, actor, filters.q, filters.kind)
    if found.total:
        return found
    mended = _mend(session, actor, filters.q)
    if mended is None:
        return found
    better = _find(session, actor, mended, filters.kind)
    return Found(mended, is_mended=True, hits=better.hits) if better.total else found


def _find(session: Session, actor: Actor, typed: str, kind: FoundKind | None) -> Found:
    size = dict.fromkeys(FoundKind, FEW if kind is None else 1) | ({kind: MANY} if kind else {})
    needs = need_queries.find_needs(
        session,
        actor,
        need_queries.NeedFilters(q=typed, status=need_queries.StatusFilter.ALL),
        size=size[FoundKind.NEED],
    )
    offers = offer_queries.find_offers(
        session,
        actor,
        offer_queries.OfferFilters(q=typed, state=offer_queries.StateFilter.ALL),
        size=size[FoundKind.OFFER],
    )
    actions = action_queries.find_actions(
        session,
        actor,
        action_queries.ActionFilters(q=typed, status=action_queries.ActionStatusFilter.ALL),
        size=size[FoundKind.ACTION],
    )
    groups = [
        group
        for group in group_queries.find_groups(session, actor.regions)
        if lookup.fits(typed, *_group_words(group))
    ]
    organisations = [
        each
        for each in organisation_queries.find_organisations(session, actor)
        if lookup.fits(typed, each.name)
    ]
    hits = {
        FoundKind.NEED: Hits(needs.rows, needs.total),
        FoundKind.OFFER: Hits(offers.rows, offers.total),
        FoundKind.ACTION: Hits(actions.rows, actions.total),
        FoundKind.GROUP: Hits(groups[: size[FoundKind.GROUP]], len(groups)),
        FoundKind.ORGANISATION: Hits(
            organisations[: size[FoundKind.ORGANISATION]], len(organisations)
        ),
    }
    return Found(typed, is_mended=False, hits=hits)


def _group_words(group: group_queries.Group) -> tuple[str, ...]:
    return (group.label_nl, group.label_en, *group.words)


_NEAR: tuple[Callable[[Session, Actor, str], set[str]], ...] = (
    need_queries.find_words_near,
    offer_queries.find_words_near,
    action_queries.find_words_near,
)


def _mend(session: Session, actor: Actor, typed: str) -> str | None:
    """The typed words with those that stand nowhere for the nearest that do; only words of what
    this reader may see. None when nothing comes near.
    """
    texts = [
        text
        for group in group_queries.find_groups(session, actor.regions)
        for text in _group_words(group)
    ]
    organisations: list[Organisation] = organisation_queries.find_organisations(session, actor)
    texts += [each.name for each in organisations]
    known = {chunk for text in texts for chunk in lookup.chunks_of(text)}
    mended = []
    for number, chunk in enumerate(lookup.chunks_of(typed)[: lookup.MAX_WORDS]):
        near = chunk
        if number < MOST_MENDED:
            others = set(known).union(*(find(session, actor, chunk) for find in _NEAR))
            near = lookup.nearest(chunk, others) or chunk
        mended.append(near)
    better = " ".join(mended)
    return better if better != " ".join(lookup.chunks_of(typed)) else None
