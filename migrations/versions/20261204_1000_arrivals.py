"""What each side of a completed match says of whether the help arrived, and the count of what waits
asks it.

Revision ID: arrivals
Revises: count_calls
"""

import runpy
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "arrivals"
down_revision = "count_calls"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE OR REPLACE FUNCTION count_work(_own UUID[], _writing UUID[], _deciding UUID[], _team
TEXT[], _regions TEXT[], _overseen TEXT[], _administered TEXT[], _today DATE, _now TIMESTAMP
WITH TIME ZONE) RETURNS integer LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET
enable_mergejoin = off
AS $$ BEGIN RETURN (
SELECT count(*) AS count_1  FROM (SELECT 1  FROM offer  WHERE (offer.organisation_id = ANY
(_writing) OR offer.organisation_id = ANY (_own) AND offer.status != 'draft' OR
offer.region_code = ANY (_regions) AND offer.status IN ('published', 'paused') OR
offer.region_code = ANY (_overseen) AND offer.status IN ('submitted', 'withdrawn') AND
(offer.status = 'submitted' OR offer.published_at IS NOT NULL) OR offer.status = 'withdrawn' AND
(offer.matched_with && _own)) AND (offer.organisation_id = ANY (_writing) AND offer.status =
'published' AND least(offer.available_until, offer.fresh_until) BETWEEN _today -
make_interval(secs=>2592000.0) AND _today + make_interval(secs=>604800.0) OR offer.region_code =
ANY (_team) AND offer.status = 'submitted' OR offer.organisation_id = ANY (_deciding) AND
offer.status = 'draft') UNION ALL SELECT 1  FROM unnest(_writing) AS anon_2(id) JOIN LATERAL
(SELECT 1  FROM need  WHERE need.organisation_id = anon_2.id AND (need.organisation_id = ANY
(_writing) OR need.organisation_id = ANY (_own) AND need.status != 'draft' OR need.region_code =
ANY (_regions) AND need.status IN ('open', 'closed') OR (need.region_code = ANY (_overseen) OR
(need.matched_with && _own)) AND need.status = 'withdrawn') AND (need.organisation_id = ANY
(_writing) AND need.status = 'open' AND (need.needed_until IS NULL OR need.needed_until >=
_today) AND need.committed < need.quantity AND NOT (EXISTS (SELECT 1 AS anon_4  FROM match JOIN
offer ON offer.id = match.offer_id  WHERE match.need_id = need.id AND (match.status IN
('proposed', 'approved') AND NOT (offer.available_until IS NOT NULL AND offer.available_until <
_today) OR match.status = 'declined' AND coalesce(match.declined_by = 'team', false) AND
coalesce(match.tell_at > _now, false) OR match.status = 'declined' AND coalesce(match.undo_until
> _now, false)))) OR need.organisation_id = ANY (_writing) AND need.status = 'open' AND
need.needed_until IS NOT NULL AND need.needed_until < _today OR need.organisation_id = ANY
(_deciding) AND need.status = 'open' AND (need.needed_until IS NULL OR need.needed_until >=
_today) AND need.committed = need.quantity AND NOT (EXISTS (SELECT 1 AS anon_5  FROM match
WHERE match.need_id = need.id AND match.status IN ('proposed', 'approved', 'accepted',
'running'))) OR need.organisation_id = ANY (_deciding) AND need.status = 'draft')  LIMIT ALL
OFFSET 0) AS anon_3 ON true UNION ALL SELECT 1  FROM signal  WHERE (signal.municipality_code =
ANY (array((SELECT organisation.municipality_code  FROM organisation  WHERE organisation.id =
ANY (_deciding) AND organisation.kind = 'municipality'))) OR signal.region_code = ANY (_team))
AND signal.status = 'received' UNION ALL SELECT 1  FROM organisation  WHERE
organisation.region_code = ANY (_administered) AND organisation.status = 'requested' UNION ALL
SELECT 1  WHERE EXISTS (SELECT *  FROM organisation  WHERE organisation.region_code = ANY
(_administered) AND organisation.status = 'admitted' AND NOT (EXISTS (SELECT *  FROM membership
WHERE membership.organisation_id = organisation.id))) UNION ALL SELECT 1  WHERE
cardinality(_administered) > 0 AND (EXISTS (SELECT *  FROM procrastinate_jobs  WHERE
CAST(procrastinate_jobs.status AS TEXT) = 'failed' AND (nullif(procrastinate_jobs.queue_name,
'default') IS NULL OR procrastinate_jobs.queue_name = ANY (_administered)))) UNION ALL SELECT 1
WHERE EXISTS (SELECT *  FROM mail  WHERE mail.region_code = ANY (_administered) AND mail.state
IN ('refused', 'given_up') AND mail.ended_at > _now - make_interval(secs=>1209600.0)) UNION ALL
SELECT 1  WHERE cardinality(_administered) > 0 AND NOT (EXISTS (SELECT *  FROM
procrastinate_workers  WHERE procrastinate_workers.last_heartbeat > now() -
make_interval(secs=>30.0))) UNION ALL SELECT 1  FROM organisation_claim JOIN organisation ON
organisation.id = organisation_claim.organisation_id  WHERE organisation_claim.status =
'waiting' AND (organisation.id = ANY (_deciding) OR organisation.municipality_code IN (SELECT
organisation_1.municipality_code  FROM organisation AS organisation_1  WHERE organisation_1.id =
ANY (_deciding) AND organisation_1.kind = 'municipality') AND NOT (EXISTS (SELECT *  FROM
membership, person  WHERE membership.organisation_id = organisation.id AND membership.role IN
('coordinator') AND person.id = membership.person_id AND person.is_active)) OR
organisation.region_code = ANY (_administered)) UNION ALL SELECT 1  FROM organisation JOIN
organisation_profile ON organisation_profile.organisation_id = organisation.id  WHERE
organisation.id = ANY (_deciding) AND organisation.status = 'admitted' AND
coalesce(organisation_profile.confirmed_at, organisation.created_at) <= _now -
make_interval(secs=>31536000.0) UNION ALL SELECT 1  FROM (SELECT anon_7.kind AS kind  FROM
(SELECT 'join' AS kind  FROM action JOIN action_partner ON action_partner.action_id = action.id
JOIN organisation AS organisation_2 ON organisation_2.id = action.organisation_id  WHERE
action.region_code = ANY (_regions) AND action_partner.organisation_id = ANY (_deciding) AND
action_partner.status = 'invited' AND action.status IN ('planned', 'running') ORDER BY
action_partner.invited_at   LIMIT 100) AS anon_7 UNION ALL SELECT anon_8.kind AS kind  FROM
(SELECT 'wait_partner' AS kind  FROM action JOIN action_partner ON action_partner.action_id =
action.id JOIN organisation AS organisation_3 ON organisation_3.id =
action_partner.organisation_id  WHERE action.region_code = ANY (_regions) AND
action.organisation_id = ANY (_writing) AND (action_partner.status = 'invited' OR
coalesce(action_partner.undo_until > _now, false) AND action_partner.organisation_id != ALL
(_deciding)) AND action.status IN ('planned', 'running') ORDER BY action_partner.invited_at
LIMIT 100) AS anon_8 UNION ALL SELECT anon_9.kind AS kind  FROM (SELECT 'do_step' AS kind  FROM
action JOIN action_step ON action_step.action_id = action.id  WHERE action.region_code = ANY
(_regions) AND action_step.organisation_id = ANY (_writing) AND action_step.done_at IS NULL AND
action_step.due_on <= _today + make_interval(secs=>604800.0) AND action.status IN ('planned',
'running') ORDER BY action_step.due_on   LIMIT 100) AS anon_9 UNION ALL SELECT anon_10.kind AS
kind  FROM (SELECT 'start_action' AS kind  FROM action  WHERE action.region_code = ANY
(_regions) AND action.organisation_id = ANY (_writing) AND action.status = 'planned' AND
action.starts_on <= _today ORDER BY action.starts_on   LIMIT 100) AS anon_10 UNION ALL SELECT
anon_11.kind AS kind  FROM (SELECT 'finish_action' AS kind  FROM action  WHERE
action.region_code = ANY (_regions) AND action.organisation_id = ANY (_deciding) AND
action.status = 'running' AND action.ends_on < _today ORDER BY action.ends_on   LIMIT 100) AS
anon_11 UNION ALL SELECT anon_12.kind AS kind  FROM (SELECT 'finish_done' AS kind  FROM action
WHERE action.region_code = ANY (_regions) AND action.organisation_id = ANY (_deciding) AND
action.status = 'running' AND action.status = 'running' AND action.ends_on IS NULL AND ((EXISTS
(SELECT 1 AS anon_13  FROM action_step  WHERE action_step.action_id = action.id)) OR (EXISTS
(SELECT 1 AS anon_14  FROM action_match JOIN match ON match.id = action_match.match_id  WHERE
action_match.action_id = action.id))) AND NOT (EXISTS (SELECT 1 AS anon_13  FROM action_step
WHERE action_step.action_id = action.id AND action_step.done_at IS NULL)) AND NOT (EXISTS
(SELECT 1 AS anon_14  FROM action_match JOIN match ON match.id = action_match.match_id  WHERE
action_match.action_id = action.id AND match.status IN ('proposed', 'approved', 'accepted',
'running'))) ORDER BY action.ends_on   LIMIT 100) AS anon_12) AS anon_6  WHERE (anon_6.kind NOT
IN ('wait', 'wait_terms', 'wait_partner')) UNION ALL SELECT 1  FROM (SELECT CASE WHEN
(match.status IN ('proposed', 'approved') AND (need.status = 'open' AND need.needed_until IS NOT
NULL AND need.needed_until < _today OR offer.available_until IS NOT NULL AND
offer.available_until < _today)) THEN NULL WHEN (match.status IN ('proposed') AND
match.needs_review AND match.region_code = ANY (_team)) THEN 'review' WHEN (match.status IN
('proposed') AND match.needs_review) THEN 'wait' WHEN (match.status IN ('declined') AND
(match.proposed_by = 'team' OR match.need_organisation_id = ANY (_writing) AND
coalesce(match.undo_until > _now, false) AND coalesce((match.before_answer ->> 'side') = 'need',
false) OR match.offer_organisation_id = ANY (_writing) AND coalesce(match.undo_until > _now,
false) AND coalesce((match.before_answer ->> 'side') = 'offer', false))) THEN NULL WHEN
(match.status IN ('declined')) THEN 'wait' WHEN (match.status IN ('proposed', 'approved') AND
match.awaits_offer AND match.offer_organisation_id = ANY (_writing)) THEN 'answer' WHEN
(match.status IN ('proposed', 'approved') AND match.awaits_need AND match.need_organisation_id =
ANY (_writing)) THEN 'answer_help' WHEN (match.status IN ('proposed', 'approved')) THEN 'wait'
WHEN (match.status IN ('completed') AND (match.need_organisation_id = ANY (_writing) AND
match.need_arrived IS NULL OR match.offer_organisation_id = ANY (_writing) AND
match.offer_arrived IS NULL)) THEN 'arrived' WHEN (match.status IN ('completed')) THEN NULL WHEN
(match.status IN ('running') AND serving.status = 'done') THEN 'complete' WHEN
(match.need_confirms AND match.need_organisation_id = ANY (_writing) OR match.offer_confirms AND
match.offer_organisation_id = ANY (_writing)) THEN 'confirm_terms' WHEN ((match.need_confirms OR
match.offer_confirms) AND match.offer_organisation_id != ALL (_writing)) THEN 'wait_terms' WHEN
(match.status IN ('accepted') AND coalesce(match.undo_until > _now, false) AND NOT
(match.need_organisation_id = ANY (_writing) AND coalesce(match.undo_until > _now, false) AND
coalesce((match.before_answer ->> 'side') = 'need', false) OR match.offer_organisation_id = ANY
(_writing) AND coalesce(match.undo_until > _now, false) AND coalesce((match.before_answer ->>
'side') = 'offer', false))) THEN 'wait' WHEN (match.status IN ('accepted') AND
match.offer_organisation_id != ALL (_writing) AND match.offer_answer_by IS DISTINCT FROM 'need')
THEN 'call' WHEN (match.offer_organisation_id != ALL (_writing)) THEN NULL WHEN (match.status IN
('accepted')) THEN 'start' WHEN (match.moved_at < _now - make_interval(secs=>1209600.0)) THEN
'report' ELSE NULL END AS kind  FROM match JOIN need ON need.id = match.need_id JOIN offer ON
offer.id = match.offer_id LEFT OUTER JOIN LATERAL (SELECT action.id AS id, action.title AS
title, action.status AS status, action.ended_at AS ended_at  FROM action JOIN action_match ON
action_match.action_id = action.id  WHERE action_match.match_id = match.id AND action.status !=
'stopped' ORDER BY action.created_at DESC, action.id DESC   LIMIT 1) AS serving ON true  WHERE
match.region_code = ANY (_regions) AND (match.region_code = ANY (_team) AND match.status =
'proposed' AND match.needs_review OR (match.need_organisation_id = ANY (_writing) OR
match.offer_organisation_id = ANY (_writing)) AND (match.status IN ('proposed', 'approved',
'accepted', 'running') OR match.status = 'declined' AND coalesce(match.declined_by = 'team',
false) AND coalesce(match.tell_at > _now, false) OR match.status = 'declined' AND
coalesce(match.undo_until > _now, false) OR match.status = 'completed' AND match.moved_at > _now
- make_interval(secs=>1209600.0)))) AS anon_15  WHERE (anon_15.kind NOT IN ('wait',
'wait_terms', 'wait_partner'))   LIMIT 100) AS anon_1
); END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for side in ("need", "offer"):
        said = sa.Enum("yes", "partly", "no", native_enum=False, length=32)
        op.add_column("match", sa.Column(f"{side}_arrived", said, nullable=True))
        note = sa.Column(f"{side}_arrived_note", sa.String(), server_default="", nullable=False)
        op.add_column("match", note)
        at = sa.Column(f"{side}_arrived_at", sa.DateTime(timezone=True), nullable=True)
        op.add_column("match", at)
    op.get_bind().exec_driver_sql(FUNCTION)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    before = runpy.run_path(str(Path(__file__).with_name("20261204_0930_count_calls.py")))
    op.get_bind().exec_driver_sql(before["FUNCTION"])
    for side in ("offer", "need"):
        for name in ("at", "note"):
            op.drop_column("match", f"{side}_arrived_{name}")
        op.drop_column("match", f"{side}_arrived")
