"""Signing behind a link: the whole text, a name, a tick, and exactly the words that were on the page."""

import re

import pytest
from django.test import Client

from lintel.access.models import Use
from lintel.agreements.models import Signature
from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import changing
from lintel.inspections.models import Inspection
from tests import cast
from tests.portal import pages


def form(client: Client, path: str, **given: str) -> dict[str, str]:
    return pages.signing(client.get(path).content, **given)


def test_reads_ticks_types_and_has_signed(cora: Client, inspection: Inspection) -> None:
    path = pages.agreement_of(inspection)
    page = cora.get(path)
    said = pages.text(page.content)
    assert "This agreement is between Cedar & Stone Home Inspections" in said
    assert "$590.00" in said
    answer = cora.post(path, form(cora, path))
    assert (answer.status_code, answer["Location"]) == (302, cast.path(inspection))
    signature = Signature.objects.get()
    assert (signature.name, signature.address, signature.browser) == (
        "Cora Whitfield",
        "127.0.0.1",
        cast.PHONE.browser,
    )
    assert Use.objects.get(kind="signed").link == cast.link(inspection)
    after = cora.get(path)
    assert b"<form" not in after.content
    assert "Signed Cora Whitfield" in pages.text(after.content)


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(cora: Client, inspection: Inspection) -> None:
    path = pages.agreement_of(inspection)
    unticked = cora.post(path, form(cora, path, name="Cora <i> Whitfield", agreed=""))
    assert unticked.status_code == 422
    assert 'value="Cora &lt;i&gt; Whitfield"' in unticked.content.decode()
    assert "Tick the box" in pages.text(unticked.content)
    unnamed = cora.post(path, form(cora, path, name="  "))
    assert unnamed.status_code == 422
    assert "Type your full name to sign." in pages.text(unnamed.content)
    assert 'name="agreed" required checked' in " ".join(unnamed.content.decode().split())
    assert not Signature.objects.exists()


@pytest.mark.parametrize("name", ["x" * 121, "Co\x00ra"])
def test_a_name_that_is_none_is_refused(cora: Client, inspection: Inspection, name: str) -> None:
    path = pages.agreement_of(inspection)
    assert cora.post(path, form(cora, path, name=name)).status_code == 422
    assert not Signature.objects.exists()


@pytest.mark.parametrize("name", ["張偉", "Zoë Đặng", "محمد علي", "Ana 🏡", "O’Brien"])
def test_any_name_can_be_signed_with(cora: Client, inspection: Inspection, name: str) -> None:
    path = pages.agreement_of(inspection)
    assert cora.post(path, form(cora, path, name=name)).status_code == 302
    assert Signature.objects.get().name == name
    assert name in pages.text(cora.get(path).content)


def test_words_that_changed_meanwhile_are_shown_and_not_signed(
    cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    path = pages.agreement_of(inspection)
    stale = form(cora, path)
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    answer = cora.post(path, stale)
    said = pages.text(answer.content)
    assert answer.status_code == 409
    assert "The agreement changed while you were reading" in said
    assert "$665.00" in said
    assert 'value="Cora Whitfield"' in answer.content.decode()
    was, now = (re.findall(rf"<{mark}>(.*?)</{mark}>", answer.content.decode(), re.DOTALL) for mark in ("del", "ins"))
    (fee,) = [words for words in was if "$590.00" in words]
    assert fee.replace("$590.00", "$665.00") in now
    assert not Signature.objects.exists()
    anew = {**stale, "seen": pages.hidden(answer.content, "seen")}
    assert cora.post(path, anew).status_code == 302
    assert "$665.00" in Signature.objects.get().words


def test_a_double_click_signs_once(cora: Client, inspection: Inspection) -> None:
    path = pages.agreement_of(inspection)
    given = form(cora, path)
    first, second = cora.post(path, given), cora.post(path, given)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Signature.objects.count() == 1


def test_the_back_button_after_signing_shows_what_was_signed(cora: Client, inspection: Inspection) -> None:
    path = pages.agreement_of(inspection)
    cora.post(path, form(cora, path))
    assert "As it was signed on" in pages.text(cora.get(path).content)


def test_a_signature_stays_as_it_was_when_fees_change(
    cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    cast.sign(inspection)
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    assert "$590.00" in pages.text(cora.get(pages.agreement_of(inspection)).content)


def test_nobody_signs_for_another(cora: Client, inspection: Inspection) -> None:
    theirs = pages.agreement_of(inspection, "Theo Whitfield").rsplit("/", 2)[1]
    path = cast.path(inspection, page=f"agreement/{theirs}/")
    answer = cora.post(path, {"seen": "", "name": "Theo Whitfield", "agreed": "on"})
    assert answer.status_code == 404
    assert not Signature.objects.exists()
