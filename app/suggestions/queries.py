"""What the engine thinks could become a match: ranked, with reasons, from the side of a need or of
an offer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.identity.actor import Actor
from app.needs.models import Need
from app.offers.models import Offer
from app.reference import models as reference_models, queries as reference_queries
from app.scoring import chances, facts, reasons as scoring_reasons
from app.scoring.terms import Rarity, Scores, Terms, Weights, score
from app.suggestions import candidate_queries, evidence, word_queries
from app.target_groups.choices import RegionChoices

FIRST = 10  # suggestions on a page


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One pair that could become a match, told from the side that looks for a partner.

    `title`, `organisation`, `left` and `unit` are of the other side; `left` None is a number the
    reader may not know. `quantity` is what a proposal can begin with, in the need's unit; None
    where units differ or the number is hidden.
    """

    need_id: UUID
    offer_id: UUID
    title: str
    organisation_id: UUID
    organisation: str
    left: int | None
    unit: reference_models.Unit
    quantity: int | None
    score: float
    fit: chances.Fit
    terms: Terms
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """What the scoring makes of one pair, without words."""

    terms: Terms
    score: float


@dataclass(frozen=True)
class Suggestions:
    """The best ones that are not proposed yet, and how many more there are above the region's
    threshold.
    """

    rows: list[Suggestion]
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows)


def suggest_offers(
    session: Session,
    actor: Actor,
    need: Need,
    *,
    limit: int = FIRST,
    weights: Weights | None = None,
    threshold: float | None = None,
    settings: reference_models.RegionSettings | None = None,
    label: scoring_reasons.Label | None = None,
    one: evidence.Candidate | None = None,
) -> Suggestions:
    """The offers that fit a need best. Empty when none fits well enough: the page says so instead
    of showing poor ones.

    Other `weights` and another `threshold` than the region's are for trying them out; `settings`
    are the region's, `label` is the reader's word for a slug or a code and `one` what the need
    says, for a page that has read them already.
    """
    one = one or candidate_queries.facts_of_need(session, actor, need)
    counts = word_queries.find_counts(session, one.facts)
    return _suggest(
        session,
        actor,
        one=one,
        found=candidate_queries.find_offer_candidates(
            session, actor, need, one=one.facts, counts=counts
        ),
        counts=counts,
        settings=settings or reference_queries.get_settings(session, need.region_code),
        are_needs=False,
        limit=limit,
        weights=weights,
        threshold=threshold,
        label=label,
    )


def suggest_needs(
    session: Session,
    actor: Actor,
    offer: Offer,
    *,
    limit: int = FIRST,
    weights: Weights | None = None,
    settings: reference_models.RegionSettings | None = None,
    label: scoring_reasons.Label | None = None,
    one: evidence.Candidate | None = None,
) -> Suggestions:
    """The needs that an offer fits best."""
    one = one or candidate_queries.facts_of_offer(session, actor, offer)
    counts = word_queries.find_counts(session, one.facts)
    return _suggest(
        session,
        actor,
        one=one,
        found=candidate_queries.find_need_candidates(
            session, actor, offer, one=one.facts, counts=counts
        ),
        counts=counts,
        settings=settings or reference_queries.get_settings(session, offer.region_code),
        are_needs=True,
        limit=limit,
        weights=weights,
        label=label,
    )


def explain_pair(
    session: Session,
    actor: Actor,
    need: Need,
    offer: Offer,
    *,
    label: scoring_reasons.Label | None = None,
) -> Suggestion:
    """Terms, reasons and cautions of one pair, such as that of a match. Told from the side of the
    need.
    """
    one, other = candidate_queries.find_pair_facts(session, actor, need, offer)
    weights, rarity = (
        weights_of(session, need.region_code),
        word_queries.find_rarity(session, one.facts, [other.facts]),
    )
    scores = score(one.facts, facts.Batch([other.facts], are_needs=False), weights, rarity)
    label = label or RegionChoices.for_reading(session, actor).label
    return _told(one, other, scores, 0, weights, rarity, label, are_needs=False)


def judge_pair(session: Session, actor: Actor, need: Need, offer: Offer) -> Judgement:
    """The terms and the score that a proposal is stored with. They come from stored rows, never
    from the browser.
    """
    one, other = candidate_queries.find_pair_facts(session, actor, need, offer)
    weights, rarity = (
        weights_of(session, need.region_code),
        word_queries.find_rarity(session, one.facts, [other.facts]),
    )
    scores = score(one.facts, facts.Batch([other.facts], are_needs=False), weights, rarity)
    return Judgement(scores.terms_of(0), round(float(scores.total[0]), 4))


def weights_of(session: Session, region_code: str) -> Weights:
    """What the region chose, or the national weights."""
    return Weights.from_stored(reference_queries.get_settings(session, region_code).weights)


def _suggest(
    session: Session,
    actor: Actor,
    *,
    one: evidence.Candidate,
    found: evidence.Candidates,
    counts: Mapping[str, int],
    settings: reference_models.RegionSettings,
    are_needs: bool,
    limit: int,
    weights: Weights | None,
    threshold: float | None = None,
    label: scoring_reasons.Label | None,
) -> Suggestions:
    if not found:
        return Suggestions([])
    weights = weights or Weights.from_stored(settings.weights)
    many = found.batch(are_needs=are_needs)
    rarity = word_queries.rarity_of(counts, one.facts, many.items)
    scores = score(one.facts, many, weights, rarity)
    own = settings.suggestion_threshold if threshold is None else threshold
    is_good = scores.is_good(chances.SHOWN_FROM if own is None else own)
    good = [place for place in scores.best(len(found)) if is_good[place]]
    places = [place for place in good if not (found.matched and found.matched[place])]
    if not places:
        return Suggestions([])
    label = label or RegionChoices.for_reading(session, actor).label
    return Suggestions(
        [
            _told(one, found[p], scores, p, weights, rarity, label, are_needs=are_needs)
            for p in places[:limit]
        ],
        more=max(0, len(places) - limit),
    )


def planned_from(session: Session, region_code: str) -> float:
    """From which chance on a pair may enter the region plan."""
    own = reference_queries.get_settings(session, region_code).plan_threshold
    return chances.PLANNED_FROM if own is None else own


def _told(
    one: evidence.Candidate,
    other: evidence.Candidate,
    scores: Scores,
    place: int,
    weights: Weights,
    rarity: Rarity,
    label: scoring_reasons.Label,
    *,
    are_needs: bool,
) -> Suggestion:
    need, offer = (other, one) if are_needs else (one, other)
    terms = scores.terms_of(place)
    pair = scoring_reasons.Pair(
        need.facts, offer.facts, terms, need.text, offer.text, is_masked=need.is_masked
    )
    said = scoring_reasons.explain(pair, weights, rarity, label)
    return Suggestion(
        need_id=need.facts.id,
        offer_id=offer.facts.id,
        title=other.title,
        organisation_id=other.facts.organisation_id,
        organisation=other.organisation,
        left=other.facts.left,
        unit=other.facts.unit,
        quantity=_fitting(need.facts, offer.facts),
        score=float(scores.total[place]),
        fit=chances.Fit.of(float(scores.chances[place])),
        terms=terms,
        reasons=said.reasons,
        cautions=said.cautions,
    )


def _fitting(need: facts.Facts, offer: facts.Facts) -> int | None:
    if need.unit is not offer.unit or need.left is None or offer.left is None:
        return None
    return min(need.left, offer.left)
