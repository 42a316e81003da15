"""What we give away and what we use is said: the licence of every file, and the bill of materials.

`make check` runs `reuse lint`, `make sbom` makes the bill.
"""

from __future__ import annotations

import json

from app.core.settings import PROJECT
from scripts.sbom import find_problems, packages


def test_the_licence_where_people_look_is_the_one_the_files_name() -> None:
    known = (PROJECT / "LICENSES" / "EUPL-1.2.txt").read_text(encoding="utf-8")
    assert (PROJECT / "LICENSE").read_text(encoding="utf-8") == known
    assert [path.name for path in (PROJECT / "LICENSES").iterdir()] == ["EUPL-1.2.txt"]


def test_a_bill_of_materials_names_every_package_of_the_lock() -> None:
    wanted = packages(
        "numpy==2.4.0 \\\n    --hash=sha256:1f\n    # via ortools\npgvector==0.4.2 ; x\n"
    )
    assert wanted == {"numpy", "pgvector"}
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    numpy = {"type": "library", "name": "numpy", "version": "2.4.0"}
    assert find_problems(json.dumps(bill | {"components": [numpy]}), wanted) == [
        "pgvector is missing"
    ]
    assert find_problems(json.dumps(bill | {"components": [numpy | {"type": "stone"}]}), {"numpy"})
