"""Templates keep the house's rules: fragments stand alone, forms work without JavaScript, nothing
runs inline.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta, nodes

from app.core.settings import PROJECT
from app.web.paths import Paths
from app.web.templates import TEMPLATES, make_environment

NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
LONGEST_LINE = 160
# Functions a request brings along (app.web.frame.page_context); everything else that is called must
# be in sight.
FROM_REQUEST = {"way_back"}
# The element stays, only what is inside it is sent: `hx-target="#messages" hx-swap="innerHTML"`.
INSIDE_THEIR_ELEMENT = {("layout.html", "message_list"): "messages"}

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@lru_cache(maxsize=1)
def environment() -> Environment:
    return make_environment("/static/x", Paths([]))


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def parsed(name: str) -> nodes.Template:
    return environment().parse(source(name), name=name)


def _fragments() -> Iterator[tuple[str, str]]:
    """(template, block) of every `fragments=(…)`, `view.changed(template, block)`,
    `render_block(…)`, `FormPage(template, blocks=…)` and `Page(template=…, block=…)` in the code.
    """
    for path in sorted((PROJECT / "app").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            words = [
                a.value
                for a in call.args
                if isinstance(a, ast.Constant) and isinstance(a.value, str)
            ]
            function = (
                call.func.attr
                if isinstance(call.func, ast.Attribute)
                else getattr(call.func, "id", "")
            )
            if function in ("changed", "render_block") and len(words) >= 2:
                yield words[0], words[1]
            for keyword in call.keywords:
                if keyword.arg == "fragments" and isinstance(keyword.value, ast.Tuple) and words:
                    yield from ((words[0], ast.literal_eval(block)) for block in keyword.value.elts)
                if keyword.arg == "blocks" and words:
                    yield from ((words[0], block) for block in ast.literal_eval(keyword.value))
            named = {
                word.arg: word.value.value
                for word in call.keywords
                if isinstance(word.value, ast.Constant)
            }
            if function == "Page" and "block" in named:
                yield str(named["template"]), str(named["block"])


FRAGMENTS = sorted(set(_fragments()))


def _block(template: str, name: str) -> nodes.Block:
    found = [block for block in parsed(template).find_all(nodes.Block) if block.name == name]
    assert len(found) == 1, f"{template} has {len(found)} blocks {name}"
    return found[0]


def _undeclared(block: nodes.Block) -> set[str]:
    whole = nodes.Template([block])
    whole.set_environment(environment())
    return meta.find_undeclared_variables(whole)


def _set_in(tree: nodes.Node) -> set[str]:
    assigns = tree.find_all((nodes.Assign, nodes.AssignBlock))
    return {
        name.name
        for assign in assigns
        for name in assign.find_all(nodes.Name)
        if name.ctx == "store"
    }


def test_the_fragments_of_the_lists_and_pages_are_found() -> None:
    assert {block for _, block in FRAGMENTS} >= {
        "need_results",
        "need_page",
        "offer_results",
        "offer_page",
    }


@pytest.mark.parametrize(("template", "name"), FRAGMENTS)
def test_a_fragment_is_one_element_with_the_blocks_name_as_id(template: str, name: str) -> None:
    texts = [data.data for data in _block(template, name).find_all(nodes.TemplateData)]
    first = re.search(r"<\w[^>]*", "".join(texts))
    if element := INSIDE_THEIR_ELEMENT.get((template, name)):
        assert f'id="{element}"' in source(template)
    else:
        assert first is not None and f'id="{name}"' in first.group(), f"{name} starts with {first}"
        assert "".join(texts).count(f'id="{name}"') == 1


@pytest.mark.parametrize(("template", "name"), FRAGMENTS)
def test_a_fragment_brings_every_macro_it_calls(template: str, name: str) -> None:
    block = _block(template, name)
    called = {
        call.node.name for call in block.find_all(nodes.Call) if isinstance(call.node, nodes.Name)
    }
    missing = (called & _undeclared(block)) - environment().globals.keys() - FROM_REQUEST
    assert missing == set(), (
        "import these inside the block: a block rendered alone does not see the top of its file"
    )


@pytest.mark.parametrize(("template", "name"), FRAGMENTS)
def test_a_fragment_uses_nothing_that_is_set_elsewhere_in_its_template(
    template: str, name: str
) -> None:
    block = _block(template, name)
    elsewhere = _set_in(parsed(template)) - _set_in(block)
    assert elsewhere & _undeclared(block) == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_is_short(name: str) -> None:
    environment().get_template(name)
    assert len(source(name).splitlines()) < 150


@pytest.mark.parametrize("name", NAMES)
def test_a_line_of_a_template_fits_the_eye(name: str) -> None:
    lines = source(name).splitlines()
    too_long = [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
    assert too_long == [], "break it inside a tag or an expression: there white space says nothing"


def test_every_template_is_looked_at() -> None:
    assert sorted(path.suffix for path in TEMPLATES.rglob("*") if path.is_file()) == [
        ".html"
    ] * len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_never_switches_escaping_off(name: str) -> None:
    tree = parsed(name)
    assert not [
        found
        for found in tree.find_all(nodes.Filter)
        if found.name in ("safe", "forceescape", "xmlattr")
    ]
    assert not list(
        tree.find_all((nodes.MarkSafe, nodes.MarkSafeIfAutoescape, nodes.ScopedEvalContextModifier))
    )


def test_no_python_makes_markup_by_hand() -> None:
    for path in (PROJECT / "app").rglob("*.py"):
        assert not re.search(r"\bMarkup\b|markupsafe", path.read_text(encoding="utf-8")), path.name


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def tags(name: str) -> list[tuple[str, dict[str, str]]]:
    """The start tags of a template, its Jinja taken out; an expression becomes a letter."""
    parser = _Tags()
    parser.feed(_JINJA.sub(" ", _VALUE.sub("v", source(name))))
    return parser.found


@pytest.mark.parametrize("name", NAMES)
def test_every_htmx_form_also_works_without_javascript(name: str) -> None:
    for tag, attributes in tags(name):
        if tag == "form":
            assert attributes.keys() >= {"method", "action"}, attributes
        # What only a stream brings, and who listens to one: without JavaScript there is none.
        if tag == "hx-partial" or "data-hx-sse:connect" in attributes:
            continue
        # What is beside a form looks at what is typed; without JavaScript the first press does.
        if attributes.get("data-hx-include") == "closest form":
            continue
        if any(attribute.startswith(("data-hx-", "hx-")) for attribute in attributes):
            assert tag == "form", (
                f"{tag} {attributes}: only forms and links have an answer of their own"
            )


@pytest.mark.parametrize("name", NAMES)
def test_a_list_says_that_it_is_one(name: str) -> None:
    """Safari takes a list without marks for no list at all, unless it says so."""
    lists = [attributes for tag, attributes in tags(name) if tag in ("ul", "ol")]
    assert [attributes for attributes in lists if attributes.get("role") != "list"] == []


# What stands there before its words come: the messages, what `speak` of app.js says, and what is
# left in a text field, which is counted after it is typed in.
# What a page that renews itself says of it stands there empty too.
LIVE = {
    "layout.html": 2,
    "components/form.html": 1,
    "components/live.html": 1,
    "second_factors/passkey.html": 1,
}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_aloud_is_never_replaced_together_with_its_words(name: str) -> None:
    """Nobody hears a live region that comes along with its words: `data-spoken` is for those."""
    live = [
        attributes
        for _, attributes in tags(name)
        if "aria-live" in attributes or attributes.get("role") in ("status", "alert", "log")
    ]
    assert len(live) == LIVE.get(name, 0), live


@pytest.mark.parametrize("name", NAMES)
def test_cards_sections_and_tables_have_a_name(name: str) -> None:
    found = tags(name)
    captions = sum(tag == "caption" for tag, _ in found)
    nameless = [
        (tag, attributes)
        for tag, attributes in found
        if tag in ("article", "section", "aside", "nav", "table")
        and not attributes.keys() & {"aria-label", "aria-labelledby"}
    ]
    assert len(nameless) <= captions and {tag for tag, _ in nameless} <= {"table"}, nameless


@pytest.mark.parametrize("name", NAMES)
def test_nothing_runs_or_looks_inline(name: str) -> None:
    for tag, attributes in tags(name):
        assert tag != "style"
        assert tag != "script" or "src" in attributes
        for attribute, value in attributes.items():
            assert (
                not attribute.startswith(("on", "hx-on", "data-hx-on")) and attribute != "style"
            ), (tag, attribute)
            assert not value.strip().lower().startswith(("javascript:", "data:")), (tag, attribute)
    keywords = {keyword.key for keyword in parsed(name).find_all(nodes.Keyword)}
    assert not [key for key in keywords if key == "style" or re.match(r"on[a-z]{4,}", key)]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_comes_from_another_origin(name: str) -> None:
    for tag, attributes in tags(name):
        for attribute, value in attributes.items():
            assert not re.match(r"\s*(\w+:)?//", value), (tag, attribute, value)


@pytest.mark.parametrize("kind", ["css", "js", "svg"])
def test_our_own_static_files_ask_nothing_of_another_origin(kind: str) -> None:
    for path in (PROJECT / "static").rglob(f"*.{kind}"):
        text = path.read_text(encoding="utf-8")
        if "vendor" in path.parts and kind == "js":
            continue  # the browser tests see every request; this is another's code
        addresses: list[Any] = re.findall(
            r"(?:url\(|@import|href=|src=|fetch\()\s*[\"']?((?:\w+:)?//[^\s\"')]+)", text
        )
        assert addresses == [], path.name


def test_the_frame_sets_no_name_that_a_page_has() -> None:
    """What the frame sets counts in the blocks of every page: it would take the place of theirs."""
    ours = environment().parse(source("layout.html"))
    own: list[Any] = list(ours.find_all((nodes.Assign, nodes.AssignBlock)))
    targets = {
        name.name
        for node in own
        for name in (node.target, *node.target.find_all(nodes.Name))
        if isinstance(name, nodes.Name)
    }
    assert targets
    read = {
        name: meta.find_undeclared_variables(environment().parse(source(name))) & targets
        for name in NAMES
        if name != "layout.html"
    }
    assert {name: names for name, names in read.items() if names} == {}


def test_a_list_of_names_ends_in_and() -> None:
    """In a template, and as a value of a sentence in the code. Words that are quoted are not summed
    up; a cell of a file keeps its commas, as it comes back.
    """
    in_templates = [name for name in NAMES if re.search(r"join\(\s*['\"],", source(name))]
    assert in_templates == ["review/progress.html"]  # how far a round is: no names
    in_sentences = {
        (path.relative_to(PROJECT).as_posix(), value)
        for path in sorted((PROJECT / "app").rglob("*.py"))
        for value in re.findall(r"(\w+)=\",? \"\.join\(", path.read_text(encoding="utf-8"))
    }
    assert in_sentences == {
        ("app/core/i18n.py", "first"),  # the rule itself
        ("app/imports/encodings.py", "words"),
        ("app/scoring/reasons.py", "words"),
        ("app/scoring/reasons.py", "places"),  # "and so many more" follows
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_text_of_several_lines_says_that_it_is_dutch_and_which_way_it_runs(name: str) -> None:
    texts = re.findall(r"<textarea[^>]*", source(name))
    assert [text for text in texts if 'lang="nl"' not in text or 'dir="auto"' not in text] == []


@pytest.mark.parametrize(
    "script", sorted((PROJECT / "static" / "js").glob("*.js")), ids=lambda p: p.name
)
def test_no_script_takes_a_field_for_the_address_of_its_form(script: Path) -> None:
    """`form.action` is the field of the name "action" where a form has one."""
    assert re.findall(r"\.action\b|\{[^{}=]*\baction\b[^{}=]*\}\)? =>", script.read_text()) == []
