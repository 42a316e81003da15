"""What `make check` finds before somebody else does."""

from __future__ import annotations

from pathlib import Path

from scripts import check_security

# In two parts, so that this file does not hold what it looks for.
KEY = "AKIA" + "QYLPMN5HHHFPZAM2"


def test_a_key_in_a_file_is_found_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.py"
    file.write_text(f"# A comment.\nkey = {KEY!r}\n", encoding="utf-8")
    assert any(":2: AWS Access Key" in line for line in check_security.find_secrets(str(file)))


def test_a_stand_in_for_a_password_is_none(tmp_path: Path) -> None:
    file = tmp_path / "settings.md"
    file.write_text("DATABASE_URL=postgresql://ik:WACHTWOORD@server/naam\n", encoding="utf-8")
    assert check_security.find_secrets(str(file)) == []
    secret = "s3cr3t"  # in two parts, so that this file itself holds none
    file.write_text(f"DATABASE_URL=postgresql://ik:{secret}@server/naam\n", encoding="utf-8")
    assert check_security.find_secrets(str(file)) != []


def test_weak_code_is_found_with_its_line_and_meant_code_is_not(tmp_path: Path) -> None:
    file = tmp_path / "weak.py"
    file.write_text("import pickle\n\npickle.loads(b'')\n", encoding="utf-8")
    assert ":3: B301" in check_security.find_weak_code([str(file)])
    file.write_text("assert True\n", encoding="utf-8")
    assert check_security.find_weak_code([str(file)]) == ""
