"""SQL and HTML of the two floors, written by hand."""

from __future__ import annotations

import re

PERSON = """
SELECT p.name, m.role, o.id AS organisation_id, o.name AS organisation_name, o.region_code,
r.name AS region_name,
  (SELECT json_agg(json_build_array(c.name, c.phase)) FROM crisis c
   WHERE c.region_code = o.region_code AND c.started_on <= current_date
     AND (c.ended_on IS NULL OR c.ended_on >= current_date)) AS crises
FROM login_session s
JOIN person p ON p.id = s.person_id AND p.is_active
JOIN membership m ON m.person_id = p.id
JOIN organisation o ON o.id = m.organisation_id AND o.status = 'admitted'
JOIN safety_region r ON r.code = o.region_code
WHERE s.token_hash = %(token)s AND s.last_seen_at > now() - interval '8 hours'
  AND s.created_at > now() - interval '3 days'
"""

CHOICES = """
SELECT kind, value, label FROM (
  SELECT 'support_types' AS kind, slug AS value, label_nl AS label, to_char(position,
  'FM000000') AS place
  FROM support_type WHERE region_code IS NULL OR region_code = %(region)s
  UNION ALL SELECT 'themes', slug, label_nl, to_char(position, 'FM000000')
  FROM theme WHERE region_code IS NULL OR region_code = %(region)s
  UNION ALL SELECT 'target_groups', slug, label_nl, to_char(position, 'FM000000')
  FROM target_group WHERE region_code IS NULL OR region_code = %(region)s
  UNION ALL SELECT 'municipalities', code, name,
  sort_name FROM municipality WHERE region_code = %(region)s
  UNION ALL SELECT 'crises', slug, name, to_char(position,
  'FM000000') FROM crisis WHERE region_code = %(region)s
) AS list ORDER BY kind, place, label
"""

LIST = """
SELECT n.id, n.title, n.organisation_id, o.name AS organisation_name, n.municipality_code,
n.target_group,
  n.support_type, n.quantity,
  n.committed, n.quantity - n.committed AS left, n.unit, n.urgency, n.status, n.created_at,
  n.published_at,
  CASE WHEN n.status = 'open' AND n.needed_until < CURRENT_DATE THEN 'over' ELSE n.status END
  AS state,
  n.organisation_id = %(organisation)s AS is_own,
  n.people < 5 AND n.municipality_code IS NOT NULL AND n.organisation_id <> %(organisation)s AS
  is_masked,
  n.people < 5 AND n.municipality_code IS NOT NULL AND n.organisation_id <> %(organisation)s
    AND (n.unit = 'people' OR n.quantity < 5) AS hides_number,
  (SELECT count(*) FROM need WHERE region_code = %(region)s
     AND (status = 'open' AND (needed_until IS NULL OR needed_until >= CURRENT_DATE)
       OR (status = 'draft' AND organisation_id = %(organisation)s))) AS total
FROM need n JOIN organisation o ON o.id = n.organisation_id
WHERE n.region_code = %(region)s
  AND (n.status = 'open' AND (n.needed_until IS NULL OR n.needed_until >= CURRENT_DATE)
    OR (n.status = 'draft' AND n.organisation_id = %(organisation)s))
ORDER BY n.urgency_order, n.created_at, n.id LIMIT %(rows)s
"""

_MATCHES = """
(SELECT '{stands}' AS stands, m.id, n.title, a.name AS need_organisation,
b.name AS offer_organisation,
  n.municipality_code, n.target_group, n.urgency, n.quantity, n.committed,
  n.quantity - n.committed AS left,
  CASE WHEN m.status IN ('proposed', 'approved') THEN m.quantity ELSE 0 END AS asked,
  false AS waits_for_answers,
  m.quantity AS match_quantity, n.unit, m.status, m.needs_review, m.outcome, m.moved_at AS since,
  m.answer_by,
  CASE WHEN m.status = 'proposed' AND m.needs_review THEN 'team' WHEN m.status IN ('proposed',
  'approved') AND NOT m.awaits_offer THEN 'need' WHEN m.need_confirms THEN 'need' WHEN m.status IN
  ('proposed', 'approved', 'accepted', 'running') THEN 'offer' END AS waits_for,
  CASE WHEN m.status NOT IN ('proposed', 'approved') THEN NULL WHEN n.status = 'open' AND
  n.needed_until < CURRENT_DATE THEN 'need' WHEN f.available_until < CURRENT_DATE THEN 'offer' END
  AS past, m.need_confirms OR m.offer_confirms AS is_changed, m.need_id, m.offer_id,
  n.people < 5 AND n.municipality_code IS NOT NULL AS is_masked,
  n.people < 5 AND n.municipality_code IS NOT NULL AND (n.unit = 'people' OR n.quantity < 5) AS
  hides_number,
  CASE WHEN m.offer_organisation_id = %(organisation)s THEN ARRAY['offer'] ELSE ARRAY[]::text[] END
  AS turns,
  (SELECT json_build_object('id', x.id, 'title',
  x.title) FROM action_match l JOIN action x ON x.id = l.action_id
   WHERE l.match_id = m.id AND x.status <> 'stopped' ORDER BY x.created_at DESC,
   x.id DESC LIMIT 1) AS action,
  (SELECT count(*) FROM match m WHERE m.region_code = %(region)s AND {rule}) AS total,
  n.needed_until AS until, NULL::timestamptz AS edited
FROM (SELECT * FROM match m WHERE m.region_code = %(region)s AND {rule}
      ORDER BY m.moved_at{descending}, m.id{descending} LIMIT %(cards)s) m
JOIN need n ON n.id = m.need_id
JOIN offer f ON f.id = m.offer_id
JOIN organisation a ON a.id = m.need_organisation_id
JOIN organisation b ON b.id = m.offer_organisation_id
ORDER BY m.moved_at{descending}, m.id{descending})
"""

_OPEN = """
(SELECT 'open' AS stands, n.id, n.title, o.name AS need_organisation, NULL AS offer_organisation,
  n.municipality_code, n.target_group, n.urgency, n.quantity, n.committed,
  n.quantity - n.committed AS left,
  q.asked, n.quantity - n.committed <= q.asked AS waits_for_answers,
  NULL::int AS match_quantity, n.unit, NULL AS status, false AS needs_review, NULL AS outcome,
  n.published_at AS since, NULL::timestamptz AS answer_by, NULL AS waits_for,
  NULL AS past, false AS is_changed, n.id AS need_id, NULL::uuid AS offer_id,
  n.people < 5 AND n.municipality_code IS NOT NULL AS is_masked,
  n.people < 5 AND n.municipality_code IS NOT NULL AND (n.unit = 'people' OR n.quantity < 5) AS
  hides_number,
  ARRAY[]::text[] AS turns, NULL::json AS action,
  (SELECT count(*) FROM need WHERE region_code = %(region)s AND status = 'open' AND committed <
  quantity AND (needed_until IS NULL OR needed_until >= CURRENT_DATE)) AS total,
  n.needed_until AS until,
  CASE WHEN n.edited_at > n.published_at + interval '1 minute' THEN n.edited_at END AS edited
FROM need n JOIN organisation o ON o.id = n.organisation_id
CROSS JOIN LATERAL (SELECT coalesce(sum(m.quantity), 0)::int AS asked FROM match m
   WHERE m.need_id = n.id AND m.status IN ('proposed', 'approved')) q
WHERE n.region_code = %(region)s AND n.status = 'open' AND n.committed < n.quantity
  AND (n.needed_until IS NULL OR n.needed_until >= CURRENT_DATE)
ORDER BY n.urgency_order, n.created_at, n.id LIMIT %(cards)s)
"""

BOARD = " UNION ALL ".join(
    [
        _OPEN,
        *(
            _MATCHES.format(
                stands=stands, rule=rule, descending=" DESC" if stands == "ended" else ""
            )
            for stands, rule in (
                ("proposed", "m.status = 'proposed' AND m.needs_review"),
                (
                    "talking",
                    "(m.status IN ('approved', 'accepted') OR (m.status = 'proposed' AND NOT "
                    "m.needs_review))",
                ),
                ("running", "m.status = 'running'"),
                (
                    "ended",
                    "m.status IN ('completed', 'declined', 'withdrawn', 'lapsed')"
                    " AND m.moved_at > now() - interval '14 days'",
                ),
            )
        ),
    ]
)

ROW_HTML = """
<li class="sb-row-item"><div class="sb-row-item__main"><p class="sb-row-item__top"><span
class="sb-urgency sb-urgency--%s">%s</span><span class="sb-state"><svg class="sb-icon" viewBox="0 0
16 16"
aria-hidden="true"><use href="/static/icons.svg#open"/></svg>%s</span><span>%s</span></p>
<h2 class="nl-heading nl-heading--level-3"><a href="/behoeften/%s">%s</a></h2>
<p class="sb-row-item__meta">%s · %s · %s · %s</p></div><div class="sb-row-item__side"><div
class="sb-cover"><svg
class="sb-cover__bar" aria-hidden="true"><rect class="sb-bar-open" width="100%%"
height="100%%"/><rect
class="sb-bar-set" width="%.2f%%" height="100%%"/></svg><p class="sb-cover__words"><span><span
class="sb-strong sb-num">%d van %d</span> %s</span><span class="sb-muted">nog %d
open</span></p></div></div></li>
"""

CARD_HTML = """
<li><article class="sb-card"><p class="sb-card__top"><span
class="sb-urgency sb-urgency--%s">%s</span><span>%s</span></p>
<h3 class="nl-heading nl-heading--level-3"><a href="/koppelingen/%s">%s</a></h3>
<p class="sb-card__where">%s · %s</p><p class="sb-card__pair"><svg class="sb-icon" viewBox="0 0 16
16"
aria-hidden="true"><use href="/static/icons.svg#arrow-right"/></svg><span>met %s,
voor %d</span></p><div
class="sb-cover"><svg class="sb-cover__bar" aria-hidden="true"><rect class="sb-bar-open"
width="100%%" height="100%%"/>
<rect class="sb-bar-set" width="%.2f%%" height="100%%"/></svg><p class="sb-cover__words"><span><span
class="sb-strong sb-num">%d van %d</span> %s</span><span class="sb-muted">%d
gevraagd</span></p></div>
<p class="sb-card__next"><strong>%s</strong> zoekt een partner</p></article></li>
"""

TOTAL_LIMIT = 1_000
_COUNTED = re.compile(r"\(SELECT count\(\*\) FROM (.*?)\) AS (total)", re.DOTALL)


def _cheap(statement: str) -> str:
    """The same, but that it counts up to the limit and one more."""
    cheap, found = _COUNTED.subn(
        rf"(SELECT count(*) FROM (SELECT FROM \1 LIMIT {TOTAL_LIMIT + 1}) x) AS \2",  # noqa: S608
        statement,
    )
    if found == 0:
        raise RuntimeError("nothing is counted any more")
    return cheap


LISTS = {"whole": LIST, "cheap": _cheap(LIST)}
BOARDS = {"whole": BOARD, "cheap": _cheap(BOARD)}
