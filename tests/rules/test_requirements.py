"""What is installed is locked by its content, and by no address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parents[2]
DECLARED = tomllib.loads((HERE / "pyproject.toml").read_text())


def locked(name: str) -> dict[str, str]:
    """Each distribution of one lock and the lines that belong to it."""
    entries = re.split(r"^(?=\S)", (HERE / "requirements" / name).read_text(), flags=re.MULTILINE)
    return {entry.split("==", 1)[0].partition("[")[0]: entry for entry in entries if "==" in entry}


@pytest.mark.parametrize("name", ["app.txt", "dev.txt", "uv.txt"])
def test_each_distribution_is_pinned_by_hash_and_named_by_no_address(name: str) -> None:
    for entry in locked(name).values():
        assert re.match(r"[a-z0-9-]+==\S+", entry)
        assert "--hash=sha256:" in entry
        assert "://" not in entry
        assert "index" not in entry


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("app.txt", DECLARED["project"]["dependencies"]),
        ("dev.txt", DECLARED["project"]["dependencies"] + DECLARED["dependency-groups"]["dev"]),
    ],
)
def test_the_locks_hold_what_is_asked_for(name: str, wanted: list[str]) -> None:
    held = locked(name)
    for requirement in map(Requirement, wanted):
        version = held[canonicalize_name(requirement.name)].split("==", 1)[1].split()[0]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: compile {name} again"


def test_tests_run_on_what_is_served() -> None:
    tested = locked("dev.txt")
    for name, entry in locked("app.txt").items():
        assert tested[name].split()[0] == entry.split()[0]


def test_a_small_office_stays_small() -> None:
    assert len(locked("app.txt")) <= 55
