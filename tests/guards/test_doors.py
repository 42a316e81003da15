"""Whose rule a read starts from, who knows HTTP, and one name for one class."""

import ast
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from scripts.unused import names_used
from tests.guards.test_house import sources

SELECTS = {"select", "sa.select", "sa_select"}
NAMED = (ast.Name, ast.Attribute)
# What begins a query of its own within a rule.
ASKS_ELSEWHERE = {"select", "exists", "aliased"}

# What reads another slice's table without its rule, and why. A function, or a name of the module.
WITHOUT_RULE = {
    "work/own_queries.py:get_own_now Match": "what did not come of needs of one's own",
    "privacy/touched_queries.py:_told Mail": "the operator asks who was touched, on the server",
    "privacy/touched_queries.py:_contacts_in Organisation": "the same question",
    "dossier/partner_queries.py:find_former_names Organisation": "names that went up in another",
    "actions/match_commands.py:serve_matches Match": "asks `servable_by`, which starts at the rule",
    "messages/fit_commands.py:find_new_offers Offer": "a job; nobody asks, nobody reads",
    "messages/follow_commands.py:find_followers Follow": "a job; it tells each person of their own",
    "messages/digest_commands.py:_told Mail": "when somebody got the last one, for the worker",
    "demo/actions.py:_serve Match": "the demo, before anybody looks",
    "dossier/group_queries.py:_named_roles Organisation": "names for the partners of a group, "
    "whose offers and matches the actor sees",
    "dossier/need_merger_commands.py:_lock Match": "locks the matches of two needs; the command "
    "asked the right to both",
    "dossier/twin_queries.py:_near Organisation": "names beside needs and offers that are read by "
    "their rule",
    "dossier/locks.py:lock_pair Organisation": "takes locks; its command asked the right to "
    "merge them",
    "dossier/locks.py:lock_things Organisation": "takes locks; its command asked the right "
    "to merge them",
    "identity/lead_queries.py:find_led_alone Organisation": "names for who erases an account by "
    "command",
    "identity/queries.py:get_names Organisation": "of the owners of rows that get their "
    "words anew, whoever sees them",
    "identity/queries.py:find_organisation Organisation": "by name, to set a region up; below the "
    "slice with the rule",
    "identity/queries.py:find_gone Organisation": "only whether it takes part; no row leaves",
    "identity/queries.py:_seats_of_person Crisis": "of the region of each seat of who asks; below "
    "the slice with the rule",
    "imports/queries.py:get_words Crisis": "of the region that the file is for",
    "imports/queries.py:get_words Measure": "of the region that the file is for",
    "imports/queries.py:find_organisations Organisation": "the command line, for all of a region",
    "mail/queries.py:count_lately Mail": "only how many, about things that the actor sees",
    "mail/queries.py:count_unread Mail": "only how many, of the person who asks",
    "messages/inbox_queries.py:find_inbox Mail": "starts at `told_to`: what is the reader's own",
    "messages/inbox_queries.py:find_summed Mail": "starts at `told_to`: what is the reader's own",
    "messages/inbox_queries.py:get_message Mail": "starts at `told_to`: what is the reader's own",
    "mail/queries.py:find_due Mail": "what the worker is to send, whoever may read of it",
    "matches/locks.py:lock_offers_of_need Offer": "takes locks; its command asked the right to "
    "change the need",
    "matches/locks.py:lock_needs_of_offer Need": "takes locks; its command asked the right to "
    "withdraw the offer",
    "matches/locks.py:lock Need": "takes locks; `lock_match` asked the rule of the match",
    "matches/locks.py:lock Offer": "takes locks; `lock_match` asked the rule of the match",
    "matches/queries.py:get_contacts Organisation": "`view_contact` asked the right and wrote the "
    "trail",
    "signals/policy.py:_coordinated Organisation": "the organisations of the actor's own seats",
    "members/queries.py:get_link Organisation": "of an invitation: who has its link may know which "
    "organisation invites",
    "members/queries.py:find_region_home Organisation": "the command line, to set a region up",
    "offers/queries.py:is_available Organisation": "only whether it can help; no row leaves",
    "privacy/account_commands.py:remove_contacts Organisation": "the retention: nobody "
    "asks, nobody reads",
    "privacy/record_commands.py:_needs_that_go Need": "the retention: nobody asks, nobody reads",
    "privacy/record_commands.py:_offers_that_go Offer": "the retention: nobody asks, nobody reads",
    "planning/commands.py:_lock Need": "takes locks; its command asked the right to take over",
    "planning/commands.py:_lock Offer": "takes locks; its command asked the right to take over",
    "planning/gap_queries.py:explain_unmatched Offer": "only whether there is one, for the team",
    "providers/required_queries.py:find_without_door Organisation": "of the region that the actor "
    "administers, to say whose people would have no way in; below the slice with the rule",
    "providers/queries.py:find_organisations Organisation": "of the region that the actor "
    "administers, to choose for which one a provider is; below the slice with the rule",
    "reference/choice_queries.py:_lists Crisis": "names for the regions of a page, which are no "
    "secret; below the slice with the rule",
    "reference/choice_queries.py:_lists Measure": "names for the regions of a page, which are no "
    "secret; below the slice with the rule",
    "reference/crisis_queries.py:_FIRST_CRISIS Crisis": "of the region of what is written; below "
    "the slice with the rule",
    "reference/crisis_queries.py:get_crisis Crisis": "of the region of what is written; below the "
    "slice with the rule",
    "reference/crisis_queries.py:get_measure Measure": "of the region of what is written; below "
    "the slice with the rule",
    "reference/crisis_queries.py:of_crisis Crisis": "only which rows point at it, of those that "
    "the caller finds by their rule",
    "reference/crisis_queries.py:of_measure Measure": "only which rows point at it, of those that "
    "the caller finds by their rule",
    "region/queries.py:count_lists Crisis": "only how many, of the region that the actor keeps",
    "suggestions/record_queries.py:Records Offer": "counts for the scoring, of owners whose offers "
    "the actor sees",
    "suggestions/record_queries.py:Records Match": "counts for the scoring, of owners whose offers "
    "the actor sees",
    "suggestions/review_commands.py:find_untold Match": "a job; nobody asks, nobody reads",
    "suggestions/review_commands.py:tell_decision Match": "a job; nobody asks, nobody reads",
    "site/readiness_queries.py:_regions Organisation": "the command line, for all regions: only "
    "whether somebody can administer each",
    "work/charge_queries.py:_mine Match": "only which of the tasks of the actor are its own",
    "picture/funnel_queries.py:_counted Match": "counts that everybody in the region may know",
    "picture/spread_queries.py:_counted Organisation": "starts at `wanted` of the list of partners",
    "tallies/parts.py:_needs Need": "counts that everybody in the region may know; the place of a "
    "small group only for who knows it",
    "tallies/parts.py:_of_matches Match": "counts that everybody in the region may know",
    "tallies/parts.py:_of_offers Offer": "counts that everybody in the region may know",
    "suggestions/left_out_queries.py:_gate_of Match": "whether somebody said no to this need; no "
    "row leaves",
    "suggestions/left_out_queries.py:_gate_of Organisation": "whether it is away; no row leaves",
    "suggestions/record_queries.py:_of_offer Offer": "of an offer that the caller has fetched",
    "target_groups/size_queries.py:_sizes Organisation": "names of who gave a size that the "
    "actor sees",
    "work/management_queries.py:get_management Mail": "how many, of the regions that the actor "
    "administers",
    "work/moderation_queries.py:find_request_tasks Organisation": "of the regions that the actor "
    "administers: those that ask to take part, which the rule leaves out",
    "work/queries.py:count_statement Organisation": "only how many, by the rules of its rows",
    "work/queries.py:count_statement Offer": "only how many, by the rules of its rows",
    "work/queries.py:count_statement Signal": "only how many, by the rules of its rows",
    "work/management_queries.py:get_management Organisation": "of the regions that the actor "
    "administers: also those that ask to take part, which the rule leaves out",
}


@lru_cache(maxsize=1)
def trees() -> dict[str, ast.Module]:
    """Path below app -> syntax tree."""
    return {path: ast.parse(source) for path, source in sources().items()}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@lru_cache(maxsize=1)
def tables() -> set[str]:
    """Every class that is a table."""
    return {
        node.name
        for tree in trees().values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(each.arg == "table" for each in node.keywords)
    }


@lru_cache(maxsize=1)
def ruled_tables() -> dict[str, str]:
    """Table -> the slice whose `visible_to` is its rule."""
    return {
        table: path.split("/")[0]
        for path, tree in trees().items()
        for units in [_units(tree)]
        if isinstance(units.get("visible_to"), ast.FunctionDef)
        for name in ("visible_to", *_callers("visible_to", units))
        for table in _ruled_by(name, units)
    }


def _callers(name: str, units: dict[str, ast.AST]) -> list[str]:
    """The functions that add to a rule: of claims, which ones wait."""
    return [
        each
        for each, unit in units.items()
        if isinstance(unit, ast.FunctionDef) and name in _named(unit) and each != name
    ]


def _ruled_by(name: str, units: dict[str, ast.AST]) -> set[str]:
    """The tables whose rows a rule or what it calls is about, and not those that it only asks:
    in a query of their own.
    """
    found, waiting = set(), [units[name]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and _root(node) in ASKS_ELSEWHERE:
            continue
        called = ast.unparse(node).rpartition(".")[2] if isinstance(node, NAMED) else ""
        if called in tables():
            found.add(called)
        if isinstance(node, ast.Name) and node.id != name:
            waiting += [units[node.id]] if isinstance(units.get(node.id), ast.FunctionDef) else []
        waiting += ast.iter_child_nodes(node)
    return found


def _root(call: ast.Call) -> str:
    """`sa.exists` of `sa.exists().where(…).correlate(…)`."""
    node: ast.expr = call
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Name):
            node = node.value
        else:
            return ast.unparse(node).rpartition(".")[2]


def _imported_from(tree: ast.Module, slice_: str) -> set[str]:
    """Names that a file has from the policy or the queries of a slice, or has these modules by."""
    home = re.compile(rf"app\.{slice_}\.(\w+_)?(policy|queries)")
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if any(home.fullmatch(named) for named in (f"{node.module}", f"{node.module}.{alias.name}"))
    }


def _named(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _units(tree: ast.Module) -> dict[str, ast.AST]:
    """The functions, classes and constants of a file by name."""
    found: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
    return found


def _selected(unit: ast.AST) -> set[str]:
    """The table that each select of a unit starts at: its `select_from`, else its first one."""
    calls = {call: ast.unparse(call.func) for call in _calls(unit)}
    starts = [call for call, name in calls.items() if name.endswith(".select_from")]
    told = {id(each) for call in starts for each in ast.walk(call.func)}
    starts += [call for call, name in calls.items() if name in SELECTS and id(call) not in told]
    found = set()
    for call in starts:
        names = [name for each in call.args for name in names_used(each)]
        found |= set([name for name in names if name in tables()][:1])
    return found & ruled_tables().keys()


def _without_rule() -> set[str]:
    found = set()
    for path, tree in trees().items():
        own = path.split("/")[0]
        units = _units(tree)
        for name, unit in units.items():
            for table in _selected(unit):
                home = ruled_tables()[table]
                rules = _imported_from(tree, home)
                if own == home or _follows(name, units, rules):
                    continue
                found.add(f"{path}:{name} {table}")
    return found


def _follows(name: str, units: dict[str, ast.AST], rules: set[str]) -> bool:
    """Whether a unit names a rule, or what it uses does, or all that use it do."""
    used = _named(units[name]) & units.keys() - {name}
    if _named(units[name]) & rules or any(_named(units[each]) & rules for each in used):
        return True
    rest = {each: unit for each, unit in units.items() if each != name}
    users = [each for each, unit in rest.items() if name in _named(unit)]
    return bool(users) and all(_follows(each, rest, rules) for each in users)


def test_a_read_of_another_slice_starts_at_the_rule_of_that_slice() -> None:
    # As a column, by its bare name, by a helper, by another file name, as the kind that is asked.
    assert {
        "Need", "Offer", "Match", "Action", "Organisation", "Plan", "Signal", "Crisis", "Measure",
        "TargetGroup", "Follow", "SavedFilter", "OrganisationClaim", "ImportDraft",
    } <= ruled_tables().keys()  # fmt: skip
    # What a rule asks in a query of its own is not what it is about.
    assert not {"Membership", "Person"} & ruled_tables().keys()
    assert _without_rule() == WITHOUT_RULE.keys()


# Who knows HTTP: the support for it, a file with a router, and what routes depend on.
HTTP = {"fastapi", "starlette", "jinja2", "jinja2_fragments"}
KNOWS_HTTP = {
    "cli.py": "has the command that prints what the web answers",
    "cli_routes.py": "prints what the web answers",
    "cli_web.py": "serves",
    "board/picture.py": "draws the board once for all who see the same, page and stream",
    "live/block.py": "draws a page that is open, and answers with its stream",
    "live/rows.py": "draws a list that is open, and answers with its stream",
    "live/hall.py": "knows of each browser that watches who asks, from its request",
    "live/stream.py": "is the answer without an end",
    "main.py": "wires the application",
    "routers.py": "holds the routers of all slices",
    "review/rounds.py": "what its two files with routes share: addresses and what a page shows",
}


@cache
def knows_http(path: str) -> bool:
    """Whether a file may import HTTP. Any other one, also a new one, may not."""
    return (
        path.startswith("web/")
        or path.endswith("/deps.py")
        or path in KNOWS_HTTP
        or any(ast.unparse(call.func) == "APIRouter" for call in _calls(trees()[path]))
    )


def _imports(tree: ast.Module) -> set[str]:
    """Every module that a file imports, and every name as if it were one."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nothing_else_knows_http_not_even_by_what_it_imports() -> None:
    slips = set()
    for path, tree in trees().items():
        if knows_http(path):
            continue
        for name in _imports(tree):
            other = f"{name.removeprefix('app.').replace('.', '/')}.py"
            if name.split(".")[0] in HTTP or (other in trees() and knows_http(other)):
                slips.add(f"{path}: {name}")
    assert slips == set()


def test_what_knows_http_is_listed_only_where_it_does() -> None:
    for path in KNOWS_HTTP:
        assert {name.split(".")[0] for name in _imports(trees()[path])} & HTTP or any(
            name.startswith(("app.web", "app.main", "app.cli_routes"))
            for name in _imports(trees()[path])
        )


def test_one_name_is_one_class() -> None:
    places: dict[str, list[str]] = {}
    for path, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(path)
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
