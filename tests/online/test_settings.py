"""Settings → Payments: keys are checked, kept sealed and never shown; what is missing is said in words."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from lintel.billing import accounts, hearing
from lintel.billing.models import Attempt, StripeAccount, Terms
from lintel.core import clock, sealing
from lintel.inspections import connecting, paying
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.office_work import pages
from tests.online import steps
from tests.stripe.fake import Stripe

PAGE = "/office/settings/payments/"
SECRET = "whsec_of_the_endpoint"


def keep_key(browser: Client, key: str) -> str:
    """Paste a key and press Connect; what the page then says."""
    return pages.text(browser.post(f"{PAGE}key/", {"key": key}, follow=True))


def connected(office: cast.Office) -> StripeAccount:
    account = accounts.of(office.company)
    assert account is not None
    return account


class TestKeys:
    def test_dana_connects_stripe_and_every_owner_is_told(
        self, stripe: Stripe, unconnected: cast.Office, dana: Client
    ) -> None:
        said = keep_key(dana, f"  {stripe.secret_key}\n")
        assert "Stripe accepts the key of" in said
        assert f"ends with {stripe.secret_key[-4:]}" in said
        assert "Connected" in said
        assert "by Dana Ortiz" in said
        account = connected(unconnected)
        assert (account.account_id, account.is_live) == (stripe.account_id, False)
        letter = Message.objects.get(kind="stripe-changed")
        assert letter.to_name == "Dana Ortiz"
        assert "Dana Ortiz changed how clients pay" in str(letter.body)
        unconnected.company.refresh_from_db()
        assert paying.provider_of(unconnected.company) == "stripe"

    def test_what_was_entered_is_nowhere_to_be_read(
        self, stripe: Stripe, unconnected: cast.Office, dana: Client
    ) -> None:
        keep_key(dana, stripe.secret_key)
        dana.post(f"{PAGE}secret/", {"secret": SECRET})
        shown = dana.get(PAGE).content.decode() + dana.post(f"{PAGE}test/").content.decode()
        with connection.cursor() as cursor:
            cursor.execute("SELECT sealed_key, sealed_hook_secret, name, change FROM billing_stripeaccount")
            rows = str(cursor.fetchall())
        letters = str(list(Message.objects.values_list("subject", "body")))
        for place in (shown, rows, letters):
            assert stripe.secret_key not in place
            assert stripe.secret_key[:-4][-12:] not in place
            assert SECRET not in place
        account = connected(unconnected)
        assert sealing.unseal(account.sealed_key, purpose=b"lintel stripe") == stripe.secret_key
        assert sealing.unseal(account.sealed_hook_secret, purpose=b"lintel stripe") == SECRET

    @pytest.mark.parametrize(
        ("key", "words"),
        [
            ("", "Paste the key"),
            ("pk_test_1234567890", "It begins with sk_live_"),
            ("whsec_1234567890", "It begins with sk_live_"),
            ("sk_test_nobodys_key", "Stripe does not accept this key"),
        ],
    )
    def test_another_key_is_refused_and_not_sent_back(
        self, stripe: Stripe, unconnected: cast.Office, dana: Client, key: str, words: str
    ) -> None:
        answer = dana.post(f"{PAGE}key/", {"key": key})
        assert answer.status_code == 422
        assert words in pages.text(answer)
        assert not key or key not in answer.content.decode()
        assert accounts.of(unconnected.company) is None

    def test_while_stripe_is_silent_nothing_is_changed(
        self, stripe: Stripe, unconnected: cast.Office, dana: Client
    ) -> None:
        with stripe.faults.outage():
            assert "could not be checked. Nothing was changed" in keep_key(dana, stripe.secret_key)
        assert not StripeAccount.objects.exists()

    def test_a_new_key_of_the_same_account_keeps_address_and_secret(self, stripe: Stripe, office: cast.Office) -> None:
        before = connected(office)
        connecting.connect(company=office.company, key=stripe.secret_key, by=office.owner, at=clock.now())
        after = connected(office)
        assert (after.hook_key, after.sealed_hook_secret) == (before.hook_key, before.sealed_hook_secret)
        assert after.change == "New key"

    def test_another_account_has_an_address_of_its_own_and_no_secret(self, office: cast.Office) -> None:
        before = connected(office)
        other = accounts.Checked("sk_test_of_another", "acct_other", "Another", is_live=False)
        accounts.connect(company=office.company, checked=other, by=office.owner, at=clock.now())
        after = connected(office)
        assert after.hook_key != before.hook_key
        assert after.sealed_hook_secret == ""

    def test_nobody_but_an_owner_sees_or_changes_it(self, stripe: Stripe, office: cast.Office) -> None:
        assert office.staff is not None
        browser = Client()
        browser.force_login(office.staff.user)
        for path in ("", "disconnect/"):
            assert browser.get(PAGE + path).status_code == 403
        for path in ("key/", "secret/", "pay-with/", "test/", "disconnect/"):
            assert browser.post(PAGE + path, {"key": stripe.secret_key, "secret": SECRET}).status_code == 403
        with pytest.raises(accounts.NotOurs):
            accounts.disconnect(company=office.company, by=office.staff, at=clock.now())


class TestDisconnecting:
    def test_open_checkouts_are_shut_the_keys_forgotten_and_the_page_says_by_whom(
        self, stripe: Stripe, office: cast.Office, inspection: Inspection, dana: Client
    ) -> None:
        steps.press(inspection)
        assert "One payment could still come in" in pages.text(dana.get(f"{PAGE}disconnect/"))
        said = pages.text(dana.post(f"{PAGE}disconnect/", follow=True))
        assert "Disconnected" in said
        assert "by Dana Ortiz" in said
        assert [one["status"] for one in stripe.sessions] == ["expired"]
        account = StripeAccount.objects.get()
        assert (account.sealed_key, account.sealed_hook_secret) == ("", "")
        office.company.refresh_from_db()
        assert paying.provider_of(office.company) is None

    def test_not_while_a_bank_debit_is_under_way(
        self, stripe: Stripe, office: cast.Office, inspection: Inspection, dana: Client
    ) -> None:
        stripe.pay(steps.session_in(steps.press(inspection)), "debit")
        answer = dana.post(f"{PAGE}disconnect/")
        assert answer.status_code == 422
        assert "Payments are under way" in pages.text(answer)
        assert accounts.of(office.company)

    def test_money_that_was_faster_is_booked(
        self, stripe: Stripe, office: cast.Office, inspection: Inspection, dana: Client
    ) -> None:
        stripe.pay(steps.session_in(steps.press(inspection)))
        dana.post(f"{PAGE}disconnect/")
        assert steps.taken() == [590_00]


class TestPayWith:
    def test_what_is_ticked_is_what_stripe_offers(
        self, stripe: Stripe, office: cast.Office, inspection: Inspection, dana: Client
    ) -> None:
        dana.post(f"{PAGE}pay-with/", {"card": "on", "bank_debit": "on"})
        terms = Terms.objects.get()
        assert (terms.by_card, terms.by_bank_debit, terms.by_wallet) == (True, True, False)
        steps.press(inspection)
        (session,) = stripe.sessions
        assert session["allowed_payment_method_types"] == ["card", "us_bank_account"]

    def test_nothing_is_a_question(self, office: cast.Office, dana: Client) -> None:
        answer = dana.post(f"{PAGE}pay-with/", {})
        assert "Tick at least one" in pages.text(answer)
        assert not Terms.objects.exists()


class TestTheChain:
    def test_whole(self, stripe: Stripe, office: cast.Office, dana: Client) -> None:
        stripe.register(accounts.hook_address(connected(office)), *hearing.KINDS)
        stripe.store.account["capabilities"] = {"card_payments": "active", "link_payments": "active"}
        StripeAccount.objects.update(is_live=True, heard_at=clock.now())
        assert tones(dana) == {"good"}

    @pytest.mark.parametrize(
        ("spoil", "words"),
        [
            (
                lambda stripe: stripe.store.account.update(charges_enabled=False),
                "no payments yet",
            ),
            (lambda stripe: stripe.store.account.update(capabilities={}), "Card is ticked here but not active"),
            (lambda _: StripeAccount.objects.update(is_live=False), "It is a test key"),
            (lambda _: StripeAccount.objects.update(sealed_hook_secret=""), "The webhook secret is missing"),
            (lambda _: StripeAccount.objects.update(heard_at=None), "Stripe has not called with this secret yet"),
            (lambda stripe: endpoints(stripe).clear(), "No webhook endpoint at Stripe calls https://lintel.example"),
            (lambda stripe: endpoints(stripe)[0].update(status="disabled"), "switched off at Stripe"),
            (lambda stripe: endpoints(stripe)[0].update(enabled_events=["charge.refunded"]), "does not send checkout"),
            (lambda stripe: stripe.faults.next("account.retrieve", "limited"), "Stripe does not answer just now"),
            (lambda _: seal_anew("sk_test_of_yesterday"), "Stripe refuses the key"),
            (lambda _: StripeAccount.objects.update(sealed_key="from elsewhere"), "sealed by another installation"),
        ],
    )
    def test_with_one_link_missing(
        self, stripe: Stripe, office: cast.Office, dana: Client, spoil: Callable[[Stripe], Any], words: str
    ) -> None:
        self.test_whole(stripe, office, dana)
        spoil(stripe)
        answer = dana.post(f"{PAGE}test/")
        assert answer.status_code == 200
        assert re.search(words, pages.text(answer))

    def test_not_from_a_machine_of_ones_own(
        self, stripe: Stripe, office: cast.Office, dana: Client, settings: Settings
    ) -> None:
        settings.HTTPS, settings.PUBLIC_ORIGIN_OR_LOCAL = False, "http://127.0.0.1:8000"
        said = pages.text(dana.post(f"{PAGE}test/"))
        assert "Stripe cannot call http://127.0.0.1:8000/hooks/stripe/" in said


class TestAKeyThatStopped:
    def test_is_told_under_needs_attention_until_it_works_again(
        self, stripe: Stripe, office: cast.Office, inspection: Inspection, dana: Client
    ) -> None:
        steps.press(inspection)
        seal_anew("sk_test_rolled")
        steps.look()
        assert "Stripe refuses your key" in pages.text(dana.get("/office/"))
        seal_anew(stripe.secret_key)
        steps.look()
        assert "Stripe refuses your key" not in pages.text(dana.get("/office/"))

    def test_says_nothing_of_it_to_the_payer(self, stripe: Stripe, office: cast.Office, inspection: Inspection) -> None:
        seal_anew("sk_test_rolled")
        answer = Client().post(cast.path(inspection, page="payment/"), {"amount": "59000"}, secure=True)
        assert answer.status_code == 409
        assert "The bank does not answer just now. Nothing was charged." in answer.content.decode()

    def test_a_payment_that_stripe_does_not_take_is_told_too(
        self, stripe: Stripe, office: cast.Office, inspection: Inspection, dana: Client
    ) -> None:
        steps.press(inspection)
        Attempt.objects.update(state="expired", failure="This account cannot take payments yet.", due_at=None)
        said = pages.text(dana.get("/office/"))
        assert "Stripe did not take a payment" in said
        assert "This account cannot take payments yet." in said


class TestCheckNow:
    def test_dana_asks_the_bank_and_sees_it_paid(
        self, stripe: Stripe, office: cast.Office, inspection: Inspection, dana: Client
    ) -> None:
        stripe.pay(steps.session_in(steps.press(inspection)))
        page = dana.get(f"/office/inspections/{inspection.key}/")
        assert "Cora Whitfield began to pay" in pages.text(page)
        path = f"/office/inspections/{inspection.key}/payment/check/"
        assert path in page.content.decode()
        said = pages.text(dana.post(path, follow=True))
        assert "It is paid." in said
        assert steps.taken() == [590_00]

    def test_with_nothing_new_it_says_so_and_with_stripe_silent_too(
        self, stripe: Stripe, office: cast.Office, inspection: Inspection, dana: Client
    ) -> None:
        steps.press(inspection)
        path = f"/office/inspections/{inspection.key}/payment/check/"
        assert "Nothing has changed" in pages.text(dana.post(path, follow=True))
        with stripe.faults.outage():
            assert "does not answer" in pages.text(dana.post(path, follow=True))


def test_the_portal_reads_and_signs_while_stripe_is_down(
    stripe: Stripe, office: cast.Office, inspection: Inspection
) -> None:
    browser = Client()
    with stripe.faults.outage():
        for page in ("", "order/", "documents/", "payment/", "payment/processing/"):
            assert browser.get(cast.path(inspection, page=page), secure=True).status_code in {200, 302}
        cast.sign(inspection)
        answer = browser.post(cast.path(inspection, page="payment/"), {"amount": "59000"}, secure=True)
    assert answer.status_code == 409
    assert "Nothing was charged" in html.unescape(answer.content.decode())


def test_the_form_may_lead_to_stripe(stripe: Stripe, inspection: Inspection, settings: Settings) -> None:
    settings.STRIPE_API = ""
    page = Client().get(cast.path(inspection, page="payment/"), secure=True)
    assert "form-action 'self' https://lintel.example https://checkout.stripe.com" in page["Content-Security-Policy"]


def test_in_the_demo_and_on_trial_the_practice_bank_stays(office: cast.Office, settings: Settings) -> None:
    office.company.lapsed_at = clock.now()
    assert paying.provider_of(office.company) == "sandbox"
    office.company.lapsed_at = None
    settings.DEMO = True
    assert paying.provider_of(office.company) == "sandbox"


def tones(browser: Client) -> set[str]:
    """What the links of the chain are marked with."""
    shown = browser.post(f"{PAGE}test/").content.decode()
    found = shown.split('id="chain"', 1)[1].split("</ul>", 1)[0]
    return set(re.findall(r'<li class="st" data-tone="(\w+)"', found))


def endpoints(stripe: Stripe) -> list[dict[str, Any]]:
    return stripe.store.of_kind["webhook_endpoint"]


def seal_anew(key: str) -> None:
    StripeAccount.objects.update(sealed_key=sealing.seal(key, purpose=b"lintel stripe"))
