"""The form of a need as it is filled from what a caller says. The sentence is stored nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints

from app.core import fields as core_fields, forms as core_forms, i18n, inputs
from app.core.i18n import gettext as _, mark
from app.needs import fields, forms, models, policy, said_places, title_proposals
from app.needs.title_proposals import Call, Filled
from app.reference.models import Unit

# What the sentence says or leaves unsaid; the rest of the form has a sensible answer by itself.
ASKED = ("quantity", "target_group", "support_type", "municipality", "urgency")
_MOST_TITLE = 120
# In front of or behind these words stands a thing, and no verb.
_BEFORE_THING = ("geen ", "zonder ", "een ", "hun ", "wel ")
_BEHIND_THING = (" nodig", " gezocht", " gevraagd", " voor ")


class CallInput(inputs.Noted):
    """What a caller says, in a sentence that is read once. Nothing of it is stored."""

    when_missing: ClassVar[dict[str, str]] = {
        "said": mark("Type in one sentence what the caller says.")
    }
    asks_names: ClassVar[dict[str, str]] = {"said": mark("sentence")}

    said: Annotated[
        str,
        StringConstraints(max_length=title_proposals.LONGEST_CALL),
        inputs.Readable,
        AfterValidator(inputs.without_persons),
    ]


class CalledNeed(fields.NeedInput):
    """The form that a sentence filled. Where the caller named a municipality that its writer logs
    nothing for, who sends it says whether it is for their own all the same.
    """

    elsewhere: Annotated[inputs.Slug | None, core_fields.NOT_STORED] = None
    # By which name the caller said it: of a village, where that is what they named.
    elsewhere_said: Annotated[inputs.Seen, core_fields.NOT_STORED] = ""
    sure_elsewhere: Annotated[bool, core_fields.NOT_STORED] = False


class PassedOnCall(CalledNeed):
    """The same form when it goes to the municipality that the caller named, which asks the caller
    for what is not known yet, such as how many.
    """

    when_none: ClassVar[dict[tuple[str, ...], str]] = {}


@dataclass(frozen=True)
class FilledForm:
    """A sentence as it was read: the form that is filled with it, and from which words."""

    form: core_forms.Form[CalledNeed]
    call: Call
    # By field: from which words, or that it is not said.
    hints: Mapping[str, str]
    missing: frozenset[str]
    # From which words another municipality was read than the one that is logged for.
    elsewhere: str = ""

    @property
    def count(self) -> int:
        """How many things were read."""
        return len({one.field for one in self.call.found} - {"unit"})

    @property
    def segments(self) -> Iterator[tuple[str, str]]:
        """The sentence in pieces, each with the field that was read from it, or ""."""
        at, text = 0, self.call.text
        said = (one for one in self.call.found if one.end and one.field != "unit")
        for one in sorted(said, key=lambda each: each.start):
            if one.start < at:
                continue  # the same words say two things
            if one.start > at:
                yield text[at : one.start], ""
            yield text[one.start : one.end], one.field
            at = one.end
        if at < len(text):
            yield text[at:], ""


def read_call(said: str, choices: forms.NeedChoices) -> FilledForm:
    """The form of a new need with what a sentence says of it."""
    call = title_proposals.read_call(said, choices)
    found = {one.field: one for one in call.found}
    place, elsewhere = found.get("municipality"), ""
    away: dict[str, str] = {}
    fixed = choices.fixed_municipality
    if fixed is not None and place is not None and place.value != fixed:
        said = _words(call, place)
        elsewhere = _("“%(words)s” is in %(place)s.", words=said, place=place.label)
        away = {"elsewhere": place.value, "elsewhere_said": said}
    values = {name: one.value for name, one in found.items()}
    if fixed is not None:
        values.pop("municipality", None)
    values["title"] = _title(call, found, choices)
    form = core_forms.blank(CalledNeed, **(choices.defaults | values | away))
    asked = [name for name in ASKED if name != "municipality" or fixed is None]
    missing = frozenset(name for name in asked if name not in found)
    hints = {name: _hint(call, one) for name, one in found.items()}
    hints |= {name: _("not read in the sentence, fill it in") for name in missing}
    if values["title"]:
        hints["title"] = _("from the fields below")
    return FilledForm(form, call, hints, missing, elsewhere)


def name_elsewhere(given: CalledNeed, code: str, choices: forms.NeedChoices) -> str:
    """By the name that the caller said, where that is one of this municipality."""
    said = given.elsewhere_said
    found = said_places.find_place(said, choices.reference.municipalities)
    label = choices.label(code)
    if found is None or found.code != code or (found.start, found.end) != (0, len(said)):
        return label
    return said if said == label else f"{said}, {label}"


def _words(call: Call, one: Filled) -> str:
    return call.text[one.start : one.end]


def _hint(call: Call, one: Filled) -> str:
    words = _words(call, one)
    if not words:
        return _("from the whole sentence")
    if one.field == "municipality" and words.casefold() != one.label.casefold():
        return _("from “%(words)s”, part of %(place)s", words=words, place=one.label)
    return _("from “%(words)s”", words=words)


def _title(call: Call, found: Mapping[str, Filled], choices: forms.NeedChoices) -> str:
    """A title of what was read, in Dutch as every title; "" when that says too little. Everybody
    reads it: of a few people it says neither how many they are nor where.
    """
    kind, group = found.get("support_type"), found.get("target_group")
    if kind is None or i18n.current_locale() != "nl":
        return ""
    title = _thing(call, kind)
    who = group.label[:1].lower() + group.label[1:] if group is not None else ""
    people = found.get("people") or found.get("quantity")
    counted_in = Unit.PEOPLE if "people" in found or not people else found["unit"].value
    few = _is_about_few(found)
    if people is not None and counted_in == Unit.PEOPLE and not few:
        who = f"{i18n.number(int(people.value))} {who or 'mensen'}"
    if who:
        title += f" voor {who}"
    if not few and (where := _where(call, found.get("municipality"), choices)):
        title += f" in {where}"
    return title if len(title) <= _MOST_TITLE else ""


def _is_about_few(found: Mapping[str, Filled]) -> bool:
    """Whether one of the numbers counts so few people: of places as many people as places."""
    said = [found["people"]] if "people" in found else []
    if "quantity" in found and found["unit"].value in policy.COUNTS_PEOPLE:
        said.append(found["quantity"])
    return any(int(one.value) < models.SMALL_GROUP for one in said)


def _where(call: Call, place: Filled | None, choices: forms.NeedChoices) -> str:
    """Of another municipality nothing: a need that is logged here all the same is one of here."""
    fixed = choices.fixed_municipality
    if fixed is not None and place is not None and place.value != fixed:
        return ""
    where = _words(call, place) if place is not None else ""
    if where[:1].islower() and place is not None:
        return place.label
    return where or (choices.label(fixed) if fixed else "")


def _thing(call: Call, kind: Filled) -> str:
    """What is lacking as the caller names it, where that is a thing; else the kind of help."""
    words, before, behind = _words(call, kind), call.text[: kind.start], call.text[kind.end :]
    is_thing = before.lower().endswith(_BEFORE_THING) or behind.lower().startswith(_BEHIND_THING)
    if not words or not is_thing:
        return kind.label
    return words[:1].upper() + words[1:]
