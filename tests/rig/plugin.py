"""Our part of pytest itself: the installation before the settings, and marks that follow from what a test asks for."""

import pytest

from tests.rig import installation

BROWSER_FIXTURES = {"browser", "page", "phone"}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    installation.lay()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a real browser; marked by itself when a test asks for a page")
    config.addinivalue_line("markers", "once: no database has a part in it; ./dev test asks it on the first one alone")
    config.addinivalue_line("markers", "both: drives a browser, and what it proves is the database's to keep")
    config.addinivalue_line("markers", "long: takes seconds; left out by ./dev test --fast")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            if not item.get_closest_marker("both"):
                item.add_marker(pytest.mark.once)
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            raise pytest.UsageError(
                f"{item.nodeid}: the ledger cannot be flushed. Ask for the committed_db fixture "
                "in place of django_db(transaction=True)."
            )
