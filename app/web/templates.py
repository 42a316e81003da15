"""The Jinja environment: autoescape always, undefined names are errors, gettext in the reader's
language.
"""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.core import characters, clock, forms as core_forms, i18n, pages as core_pages, words
from app.core.settings import PROJECT
from app.web import drafts, moulds, pieces, quick_jinja
from app.web.paths import Paths

TEMPLATES = PROJECT / "templates"
STATIC = PROJECT / "static"


def tree_digest(folder: Path) -> str:
    """A short digest of every file below a folder. It is part of each static address, so those
    never go stale.
    """
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


class ImmutableFiles(StaticFiles):
    """Static files under an address that changes when any of them changes."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path == ".":
            path = ""
        return await super().get_response(path, scope)


@pass_context
def active_filters(
    context: Context, form: core_forms.Form[Any], choices: Any
) -> list[dict[str, Any]]:
    """The filters that are on, each with its words and the address of the list without it."""
    return [
        {
            "label": form.word(name) or choices.filter_label(name, value),
            "url": _list_with(context, form.chosen(without=(name, "cursor"))),
            "is_written": choices.is_written(name),
        }
        for name, value in form.chosen(without=("sort", "cursor")).items()
    ]


@pass_context
def quick_filters(
    context: Context, form: core_forms.Form[Any], choices: Any, **wanted: str
) -> list[dict[str, str]]:
    """Those of the `wanted` filters that are not on, each with its words and the address of the
    list with it.
    """
    chosen = form.chosen(without=("cursor",))
    return [
        {
            "label": form.word(name, value) or choices.filter_label(name, value),
            "url": _list_with(context, chosen | {name: value}),
        }
        for name, value in wanted.items()
        if chosen.get(name) != value
    ]


def _list_with(context: Context, query: dict[str, str]) -> str:
    return str(context["here"]) + ("?" + urlencode(query) if query else "")


def make_environment(static_root: str, paths: Paths) -> Environment:
    """Templates with our functions. `static_root` is the address of the static tree, digest
    included; `paths` knows the addresses of the pages.
    """
    env = quick_jinja.QuickEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext
    )
    env.globals.update(
        _=env.globals["gettext"],  # Jinja's own looks that up with every word
        static=lambda path: f"{static_root}/{path}",
        url=paths.url,
        piece=pieces.piece,
        pieces_of=pieces.pieces_of,
        moulded=moulds.moulded,
        frame_piece=pieces.frame_piece,
        around=pieces.around,
        today=clock.today,
        age=i18n.age,
        age_added=i18n.added,
        age_posted=i18n.posted,
        age_standing=i18n.standing,
        age_open=i18n.days_open,
        late=i18n.late,
        period=i18n.period,
        short_labels=i18n.short_labels,
        short_list=i18n.short_list,
        active_filters=active_filters,
        quick_filters=quick_filters,
        language=i18n.current_locale,
        form_of=drafts.asking.get,
    )
    env.filters.update(
        number=i18n.number,
        counted=core_pages.counted,
        counted_short=core_pages.counted_short,
        listed=i18n.listed,
        listed_labels=i18n.listed_labels,
        long_date=i18n.long_date,
        short_date=i18n.short_date,
        before=i18n.before,
        local_day=i18n.local_day,
        moment=i18n.moment,
        exact_moment=i18n.exact_moment,
        # The unit of an amount apart, for a sentence with two numbers: “persoon” of “1 persoon”.
        unit_of=lambda amount: amount.partition(" ")[2],
        by_family=words.by_family,
        sentences=lambda texts: [text[:1].upper() + text[1:] for text in texts],
        map_label=lambda values, choices: [choices.label(value) for value in values],
    )
    env.tests["uncounted"] = lambda total: total > core_pages.TOTAL_LIMIT
    env.tests["right_to_left"] = lambda text: bool(text) and characters.has_right_to_left(str(text))
    # In every template: what somebody wrote stands everywhere, also inside macros.
    texts = env.get_template("components/text.html").module
    env.globals.update(said=texts.said, said_in=texts.said_in)  # type: ignore[attr-defined]
    return env
