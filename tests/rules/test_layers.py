"""The layers of pyproject.toml are kept by import-linter in ./dev check. Here each contract is seen red."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
HERE = Path(__file__).parents[2]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The packages and their contracts, to be broken."""
    for name in ("lintel", "config"):
        shutil.copytree(HERE / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("lintel/core/money.py", "import lintel.companies.models", "Arrows point down BROKEN"),
        ("lintel/agreements/models.py", "import lintel.billing.models", "Arrows point down BROKEN"),
        ("lintel/billing/models/ledger.py", "import lintel.inspections.models", "Arrows point down BROKEN"),
        ("lintel/run/apps.py", "import lintel.web.apps", "Arrows point down BROKEN"),
        ("lintel/companies/models.py", "import config.settings", "read through Django's settings BROKEN"),
        ("lintel/utils/__init__.py", "", "Arrows point down BROKEN"),
    ],
)
def test_an_arrow_that_points_up_is_caught(copied: Path, file: str, line: str, told: str) -> None:
    (copied / file).parent.mkdir(exist_ok=True)
    with (copied / file).open("a") as source:
        source.write(f"\n{line}\n")
    assert told in linted(copied)


def test_the_tree_as_it_stands_is_clean(copied: Path) -> None:
    assert "0 broken" in linted(copied)


def linted(folder: Path) -> str:
    """What import-linter prints, with the spaces of its columns drawn together."""
    tool = Path(sys.executable).with_name("lint-imports")
    command = [str(tool), "--no-cache", "--no-logo"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return " ".join((done.stdout + done.stderr).split())
