"""Builds static/vendor/ out of node_modules and static/css/: font, the theme tokens in use, NL
Design System and the own style sheets as one, htmx, and the proof of work of the public forms.

Run `npm ci` first. Stops with a message when the own style sheets use something that does not
exist.
"""

import gzip
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
OWN = ROOT / "static" / "css"
VENDOR = ROOT / "static" / "vendor"

UTRECHT = (
    "root",
    "body",
    "document",
    "nav-bar",
    "nav-list",
    "status-badge",
    "table",
    "form-field",
    "form-field-description",
    "form-field-error-message",
    "form-label",
    "select",
    "textbox",
    "textarea",
    "checkbox",
    "button-group",
)
CANDIDATE = ("button", "heading", "link", "paragraph", "skip-link")
THEME = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css"
FONT = "@fontsource-variable/noto-sans"
FONT_FILES = ("noto-sans-latin-wght-normal.woff2", "noto-sans-latin-ext-wght-normal.woff2")
# The same fonts as files that the PDF of a report is set with; nobody's browser asks for them.
REPORT_FONTS = (
    "noto-sans/400Regular/NotoSans_400Regular.ttf",
    "noto-sans/700Bold/NotoSans_700Bold.ttf",
    "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
    "noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf",
)
# The widget of the public forms in the build that brings no styles and no worker along: each is a
# file of its own, as our security policy wants.
ALTCHA = {
    "altcha.js": "altcha/dist/external/altcha.min.js",
    "altcha.css": "altcha/dist/external/altcha.css",
    "altcha-worker.js": "altcha/dist/workers/pbkdf2.js",
    "altcha-license.txt": "altcha/LICENSE.txt",
}
# One file: htmx begins as soon as it is there, and would not know an extension that comes later.
HTMX = ("htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js")
HTMX_FILE = "htmx.min.js"

# The own style sheets in the order in which they are read: of two rules that weigh the same the
# later one counts.
ORDER = (
    "tokens",
    "ground",
    "chrome",
    "page",
    "controls",
    "forms",
    "picks",
    "states",
    "lists",
    "detail",
    "board",
    "matches",
    "suggestions",
    "plans",
    "groups",
    "region",
    "review",
    "actions",
    "search",
    "factors",
    "network",
    "doors",
    "calls",
    "resilience",
    "picture",
    "interpretations",
    "print",
)
SHEET = "schakelbord.css"

# The own layer stands outside every layer, so it wins without heavier selectors; the reset loses
# from everything.
LAYERS = "@layer reset,theme,nlds;"
USED = re.compile(r"var\(\s*(--[\w-]+)")
DECLARED = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(")


class BuildError(Exception):
    """Something the pages need is missing or wrong; the message says what."""


def module_path(name: str) -> Path:
    """The path of a file from npm, or an error that says what to do."""
    path = MODULES / name
    if not path.exists():
        raise BuildError(f"node_modules/{name} is missing: run `npm ci` first")
    return path


def module_text(name: str) -> str:
    """The text of a file from npm."""
    return module_path(name).read_text(encoding="utf-8")


def without_comments(css: str) -> str:
    """The style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def minify(css: str) -> str:
    """Takes out comments and white space that carries no meaning; strings stay as they are."""
    parts = re.split(r"(\"[^\"]*\"|'[^']*')", without_comments(css))
    for index in range(0, len(parts), 2):
        part = re.sub(r"\s+", " ", parts[index])
        part = re.sub(r" ?([{};,]) ?", r"\1", part)
        part = part.replace("( ", "(").replace(" )", ")").replace(": ", ":")
        parts[index] = part.replace(";}", "}")
    return "".join(parts).strip()


def without_map(script: str) -> bytes:
    """A script that names no file which is not served."""
    return re.sub(r"\n?//# sourceMappingURL=.*", "", script).encode()


def copyright_lines(css: str) -> set[str]:
    """The copyright lines in the comments of a style sheet, which have to stay with it."""
    return {
        line.strip(" *") for line in re.findall(r"^.*Copyright \(c\).*$", css, flags=re.MULTILINE)
    }


def build_components() -> str:
    """All component style sheets in one layer."""
    names = [f"@utrecht/{name}-css/dist/index.css" for name in UTRECHT]
    names += [f"@nl-design-system-candidate/{name}-css/dist/{name}.css" for name in CANDIDATE]
    sheets = [module_text(name) for name in names]
    notices = sorted(set().union(*(copyright_lines(sheet) for sheet in sheets)))
    body = "".join(minify(sheet) for sheet in sheets)
    return (
        f"/* NL Design System, EUPL-1.2. {'. '.join(notices)} */\n{LAYERS}@layer nlds{{{body}}}\n"
    )


def theme_tokens() -> dict[str, str]:
    """Every token of the theme with its value."""
    css = without_comments(module_text(THEME))
    match = re.fullmatch(r"\s*\.voorbeeld-theme\s*\{([^{}]*)\}\s*", css)
    if match is None:
        raise BuildError(
            "the theme is no longer one block of .voorbeeld-theme: look at the new version"
        )
    return {
        name: value.strip() for name, value in re.findall(r"(--[\w-]+)\s*:([^;]*);", match.group(1))
    }


def closure(wanted: set[str], tokens: dict[str, str]) -> dict[str, str]:
    """The wanted tokens and every token their values lead to."""
    kept: dict[str, str] = {}
    waiting = [name for name in wanted if name in tokens]
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = tokens[name]
            waiting += [other for other in USED.findall(tokens[name]) if other in tokens]
    return kept


def check_own(sheets: dict[str, str], declared: set[str]) -> None:
    """Own style sheets: every variable exists, no token that is still to be made, no literal
    colour.
    """
    faults: list[str] = []
    for name, css in sheets.items():
        faults += [
            f"{name}: var({used}) is declared nowhere"
            for used in sorted(set(USED.findall(css)) - declared)
        ]
        faults += [
            f"{name}: --todo- tokens are not finished"
            for _ in re.findall(r"var\(\s*--todo-", css)[:1]
        ]
        faults += [f"{name}: literal colour {found}" for found in COLOUR.findall(css)]
    if faults:
        raise BuildError("\n".join(faults))


def build_theme(components: str, sheets: dict[str, str]) -> str:
    """The part of the theme that the components and the own style sheets use."""
    tokens = theme_tokens()
    own = "".join(sheets.values())
    check_own(sheets, {*tokens, *DECLARED.findall(own), *DECLARED.findall(components)})
    kept = closure(set(USED.findall(components)) | set(USED.findall(own)), tokens)
    body = ";".join(f"{name}:{' '.join(value.split())}" for name, value in sorted(kept.items()))
    return (
        f"/* Voorbeeld theme of NL Design System, EUPL-1.2. */\n{LAYERS}@layer "
        f"theme{{.voorbeeld-theme{{{body}}}}}\n"
    )


def build_font() -> str:
    """The @font-face rules of the parts of the font that Dutch and English need, with relative
    addresses.
    """
    css = module_text(f"{FONT}/wght.css")
    rules = re.findall(r"@font-face\s*\{[^}]*\}", css)
    kept = [rule for rule in rules if any(f"files/{name}" in rule for name in FONT_FILES)]
    if len(kept) != len(FONT_FILES):
        raise BuildError(
            "the font no longer has the files for latin and latin-ext: look at the new version"
        )
    return minify("".join(kept)).replace("./files/", "./") + "\n"


def own_sheets() -> dict[str, str]:
    """The own style sheets by file name in their order, or an error when one has no place in it."""
    found = {path.stem for path in OWN.glob("*.css")}
    if wrong := sorted(found ^ set(ORDER)):
        raise BuildError(f"static/css/ and ORDER in this file differ: {', '.join(wrong)}")
    return {f"{name}.css": (OWN / f"{name}.css").read_text(encoding="utf-8") for name in ORDER}


def build() -> dict[str, bytes]:
    """Every file of static/vendor/ by its name."""
    sheets = {name: without_comments(css) for name, css in own_sheets().items()}
    components = build_components()
    parts = [build_font(), build_theme(components, sheets), components]
    parts += [minify(css) + "\n" for css in sheets.values()]
    files = {
        # One, because a browser asks for every sheet of every page, and a phone has a slow line.
        SHEET: "".join(parts).encode(),
        HTMX_FILE: b"\n".join(without_map(module_text(name)) for name in HTMX),
        "noto-sans-license.txt": module_path(f"{FONT}/LICENSE").read_bytes(),
    }
    files |= {name: module_path(path).read_bytes() for name, path in ALTCHA.items()}
    for name in FONT_FILES:
        files[name] = module_path(f"{FONT}/files/{name}").read_bytes()
    for path in REPORT_FONTS:
        files[path.rpartition("/")[2]] = module_path(f"@expo-google-fonts/{path}").read_bytes()
    return files


def write(files: dict[str, bytes]) -> None:
    """Makes static/vendor/ hold exactly these files."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for path in VENDOR.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in files:
            path.unlink()
    for name, content in files.items():
        (VENDOR / name).write_bytes(content)


def report(files: dict[str, bytes]) -> None:
    """Prints the size of every file, raw and as gzip."""
    for name, content in files.items():
        print(f"{len(content):>8} {len(gzip.compress(content, 9)):>7}  {name}")


def main() -> int:
    """Builds, writes and reports; 1 when something is wrong."""
    try:
        files = build()
    except BuildError as error:
        print(f"build_assets: {error}", file=sys.stderr)
        return 1
    write(files)
    report(files)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
