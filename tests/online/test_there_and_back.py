"""The way to Stripe's page and back: what is said before it, where it leads, and what who did not pay reads."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from lintel.billing import asking, terms
from lintel.billing.models import Attempt, Terms
from lintel.billing.providers import wire
from lintel.core import clock
from lintel.inspections import paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.online import steps
from tests.portal import pages
from tests.stripe.fake import Stripe


def read(inspection: Inspection, page: str = "") -> str:
    return pages.text(Client().get(cast.path(inspection, page=page), secure=True).content)


def press(inspection: Inspection) -> bytes:
    answer = Client().post(cast.path(inspection, page="payment/"), {"amount": "59000"}, secure=True)
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize("page", ["", "payment/"])
def test_with_a_test_key_it_says_so_before_anybody_pays(inspection: Inspection, page: str) -> None:
    assert "TEST" in read(inspection, page)
    company = inspection.company
    company.paid_in_test = False
    company.save()
    assert "TEST" not in read(inspection, page)


def test_who_comes_back_without_paying_reads_that_nothing_was_charged(stripe: Stripe, inspection: Inspection) -> None:
    steps.press(inspection)
    back = urlsplit(stripe.sessions[0]["cancel_url"])
    said = pages.text(Client().get(f"{back.path}?{back.query}", secure=True, follow=True).content)
    assert "You came back without paying. Nothing was charged." in said
    assert "Not paying now" in said
    assert "Please do not pay again" not in said


def test_who_paid_after_all_reads_no_such_thing(stripe: Stripe, inspection: Inspection) -> None:
    session = steps.session_in(steps.press(inspection))
    stripe.pay(session)
    paying.settle(Attempt.objects.get(), at=clock.now())
    back = urlsplit(stripe.sessions[0]["cancel_url"])
    said = pages.text(Client().get(f"{back.path}?{back.query}", secure=True, follow=True).content)
    assert "Nothing was charged" not in said


def test_a_checkout_at_the_companys_own_address_is_reached_by_a_link(
    stripe: Stripe, inspection: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form may not lead there, for the page's policy names Stripe's own address; a link and a refresh may."""
    monkeypatch.setattr(wire, "checkout_origin", lambda: wire.PAGE)
    html = press(inspection).decode()
    (address,) = set(re.findall(r'href="([^"]*/c/pay/[^"]+)"', html))
    assert address == stripe.sessions[0]["url"]
    assert f'content="0; url={address}"' in html


def test_a_deposit_is_named_with_the_whole_beside_it(office: cast.Office, inspection: Inspection) -> None:
    by = office.owner
    asking.decide(
        company=office.company, policy="deposit", least_cents=200_00, report_opens="settled", by=by, at=clock.now()
    )
    said = read(inspection)
    assert "pay $200.00" in said
    assert "$590.00 is to pay in all" in said
    assert "pay $590.00" not in said


def test_an_amount_finer_than_banks_take_is_said_in_words() -> None:
    assert terms.too_fine(125_505, "KWD") == (
        "KWD 125.505 cannot be paid online: banks take KWD to two places only, such as KWD 125.510."
    )
    assert terms.too_fine(125_500, "KWD") == terms.too_fine(59_001, "USD") == ""
    assert not terms.possible(Terms.Policy.FULL, 0, due=125_505, paid=0, currency="KWD").allows(125_505)
