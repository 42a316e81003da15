"""Everything that somebody's words find, from what this reader may see."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.actions import queries as action_queries, word_queries as action_word_queries
from app.core import inputs, words
from app.core.i18n import mark
from app.identity.actor import Actor
from app.language import lookup, slips
from app.matches import arrival_queries
from app.needs import filters as need_filters, queries as need_queries
from app.offers import queries as offer_queries
from app.organisations import queries as organisation_queries
from app.resilience import queries as example_queries, word_queries as example_word_queries
from app.target_groups import queries as group_queries

FEW = 3  # of each kind, beside the others
MANY = 20  # of one kind
MOST_MENDED = 3  # typed words that stand nowhere for which a better one is looked for


class FoundKind(words.Worded):
    """What can be found. The hint leads to all of a kind."""

    NEED = "need", words.Word(mark("Needs"), hint=mark("All %(num)s needs"))
    OFFER = "offer", words.Word(mark("Offers"), hint=mark("All %(num)s offers"))
    ACTION = "action", words.Word(mark("Actions"), hint=mark("All %(num)s actions"))
    EXAMPLE = "example", words.Word(mark("Examples"), hint=mark("All %(num)s examples"))
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
    if found.total and not lookup.guessed(filters.q):
        return found
    return _better(session, actor, filters.q, filters.kind) or found


def mend(session: Session, actor: Actor, typed: str, *, is_found: bool) -> str | None:
    """The words that were probably meant; None when those that were typed find something, or no
    others do. Every search field asks this, so that the same words find the same everywhere.
    `is_found` says that the typed words found something already.
    """
    if not lookup.ask(typed):
        return None
    if not lookup.guessed(typed) and (is_found or _find(session, actor, typed, None).total):
        return None
    better = _better(session, actor, typed, None)
    return None if better is None else better.words


def _better(session: Session, actor: Actor, typed: str, kind: FoundKind | None) -> Found | None:
    mended = _mend(session, actor, typed)
    if mended is None:
        return None
    found = _find(session, actor, mended, kind)
    return Found(mended, is_mended=True, hits=found.hits) if found.total else None


def said_of(hit: Any, typed: str) -> list[tuple[str, bool]]:
    """What the explanation of a hit says of words that its title does not have, in pieces. Nothing
    of a small group's: it may name the place.
    """
    if getattr(hit, "is_masked", False) or lookup.fits(typed, hit.title):
        return []
    return lookup.snippet(hit.description, typed)


def _find(session: Session, actor: Actor, typed: str, kind: FoundKind | None) -> Found:
    size = dict.fromkeys(FoundKind, FEW if kind is None else 1) | ({kind: MANY} if kind else {})
    needs = need_queries.find_needs(
        session,
        actor,
        need_filters.NeedFilters(q=typed, status=need_filters.StatusFilter.ALL),
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
    examples = example_queries.find_examples(
        session,
        actor,
        example_queries.ExampleFilters(q=typed, status=example_queries.ExampleStatusFilter.ALL),
        size=size[FoundKind.EXAMPLE],
    )
    # First those whose own name has the words, then those that have them in another word.
    groups = sorted(
        (
            group
            for group in group_queries.find_groups(session, actor.regions)
            if lookup.fits(typed, *group.names)
        ),
        key=lambda group: not lookup.fits(typed, group.label),
    )
    organisations = organisation_queries.find_said(
        session, actor, typed, size=size[FoundKind.ORGANISATION]
    )
    hits = {
        FoundKind.NEED: Hits(
            arrival_queries.with_arrivals(session, actor, needs.rows), needs.total
        ),
        FoundKind.OFFER: Hits(offers.rows, offers.total),
        FoundKind.ACTION: Hits(actions.rows, actions.total),
        FoundKind.EXAMPLE: Hits(examples.rows, examples.total),
        FoundKind.GROUP: Hits(groups[: size[FoundKind.GROUP]], len(groups)),
        FoundKind.ORGANISATION: Hits(*organisations),
    }
    return Found(typed, is_mended=False, hits=hits)


# Who may say which words stand there, and which are near.
_TOLD: tuple[Any, ...] = (
    need_queries,
    offer_queries,
    action_word_queries,
    example_word_queries,
    organisation_queries,
)


def _mend(session: Session, actor: Actor, typed: str) -> str | None:
    """The typed words with those that stand nowhere for the nearest that do; only words of what
    this reader may see. None when nothing comes near.
    """
    chunks = lookup.asked_words(typed)
    asked = {
        chunk: lookup.query_of_word(chunk)
        for chunk in chunks[: lookup.MAX_WORDS]
        if slips.can_be_mended(chunk)
    }
    texts = [
        text for group in group_queries.find_groups(session, actor.regions) for text in group.names
    ]
    said = _count_said(session, actor, asked)
    known = {chunk for text in texts for chunk in lookup.chunks_of(text)}
    lost = [word for word in asked if word not in said and not slips.stands_in(word, known)]
    better = _nearest(session, actor, lost[:MOST_MENDED], texts)
    mended = [better.get(chunk, chunk) for chunk in chunks[: lookup.MAX_WORDS]]
    return " ".join(mended) if better else None


def _nearest(
    session: Session, actor: Actor, lost: Sequence[str], texts: Sequence[str]
) -> dict[str, str]:
    """Of words that stand nowhere the one that was meant, where there is one."""
    tried = {word: slips.one_slip_from(word) for word in lost}
    every = {other: f"'{other}'" for others in tried.values() for other in others}
    said = _count_said(session, actor, every)
    if every:
        said.update(Counter(lookup.found_by(*texts).split()))
    chunks = {chunk for text in texts for chunk in lookup.chunks_of(text)}
    better = {}
    for word, others in tried.items():
        near = slips.likeliest(others, said)
        if near is None and (not others or slips.can_have_two(word)):
            told = (each.find_words_near(session, actor, word) for each in _TOLD)
            near = slips.meant(word, chunks.union(*told))
        if near is not None and near != word:
            better[word] = near
    return better


def _count_said(session: Session, actor: Actor, asked: Mapping[str, str]) -> Counter[str]:
    said = Counter[str]()
    for each in _TOLD if asked else ():
        said.update(each.count_said(session, actor, asked))
    return said
