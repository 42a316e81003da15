"""No person in the data (P1), and the register of personal data equals the tables (P2)."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from sqlmodel import SQLModel

import app.models  # noqa: F401  every table
from app.core.settings import PROJECT, Mode, Settings
from app.privacy import periods

REGISTER = PROJECT / "docs" / "verwerkingsregister.yml"

# Every column that speaks of groups, areas, organisations and numbers. A new column comes here or
# in the register: somebody has to decide which. Free text of needs, offers and matches is refused
# when it holds a person (P3).
IMPERSONAL = {
    "action": "id organisation_id region_code crisis_id measure_id title description "
    "target_groups municipalities "
    "themes starts_on ends_on status outcome outcome_note lessons stop_reason people_reached "
    "is_public created_at "
    "moved_at ended_at version search_words found_by search titled",
    "action_match": "action_id match_id",
    "action_note": "id action_id organisation_id text people_reached created_at",
    "action_partner": "action_id organisation_id status asked_for reply answer_channel "
    "answer_note invited_at "
    "answered_at undo_until",
    "action_step": "id action_id organisation_id title due_on done_at created_at",
    "action_text": "action_id region_code words excluded meaning kinds version",
    "audit_entry": "id at event organisation_id region_code facts",
    "crisis": "id region_code slug name phase started_on ended_on position version",
    "import_draft": "id organisation_id kind created_at asked_at progress stored_at is_stopped "
    "counts",
    "installation": "is_one mode marked_at",
    "lists_version": "is_one version",
    "digest_day": "day",
    "match_note": "id match_id side text created_at",
    "mail": "id kind window language region_code state attempts due_at trying_since trouble",
    "match": "id need_id offer_id region_code need_organisation_id offer_organisation_id "
    "quantity offer_quantity "
    "status proposed_by needs_review review_by awaits_need awaits_offer reason answer_by "
    "decline_reason declined_by "
    "withdraw_reason ending_note outcome people_reached need_answer_channel need_answer_note "
    "need_answer_by offer_answer_by offer_answer_channel "
    "offer_answer_note need_reply offer_reply need_arrived need_arrived_note need_arrived_at "
    "offer_arrived offer_arrived_note offer_arrived_at "
    "asked_terms agreed need_confirms offer_confirms "
    "terms score engine "
    "created_at moved_at accepted_at started_at tell_at undo_until before_answer board_column",
    "measure": "id region_code slug title description level starts_on ends_on link crisis_id "
    "created_at version",
    "municipality": "code name sort_name region_code latitude longitude neighbours",
    "need": "id organisation_id region_code municipality_code crisis_id measure_id title "
    "description support_type "
    "target_group also_groups people quantity unit committed known_to matched_with "
    "urgency urgency_order "
    "needed_from needed_until "
    "status outcome withdrawal closing_note merged_into_id created_at published_at ended_at "
    "version edited_at "
    "search_words found_by "
    "search titled",
    "need_text": "need_id region_code words excluded meaning kinds version",
    # Of a small group neither the place nor who asks for it.
    "need_tally": "id region_code target_group place is_masked support_type opened covered partly "
    "named recent",
    "partner_tally": "id region_code target_group organisation_id offers helping asking",
    "tally_day": "region_code day recent_from",
    "wait_tally": "id region_code target_group since waiting",
    "offer": "id organisation_id region_code crisis_id measure_id title description "
    "support_type target_groups "
    "municipalities quantity unit committed matched_with available_from available_until status "
    "withdrawal "
    "closing_note team_note "
    "created_at published_at confirmed_at fresh_until ended_at version edited_at search_words "
    "found_by search titled",
    "offer_text": "offer_id region_code words excluded meaning kinds version",
    "organisation": "id name sort_name kind region_code municipality_code status "
    "unavailable_until created_at merged_into_id",
    "organisation_profile": "organisation_id description target_groups municipalities "
    "support_types confirmed_at version status_note search_words found_by search titled",
    "organisation_claim": "id organisation_id language is_proven status created_at ended_at",
    "invitation": "organisation_id version created_at expires_at withdrawn_at",
    "passkey_challenge": "browser_hash challenge created_at",
    "password_link": "id version",
    "password_request": "id",
    "pair_rejection": "id need_id offer_id side organisation_id reason need_version "
    "offer_version at",
    "plan": "id region_code status stage failure need_count offer_count pair_count objective "
    "bound wanted covered tries "
    "engine created_at moved_at finished_at",
    "plan_line": "id plan_id need_id offer_id quantity score terms reasons status left_reason "
    "match_id",
    "plan_need": "plan_id need_id wanted planned gap",
    "provider": "id slug name region_code organisation_id issuer client_id authentication "
    "is_active created_at version",
    "shown_list": "id at region_code need_id offer_id shown_ids scores terms engine",
    "signal": "id kind region_code municipality_code description direction target_group "
    "support_type "
    "organisation_id theme severity trend source_kind source_link sureness seen_on people "
    "crisis_id measure_id need_id action_id "
    "moments rhythm language number form_key is_proven status rejection answer offer_id "
    "created_at ended_at",
    "signal_try": "id",
    "spent_challenge": "nonce expires_at",
    "spent_logout": "jti_hash at",
    "region_settings": "region_code moderated_kinds freshness_weeks review_mode answer_days "
    "weights open_to "
    "second_factor_kinds provider_kinds "
    "suggestion_threshold plan_threshold stacking_days version",
    "safety_region": "code name sort_name",
    "saved_filter": "id list",
    "first_shown": "need_id at",
    "follow": "id",
    "example_adoption": "example_id organisation_id municipality_code note created_at",
    "example_appreciation": "example_id",
    "resilience_example": "id organisation_id region_code municipality_code title description "
    "theme support_type target_group people_needed money_needed place_needed partners_needed "
    "need_id action_id status created_at shown_at withdrawn_at version search_words found_by "
    "search titled",
    "report": "id region_code first_day last_day view sections interpretations status progress "
    "content file heard_at made_at",
    "interpretation": "id region_code first_day last_day municipality_code crisis_id period part "
    "figures status number shown_number version created_at published_at withdrawn_at",
    "public_release": "id region_code week first_day last_day figures withdrawn_at",
    "interpretation_version": "interpretation_id number organisation_id published_at",
    "interpretation_expert": "interpretation_id",
    "interpretation_remark": "id interpretation_id organisation_id",
    "interpretation_proposal": "id interpretation_id text target_group municipality_code "
    "support_type need_id action_id created_at",
    "support_type": "slug label_nl label_en synonyms position region_code themes",
    "target_group": "slug label_nl label_en synonyms position region_code merged_into version",
    "target_group_estimate": "id region_code target_group municipality_code people source as_of "
    "organisation_id "
    "created_at",
    "target_group_words": "region_code target_group words version",
    "theme": "slug label_nl label_en synonyms position region_code",
    "word_count": "word items",
}
FIELDS = {"wat", "van_wie", "doel", "grondslag", "bewaartermijn", "ontvangers"}


def schema() -> set[tuple[str, str]]:
    return {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
    }


def register() -> dict[tuple[str, str], dict[str, Any]]:
    """(table, column) -> its six answers; what a table says holds for each of its columns."""
    tables: dict[str, dict[str, Any]] = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))[
        "tabellen"
    ]
    return {
        (table, column): {key: value for key, value in answers.items() if key != "kolommen"} | own
        for table, answers in tables.items()
        for column, own in answers["kolommen"].items()
    }


def impersonal() -> set[tuple[str, str]]:
    return {(table, column) for table, columns in IMPERSONAL.items() for column in columns.split()}


@pytest.mark.parametrize(
    "table",
    [
        "need",
        "offer",
        "match",
        "action",
        "action_partner",
        "action_step",
        "action_note",
        "match_note",
    ],
)
def test_a_need_an_offer_a_match_and_an_action_have_no_column_for_a_person(table: str) -> None:
    """But for who looks after it for the organisation: an account, which the register names."""
    known = {"in_charge_id"} if table in ("need", "offer", "action") else set()
    columns = {column for name, column in schema() if name == table}
    assert columns - known == set(IMPERSONAL[table].split())
    assert {column for name, column in register() if name == table} == known
    tied = {
        key.column.table.name
        for key in SQLModel.metadata.tables[table].foreign_keys
        if key.parent.name not in {*known, "organisation_id"}
    }
    assert tied.isdisjoint({"person", "membership", "login_session"})


def test_every_column_is_either_in_the_register_or_known_to_hold_no_person() -> None:
    assert register().keys() | impersonal() == schema()
    assert register().keys() & impersonal() == set()


def test_everything_that_points_at_a_person_is_in_the_register() -> None:
    named = re.compile(r"person|contact|email|phone|password|token")
    pointing = {(table, column) for table, column in schema() if named.search(column)}
    assert pointing <= register().keys()


def test_the_register_answers_every_question_for_every_column() -> None:
    for place, answers in register().items():
        assert answers.keys() == FIELDS, place
        assert all(isinstance(answer, str) and len(answer) >= 5 for answer in answers.values()), (
            place
        )
        assert re.match(r"AVG art\. 6 lid 1 onder [a-f]\b", answers["grondslag"]), place


def test_the_table_of_periods_is_that_of_the_code() -> None:
    settings = Settings(mode=Mode.DEMO)
    written = (PROJECT / "docs" / "bewaartermijnen.md").read_text(encoding="utf-8")
    assert periods.as_table(settings) in written
