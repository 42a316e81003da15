"""What somebody typed in a form, as a request brings it and a page shows it.

A long form says whose it is and on which page it was opened, in a field of its own. So the same
text finds its way back after a failed post, an ended session, another language, and Back. A short
one, such as a reason, says whose it is: it is stored nowhere, and is there after another language
and an ended session.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from sqlmodel import Session

from app.core import clock, forms, i18n, inputs
from app.drafts import commands, queries
from app.web import cookies, paths

FIELD = "form_draft"
SHORT = "form_of"  # whose a short form is
AGAIN = "form_again"  # it comes back as it is filled in, and nothing is done
AGAIN_IN = {f"{AGAIN}_{code}": code for code in i18n.LOCALES}  # the same, in this language
BACK = "terug"  # in the address: who went back to a form that was sent
MAX_PAGE = 300


class FormPlace(NamedTuple):
    """Whose form it is, when it was opened, and the address of the page where it was."""

    person_id: UUID
    opened_at: datetime
    page: str

    def __str__(self) -> str:
        return f"{self.person_id} {self.opened_at.timestamp():.6f} {self.page}"

    @classmethod
    def read(cls, text: str) -> "FormPlace | None":
        """From the field of a form; None for anything else."""
        person, opened, page = (*text.split(" ", 2), "", "")[:3]
        try:
            place = cls(UUID(person), datetime.fromtimestamp(float(opened), UTC), page)
        except (ValueError, OverflowError, OSError):
            return None
        is_page = page != "/" and len(page) <= MAX_PAGE and paths.safe_path(page) == page
        return place if is_page else None


# Who asks for this page, for the forms that stand in it.
asking: ContextVar[UUID | None] = ContextVar("asking", default=None)


class Typed(NamedTuple):
    """What a request brings of a form."""

    place: FormPlace | None
    fields: dict[str, list[str]]
    # Of a short one: whose it is, and where it was sent.
    person_id: UUID | None = None
    to: str = ""
    # Whether it is only to come back, and in which language; "" as the reader has it.
    is_again: bool = False
    language: str = ""
    is_readable: bool = True

    @classmethod
    def take(cls, fields: dict[str, list[str]], to: str = "") -> "Typed":
        """The fields of a form, apart from those that say whose it is and where it was opened."""
        place = FormPlace.read(fields.get(FIELD, [""])[-1])
        own = {FIELD, SHORT, AGAIN, *AGAIN_IN}
        rest = {n: values for n, values in fields.items() if n not in own}
        person_id = inputs.read_id(fields.get(SHORT, [""])[-1])
        language = next((code for name, code in AGAIN_IN.items() if name in fields), "")
        return cls(place, rest, person_id, to, AGAIN in fields or language != "", language)

    @property
    def is_kept(self) -> bool:
        """Whether it says whose it is, so that it can come back."""
        return self.place is not None or self.person_id is not None

    @property
    def texts(self) -> list[str]:
        """What can be read of it: no ids, names of choices and numbers."""
        return [
            value
            for values in self.fields.values()
            for value in values
            if value.strip() and not _CHOICE.fullmatch(value)
        ]

    def packed(self) -> str:
        """As one text that a page can carry; "" when it is too long for that."""
        whose = {FIELD: str(self.place or ""), SHORT: str(self.person_id or ""), "to": self.to}
        text = json.dumps(whose | {"fields": self.fields}, ensure_ascii=False)
        return text if self.is_kept and len(text) <= forms.ECHO_LIMIT else ""

    @classmethod
    def unpacked(cls, text: str) -> "Typed | None":
        """The same; None for anything else."""
        try:
            given = json.loads(text)
            place = FormPlace.read(given[FIELD])
            fields = {str(name): [str(v) for v in vs] for name, vs in given["fields"].items()}
            person_id, to = (
                inputs.read_id(given.get(SHORT, "")),
                paths.safe_path(str(given.get("to", ""))),
            )
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None
        return cls(place, fields, person_id, to)

    def waits_for(self, person_id: UUID) -> bool:
        """Whether this person sent it as a short form, and nothing was done with it."""
        return self.place is None and self.person_id == person_id and self.to != "/"


_CHOICE = re.compile(r"[a-z0-9_-]*|[0-9A-Z]{4,6}")


def keep(session: Session, person_id: UUID | None, typed: Typed | None) -> None:
    """Keep what was typed, when it is this person's."""
    if typed is not None and typed.place is not None and typed.place.person_id == person_id:
        _person, opened_at, page = typed.place
        commands.keep_draft(session, person_id, page, typed.fields, opened_at=opened_at)


def sent_before(
    request: Request, session: Session, person_id: UUID | None, form: forms.Form[Any]
) -> str | None:
    """Where the form of a request led when it was sent already: a double click is one act. Only
    what makes something new would be made twice.
    """
    place: FormPlace | None = getattr(request.state, "place", None)
    if place is None or place.person_id != person_id or form.value("version"):
        return None
    return commands.find_sent(
        session,
        place.person_id,
        place.page,
        _digest(request, form),
        opened_at=place.opened_at,
    )


def note_sent(
    request: Request,
    session: Session,
    person_id: UUID | None,
    form: forms.Form[Any],
    sent_to: str,
) -> None:
    """The form of a request was sent and led to `sent_to`, so nothing of it waits. Who goes back to
    a form of something new finds it as it was sent; the form of a change shows the thing itself.
    """
    place: FormPlace | None = getattr(request.state, "place", None)
    if place is None or person_id is None:
        return
    if form.value("version"):
        commands.drop_draft(session, person_id, place.page)
    else:
        digest = _digest(request, form)
        commands.mark_sent(session, person_id, place.page, form.typed, sent_to, digest)


def _digest(request: Request, form: forms.Form[Any]) -> str:
    """Two clicks are of one session, and only its browser has the secret of it."""
    return commands.digest_of(form.typed, cookies.SESSION.read(request) or "")


def note_used_up(request: Request, session: Session, person_id: UUID | None, led_to: str) -> None:
    """What was sent here may have taken away what it was about, such as a draft that is thrown
    away. Nothing that was typed is kept with it.
    """
    if person_id is not None:
        commands.mark_sent(session, person_id, request.url.path, {}, led_to)


def used_up(request: Request, session: Session, person_id: UUID | None) -> str | None:
    """Where the same led this person a moment ago, who sends it again."""
    if person_id is None:
        return None
    draft = queries.get_draft(session, person_id, request.url.path)
    return draft.sent_to if draft is not None and draft.sent_at is not None else None


@dataclass(frozen=True)
class KeptForm:
    """What the page of a long form says of its draft. `kept_at`: when what it is filled with was
    typed, if it was; `back`: where it is filled with what was sent.
    """

    place: FormPlace
    is_typed: bool = False
    kept_at: datetime | None = None
    is_sent: bool = False
    has_gaps: bool = False
    back: str = ""


def place_of(request: Request, person_id: UUID | None) -> FormPlace | None:
    """Where the form of a request was opened: as it says, or here."""
    posted: FormPlace | None = getattr(request.state, "place", None)
    if posted is not None and posted.person_id != person_id:
        return None  # whatever a request says, nobody is shown what another person typed
    if posted is not None or request.method != "GET" or person_id is None:
        return posted
    query = [
        (name, value)
        for name, value in request.query_params.multi_items()
        # An address of elsewhere is not passed on, whatever the page makes of it.
        if name != BACK and ":" not in value and not value.startswith("//")
    ]
    page = request.url.path + (f"?{urlencode(query)}" if query else "")
    return FormPlace.read(str(FormPlace(person_id, clock.now(), page)))


def shown_with_draft(
    request: Request,
    session: Session,
    person_id: UUID | None,
    shown: Callable[[forms.Form[Any] | None], Mapping[str, Any]],
    form: forms.Form[Any] | None = None,
) -> dict[str, Any]:
    """What a page shows of its form: what was typed, or its draft, or the form as it starts. A
    draft of an older version of the thing is left alone: it would undo what was saved since.
    """
    known, place = dict(shown(form)), place_of(request, person_id)
    if place is None:
        return known
    if form is not None:
        return known | {"kept": KeptForm(place, is_typed=True)}
    fresh: forms.Form[Any] = known["form"]
    draft = queries.get_draft(session, place.person_id, place.page)
    version = draft.fields.get("version") if draft is not None else None
    if draft is None or (version or [""])[-1] != fresh.value("version"):
        return known | {"kept": KeptForm(place)}
    if draft.sent_at is not None and BACK not in request.query_params:
        mark = "&" if "?" in place.page else "?"
        return known | {"kept": KeptForm(place, back=f"{place.page}{mark}{BACK}=1")}
    kept = KeptForm(
        place,
        kept_at=draft.kept_at,
        is_sent=draft.sent_at is not None,
        has_gaps=draft.has_gaps,
    )
    return dict(shown(fresh.refilled(draft.fields))) | {"kept": kept}
