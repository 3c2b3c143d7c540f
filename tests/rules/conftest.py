"""The site with rooms that break the rules, for the controls."""

import pytest
from pytest_django import Settings

from tests.rules import recipes, urlmap


@pytest.fixture
def bad_house(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "tests.rules.bad_house"
    named = {one.name: one for one in urlmap.addresses()}
    for name, one in named.items():
        if name.startswith("bad_"):
            fills = {"key": "inspection"} if "key" in one.needs else {}
            monkeypatch.setitem(recipes.RECIPES, name, recipes.page(**fills))
