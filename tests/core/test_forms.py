"""What a person typed: kept, read, and answered with one sentence for each wrong field."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from app.account.address_commands import AddressInput
from app.account.commands import OrganisationChoice, OwnProfile, PasswordInput
from app.actions.commands import ActionClosing, ActionStopping, Opening
from app.actions.fields import ActionChange, ActionFields, NewAction
from app.actions.forms import ActionStart, Asking, FromPage
from app.actions.lesson_queries import LessonFilters
from app.actions.match_commands import Serving
from app.actions.partner_commands import Invitation, PartnerAnswer
from app.actions.queries import ActionFilters
from app.actions.step_commands import ProgressInput, StepInput
from app.board.forms import BoardFilters, WatchedBoard
from app.core.errors import Invalid
from app.core.fields import fields_of
from app.core.forms import ECHO_LIMIT, Form, blank, opened
from app.core.i18n import speaking
from app.core.inputs import AS_TYPED, Input, Noted, takes_text
from app.core.words import Choice
from app.crises.commands import CrisisInput
from app.crises.measure_commands import MeasureInput
from app.crises.queries import MeasureFilters
from app.dossier.call_forms import CalledNeed, CallInput, PassedOnCall
from app.dossier.claim_commands import ClaimGrant, ClaimInput, ClaimRefusal
from app.dossier.deps import AnswerOnPage
from app.dossier.group_list_queries import GroupFilters
from app.dossier.matches import Opened
from app.dossier.merger_commands import Merger
from app.dossier.mergers import MergerSearch
from app.dossier.need_list_queries import NeedListFilters
from app.dossier.need_merger_commands import NeedMerger
from app.dossier.need_mergers import NeedMergerSearch
from app.dossier.pair_forms import Showing
from app.dossier.partner_file import PartnerInput
from app.dossier.partner_list_queries import PartnerFilters
from app.dossier.profile_commands import ProfileInput
from app.dossier.registration_commands import RegistrationInput, RegistrationSearch
from app.dossier.role_queries import RoleFilters
from app.dossier.signal_commands import ActionOfSignal
from app.exports.lists import CrisisFilters
from app.exports.sizes import SizeFilters
from app.filters.commands import FilterInput
from app.identity.commands import Credentials, NewPerson
from app.identity.routes import DemoChoice, Destination
from app.imports.forms import RowChoices, Upload
from app.interpretations.fields import (
    InterpretationFields,
    NewInterpretation,
    NextVersion,
    ReadVersion,
)
from app.interpretations.forms import ProposalStart
from app.interpretations.people_commands import ExpertInput, Remark
from app.interpretations.proposal_commands import ProposalInput
from app.interpretations.queries import InterpretationFilters
from app.live.forms import ShownPage
from app.live.routes import LiveChoice
from app.matches.arrival_commands import ArrivalInput
from app.matches.commands import Answer, Completion, Refusal, TakingBack, Yes
from app.matches.note_commands import NoteInput
from app.members.acceptance_commands import JoinInput, SignUpInput
from app.members.charge_commands import ChargeInput
from app.members.commands import RoleInput
from app.members.invitation_commands import InvitationInput
from app.members.proven_commands import ProvenSignUp
from app.messages.commands import MailTopics
from app.messages.follow_commands import FollowInput
from app.messages.follow_routes import StopInput
from app.messages.inbox_commands import ReadSoFar
from app.messages.inbox_queries import InboxPlace
from app.needs.commands import NeedEnding, NeedWithdrawing
from app.needs.fields import NeedInput
from app.needs.filters import NeedFilters
from app.needs.forms import TitleInput
from app.neighbours.queries import BoardPage
from app.offers.commands import OfferReturning, OfferWithdrawing
from app.offers.fields import OfferInput
from app.offers.forms import OfferStart
from app.offers.queries import OfferFilters
from app.organisations.admission_commands import AdmissionReason
from app.organisations.commands import NewOrganisation, Unavailability
from app.passwords.commands import ForgottenInput, NewPassword
from app.picture.charts import ChartFilters
from app.picture.filters import PictureFilters
from app.picture.public_routes import PublicFilters
from app.picture.release_commands import ReleaseInput
from app.planning.commands import PlanWish, Taking
from app.planning.queries import PlanFilters
from app.post.queries import MailFilters
from app.privacy.trail_queries import TrailFilters
from app.providers.provider_commands import ProviderChange, ProviderInput
from app.providers.routes import SignInWish
from app.reference.commands import NewCrisis
from app.region.commands import RegionInput, WeightsInput
from app.reports.fields import NewReport, ReportFilters
from app.resilience.adoption_commands import Adoption, Appreciating
from app.resilience.fields import ExampleChange, ExampleFields, NewExample
from app.resilience.forms import ExampleStart, FromExamplePage as ExamplePage
from app.resilience.queries import ExampleFilters
from app.review.forms import Approval, Offered, Unsuitable
from app.rights.routes import RightsFilters
from app.search.queries import SearchFilters
from app.second_factors.commands import CodeInput, ProofInput
from app.second_factors.passkey_commands import PasskeyAnswer, PasskeyInput
from app.second_factors.reset_commands import ResetInput
from app.signals.fields import HelpInput, KeyInput, NumberInput, SignalInput
from app.signals.filters import SignalFilters
from app.signals.forms import NeedStart
from app.signals.moderation_commands import OfferOfSignal, SignalAnswer, SignalRefusal
from app.signals.signal_fields import SignalEntry
from app.site.routes import LanguageChoice
from app.suggestions.commands import Proposal
from app.suggestions.rejection_commands import PairInput
from app.suggestions.review_commands import Objection
from app.suggestions.routes import Wish
from app.target_groups.commands import GroupInput, GroupMerging, GroupWordsInput
from app.target_groups.fields import EstimateInput
from tests.world import GROCERIES, SHOPPING

FORMS: list[type[Input]] = [
    Noted, Credentials, DemoChoice, Destination, LanguageChoice, LiveChoice, MailTopics,
    InboxPlace, ReadSoFar, FollowInput, StopInput, NoteInput, ArrivalInput, PartnerInput,
    WatchedBoard, ShownPage,
    CodeInput, PasskeyInput, PasskeyAnswer, ResetInput, MailFilters, BoardPage, ForgottenInput,
    NewPassword, OwnProfile, PasswordInput, AddressInput, ProofInput,
    NeedInput, NeedEnding, NeedWithdrawing, NeedFilters, NeedListFilters,
    FilterInput, OfferInput, OfferWithdrawing, OfferReturning, OfferFilters, OfferStart,
    Wish, Proposal, Yes, Answer, Refusal, TakingBack, Completion, Opened, AnswerOnPage,
    BoardFilters,
    Upload, RowChoices, TitleInput, CallInput, CalledNeed, PassedOnCall,
    Unavailability, SearchFilters, RegionInput, WeightsInput, Showing, PairInput, PlanWish,
    PlanFilters, Taking, Unsuitable, Offered,
    Approval, Objection, EstimateInput,
    NewAction, ActionChange, ActionClosing, ActionStopping, ActionFilters, Invitation,
    PartnerAnswer, FromPage, StepInput,
    ProgressInput, LessonFilters, Serving, Asking, ActionStart, Opening, SizeFilters, CrisisFilters,
    CrisisInput, MeasureInput, MeasureFilters, GroupInput, GroupWordsInput, GroupMerging,
    Merger, MergerSearch, NeedMerger, NeedMergerSearch,
    GroupFilters, ProviderInput, ProviderChange, SignInWish, PartnerFilters, RoleFilters,
    RightsFilters,
    TrailFilters, ProfileInput, AdmissionReason, InvitationInput, SignUpInput, RoleInput,
    SignalInput, HelpInput, KeyInput, NumberInput, SignalAnswer, SignalRefusal, OfferOfSignal,
    SignalFilters, RegistrationInput, RegistrationSearch, OrganisationChoice, ProvenSignUp,
    SignalEntry, ActionOfSignal, NeedStart,
    ClaimInput, ClaimGrant, ClaimRefusal, ChargeInput, JoinInput,
    NewReport, ReportFilters,
    NewInterpretation, NextVersion, ReadVersion, InterpretationFilters, ProposalStart,
    ExpertInput, Remark, ProposalInput,
    NewExample, ExampleChange, ExampleFilters, ExampleStart, ExamplePage, Appreciating, Adoption,
    PictureFilters, PublicFilters, ReleaseInput,
    ChartFilters,
]  # fmt: skip

# No page has a form for these yet.
WITHOUT_FORM: set[type[Input]] = {
    InterpretationFields, NewPerson, NewOrganisation, NewCrisis, ActionFields, ExampleFields,
}  # fmt: skip

ODD = [
    [], [""], ["  "], ["x"], ["x" * 11_000], ["-1"], ["0"], ["1"], ["40.5"], ["1e3"], ["9" * 30],
    ["9" * 5000],
    ["1.250"],
    ["31-02-2026"], ["2026-02-31"], ["1-1-1999"], ["2026-01-01T12:00"], ["1700000000"], ["nan"],
    ["inf"], ["<b>"],
    ["x"] * 600, ["y" * 65], ["Bel 06-12345678"], ["111222333"], ["a@b.example"],
    ["Dorpsstraat 12"],
    ["NL91ABNA0417164300"], ["٤٠"],
]  # fmt: skip
FALLBACK = "This is not filled in right."


def read(model: type[Input], typed: dict[str, Any]) -> dict[str, str]:
    """The errors of a form; none when it is right."""
    try:
        Form(model, {k: v if isinstance(v, list) else [str(v)] for k, v in typed.items()}).parse()
    except Invalid as problem:
        return problem.errors
    return {}


def test_every_input_model_of_the_product_is_looked_at_here() -> None:
    ours = {model for model in Input.__subclasses__() if model.__module__.startswith("app.")}
    assert ours <= set(FORMS) | WITHOUT_FORM
    assert len(FORMS) == len(set(FORMS))


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_every_mistake_in_every_field_has_a_sentence_of_its_own_in_dutch(
    model: type[Input],
) -> None:
    for name in model.model_fields:
        for values in ODD:
            with speaking("en"):
                english = read(model, {name: values}).get(name)
                assert english != FALLBACK, f"{name}={values[:1]}"
            dutch = read(model, {name: values}).get(name)
            assert (dutch is None) == (english is None)
            assert dutch is None or dutch != english, f"no Dutch for {english!r}"


UNSEEN = ["\x00", "\u200b", "\x1b\x07", "\ufeff", "\ud800", "\u2060 \u00ad"]


# Noted is what forms with a note begin with, and no form by itself.
@pytest.mark.parametrize(
    "model", [each for each in FORMS if each is not Noted], ids=lambda model: model.__name__
)
def test_what_vanishes_is_not_read_as_empty(model: type[Input]) -> None:
    """Empty is a choice of its own: nobody, anywhere, all of it. Words that nobody sees are none,
    and a number or a choice that nobody sees is not one that was left out.
    """
    for name, known in model.model_fields.items():
        if AS_TYPED in known.metadata:
            continue  # a password, or what a page carries: nothing is left out of it
        for unseen in UNSEEN:
            problem = read(model, {name: unseen}).get(name)
            if takes_text(known):
                assert problem == read(model, {name: ""}).get(name), f"{name}={unseen!r}"
            else:
                assert problem is not None, f"{name}={unseen!r}"
        assert read(model, {name: " "}).get(name) == read(model, {name: ""}).get(name), name


def test_which_fields_take_text() -> None:
    told = {name: takes_text(known) for name, known in NeedInput.model_fields.items()}
    texts = {name for name, is_text in told.items() if is_text}
    assert {"title", "description"} <= texts
    assert texts.isdisjoint({"support_type", "also_groups", "quantity", "needed_until", "crisis"})
    assert not takes_text(ChargeInput.model_fields["person"])


def test_the_odd_values_provoke_what_our_models_can_raise() -> None:
    """Else the test above would prove little."""
    kinds = set()
    for model in FORMS:
        for name in model.model_fields:
            for values in ODD:
                try:
                    model.model_validate(
                        {name: values if name.endswith("s") else (values or [""])[-1]}
                    )
                except ValidationError as problem:
                    kinds |= {
                        detail["type"] for detail in problem.errors() if detail["loc"] == (name,)
                    }
    assert kinds >= {
        "string_too_short", "string_too_long", "greater_than_equal", "less_than_equal",
        "int_parsing",
        "date_from_datetime_parsing",
        "enum", "literal_error", "uuid_parsing", "bool_parsing", "too_long", "too_short", "our_own",
    }  # fmt: skip


def test_no_mistake_in_a_right_form() -> None:
    assert read(NeedInput, GROCERIES) == {}
    assert read(OfferInput, SHOPPING) == {}


def test_what_was_typed_comes_back_as_it_was() -> None:
    form = Form(
        NeedInput,
        {"title": ["  <b>“Één”</b>  "], "also_groups": ["a", "b"], "description": ["x\r\ny\rz"]},
    )
    assert form.value("title") == "  <b>“Één”</b>  "
    assert form.values("also_groups") == ["a", "b"]
    assert form.value("description") == "x\ny\nz"
    assert form.value("unknown") == ""


def test_ten_thousand_characters_come_back_and_not_one_more() -> None:
    assert len(Form(NeedInput, {"title": ["é" * ECHO_LIMIT]}).value("title")) == 10_000
    assert len(Form(NeedInput, {"title": ["é" * (ECHO_LIMIT + 1)]}).value("title")) == 10_000


def test_control_characters_are_dropped() -> None:
    assert Form(NeedInput, {"title": ["a\x00b\x1f\tc\nd\x7f"]}).value("title") == "ab\tc\nd"


def test_an_empty_field_is_a_field_that_was_not_sent() -> None:
    with_empties = GROCERIES | {
        "people": "",
        "needed_until": " ",
        "crisis": "",
        "municipality": "",
        "version": "",
    }
    given = Form(NeedInput, {k: [str(v)] for k, v in with_empties.items()}).parse()
    assert given == NeedInput.model_validate(GROCERIES)
    assert read(NeedInput, GROCERIES | {"title": "   "}) == read(
        NeedInput, {k: v for k, v in GROCERIES.items() if k != "title"}
    )


def test_a_required_field_asks_for_what_is_missing_in_its_own_words() -> None:
    errors = read(NeedInput, {})
    assert errors.keys() == {"title", "support_type", "target_group", "quantity"}
    assert len(set(errors.values())) == 4


def test_a_field_that_the_form_does_not_have_is_refused_for_the_whole_form() -> None:
    errors = read(NeedInput, GROCERIES | {"committed": "3"})
    assert errors.keys() == {""}
    assert "committed" in errors[""]
    long_name = "x" * 5000
    assert len(read(NeedInput, GROCERIES | {long_name: "3"})[""]) < 200


def test_the_last_of_several_values_counts_except_in_a_list() -> None:
    typed: dict[str, list[str]] = {k: [str(v)] for k, v in GROCERIES.items()}
    form = Form(NeedInput, typed | {"quantity": ["1", "2"], "also_groups": ["a", "", "b"]})
    given = form.parse()
    assert (given.quantity, given.also_groups) == (2, ["a", "b"])


@pytest.mark.parametrize(
    "typed", ["31-12-2026", "31/12/2026", "31.12.2026", "31 12 2026", "2026-12-31", " 31-12-2026 "]
)
def test_dates_may_be_typed_as_people_write_them(typed: str) -> None:
    given = Form(
        NeedInput, {k: [str(v)] for k, v in (GROCERIES | {"needed_until": typed}).items()}
    ).parse()
    assert str(given.needed_until) == (
        "2026-02-01" if typed.strip() == "1-2-2026" else "2026-12-31"
    )


@pytest.mark.parametrize(
    ("typed", "number"), [("1.250", 1250), (" 40 ", 40), ("1.000.000", 1_000_000)]
)
def test_thousands_may_have_a_dot(typed: str, number: int) -> None:
    given = Form(
        NeedInput, {k: [str(v)] for k, v in (GROCERIES | {"quantity": typed}).items()}
    ).parse()
    assert given.quantity == number


def test_a_long_text_is_told_how_long_it_is() -> None:
    assert "4001" in read(NeedInput, GROCERIES | {"description": "x" * 4001})[
        "description"
    ].replace(".", "")


def test_errors_of_fields_that_a_form_does_not_have_speak_of_the_whole_form() -> None:
    form = blank(NeedEnding).refuse(Invalid({"outcome": "a", "quantity": "b"}))
    assert form.errors == {"outcome": "a", "": "b"}
    assert form.error("outcome") == "a"
    assert form.error("quantity") is None


def test_filters_that_are_on_are_those_that_differ_from_the_default() -> None:
    form = Form(
        NeedFilters, {"status": ["current"], "urgency": ["high"], "q": [""], "sort": ["newest"]}
    )
    assert form.chosen() == {"urgency": "high", "sort": "newest"}
    assert form.chosen(without=("sort",)) == {"urgency": "high"}


def test_a_title_is_one_line_however_it_was_typed() -> None:
    typed = {"title": ["Samen\r\n eten \n op vrijdag\n"]}
    assert Form(ActionChange, typed).parse().title == "Samen eten op vrijdag"


def test_a_yes_of_a_row_is_a_box_that_is_ticked() -> None:
    form = blank(Noted, note="Iets", sure_no_names=True)
    assert form.values("sure_no_names") == ["1"]
    assert blank(Noted, note="Iets", sure_no_names=False).values("sure_no_names") == []


def test_the_lists_of_a_refused_form_still_offer_what_is_stored() -> None:
    offered = [Choice("a", "Aan zee"), Choice("b", "Bos")]
    stored = SimpleNamespace(title="Iets", themes=["b", "gone"], crisis=None, measure=None)
    known = {"target_groups": [], "municipalities": [], "description": "", "version": 1}
    vars(stored).update(known, starts_on=None, ends_on=None)
    typed = Form(ActionChange, {"themes": ["a", "nonsense"]})
    form = opened(ActionChange, stored, typed, label=str.upper)
    assert form is typed
    assert [choice.label for choice in form.offered("themes", offered)] == [
        "Aan zee",
        "Bos",
        "GONE",
    ]
    assert form.offered("target_groups", offered) == offered


@pytest.mark.parametrize(
    ("model", "name"),
    [(model, field.name) for model in FORMS for field in fields_of(model) if field.takes_many],
)
def test_of_several_choices_stands_again_what_was_sent_and_not_what_is_stored(
    model: type[Input], name: str
) -> None:
    for sent in ([], ["b"], ["a", "c"]):
        form = Form(model, {name: sent} if sent else {})
        form.keep({name: ["a", "stored"]}, str)
        assert form.refuse(Invalid({name: "No."})).values(name) == sent
        assert "stored" in [choice.value for choice in form.offered(name, [])]
