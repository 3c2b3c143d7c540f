"""A log is read by more people than a client's page: the address of the page never gets there."""

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.test import Client

from config.logs import LOGGING, Redacting, redact

TOKEN = "Kb-ETLj6RiVM5Esdovyz7GJEyVfCeq5XOS4IMzKc_Jk"
CODE = "iKn7QLD4P0xCxt_gUHLzKx9U-DDBpHeA"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What our own handler writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Redacting(LOGGING["formatters"]["line"]["format"]))  # type: ignore[index]
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"/p/{TOKEN}/", "/p/…/"),
        (f"/i/{TOKEN}/payment/", "/i/…/payment/"),
        (f"GET https://lintel.example/p/{TOKEN}/order/ 200", "GET https://lintel.example/p/…/order/ 200"),
        (f"/p/{TOKEN[:-1]}", "/p/…"),
        (f"/return/{CODE}/?ok=1", "/return/…/?ok=1"),
        (f"from /p/{TOKEN}/ to /return/{CODE}/", "from /p/…/ to /return/…/"),
        ("/office/inspections/12/", "/office/inspections/12/"),
    ],
)
def test_keys_are_taken_out(written: str, kept: str) -> None:
    assert redact(written) == kept


def test_arguments_and_tracebacks_are_covered(log: io.StringIO) -> None:
    try:
        raise LookupError(f"no such page: /p/{TOKEN}/")
    except LookupError:
        logging.getLogger("lintel").exception("Failed on %s", f"/return/{CODE}/")
    assert "Failed on /return/…/" in log.getvalue()
    assert "no such page: /p/…/" in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert CODE not in log.getvalue()


def test_what_django_says_of_a_missing_page_is_covered(db: None, client: Client, log: io.StringIO) -> None:
    client.get(f"/p/{TOKEN}/no-such-page/")
    assert "Not Found: /p/…/no-such-page/" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_every_handler_of_the_installation_redacts() -> None:
    formatters = {handler["formatter"] for handler in LOGGING["handlers"].values()}  # type: ignore[attr-defined]
    assert {LOGGING["formatters"][name]["()"] for name in formatters} == {"config.logs.Redacting"}  # type: ignore[index]
