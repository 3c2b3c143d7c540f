"""What the office, the payer and the practice bank's visitor see and press."""

import re

from django.test import Client

from lintel.billing import asking, invoicing
from lintel.billing.models import Attempt, Entry, Refund, Terms
from lintel.billing.providers import sandbox
from lintel.core import clock
from lintel.inspections import paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.portal import pages
from tests.undoing.moody import MoodyBank


def at(inspection: Inspection, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{page}"


def form(browser: Client, where: str) -> dict[str, str]:
    """The form as its page shows it."""
    html = browser.get(where).content.decode()
    shown = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    names = re.findall(r'<input[^>]*type="checkbox"[^>]*name="([^"]+)"[^>]*checked', html)
    return {
        **{name: value for name, value in shown.items() if name not in {"method", "credit"}},
        **dict.fromkeys(names, "on"),
        "method": (re.findall(r'name="method" value="([^"]+)"[^>]*checked', html) or [""])[0],
    }


def test_refund_in_one_act(dana: Client, inspection: Inspection, payment: Entry) -> None:
    said = pages.text(dana.get(at(inspection)).content)
    assert "Refund of $590.00 from Cora Whitfield" in said
    where = at(inspection, f"payment/{payment.pk}/refund/")
    typed = form(dana, where)
    assert (typed["amount"], typed["method"], typed["credit"]) == ("590.00", "back", "on")
    answer = dana.post(where, {**typed, "amount": "140", "reason": "no radon test"}, follow=True)
    said = pages.text(answer.content)
    assert "$140.00 is refunded. The payer gets a letter." in said
    assert "Refunded by card (TEST)" in said
    assert "Credit: no radon test" in said
    assert "Paid in full" in said


def test_the_same_form_sent_twice_is_one_refund(dana: Client, inspection: Inspection, payment: Entry) -> None:
    where = at(inspection, f"payment/{payment.pk}/refund/")
    typed = {**form(dana, where), "amount": "140", "reason": "no radon test"}
    for _ in range(2):
        assert dana.post(where, typed).status_code == 302
    assert Refund.objects.count() == Entry.objects.filter(kind="refund").count() == 1


def test_more_than_is_left_is_refused_and_what_was_typed_is_kept(
    dana: Client, inspection: Inspection, payment: Entry
) -> None:
    where = at(inspection, f"payment/{payment.pk}/refund/")
    answer = dana.post(where, {**form(dana, where), "amount": "590.01", "reason": "no radon test"})
    assert "At most $590.00 of this payment is left to give back." in pages.text(answer.content)
    assert 'value="no radon test"' in answer.content.decode()
    assert "Say why" in pages.text(dana.post(where, form(dana, where)).content)


def test_an_overpayment_is_proposed_as_it_is_without_a_credit(
    dana: Client, office: cast.Office, inspection: Inspection
) -> None:
    cast.receive(inspection, 640_00, by=office.owner)
    payment = Entry.objects.get(kind="payment")
    where = at(inspection, f"payment/{payment.pk}/refund/")
    typed = form(dana, where)
    assert (typed["amount"], typed["reason"], typed["method"]) == ("50.00", "Paid too much", "check")
    assert "credit" not in typed
    dana.post(where, typed)
    assert invoicing.balance(cast.invoice(inspection)) == 0


def test_while_the_bank_has_not_answered_the_office_is_told_to_wait(
    dana: Client, inspection: Inspection, payment: Entry, bank: MoodyBank
) -> None:
    bank.mood = "lost"
    where = at(inspection, f"payment/{payment.pk}/refund/")
    answer = dana.post(where, {**form(dana, where), "amount": "140", "reason": "no radon"}, follow=True)
    said = pages.text(answer.content)
    assert "The bank has not answered about the $140.00 yet. Lintel finds out by itself." in said
    assert "Refund asked for; the bank has not answered" in said


def test_an_inspector_gives_nothing_back(office: cast.Office, inspection: Inspection, payment: Entry) -> None:
    ike = Client()
    ike.force_login(office.inspector.user)
    for page in (f"payment/{payment.pk}/refund/", "too-much/", "terms/"):
        assert ike.post(at(inspection, page), {}).status_code == 403
    assert ike.post("/office/settings/payments/policy/", {"policy": "free"}).status_code == 403
    assert "Refund of" not in pages.text(ike.get(at(inspection)).content)


TERMS = {"needs": "both", "policy": "deposit", "report_opens": "started", "report_waits": "all", "payers": "named"}


def test_the_companys_policy(dana: Client, office: cast.Office) -> None:
    where = "/office/settings/payments/policy/"
    answer = dana.post(where, {**TERMS, "least": ""})
    assert "Say how much at least." in pages.text(answer.content)
    dana.post(where, {**TERMS, "least": "200", "report_waits": "client", "payers": "hidden"})
    own = Terms.objects.get()
    assert (own.policy, own.least_cents) == ("deposit", 200_00)
    assert (own.report_opens, own.report_waits) == ("started", "client")
    office.company.refresh_from_db()
    assert office.company.hides_payers
    assert 'value="hidden" id="id_payers_1" checked' in dana.get(where).content.decode().replace(" required", "")


def test_the_pay_page_asks_how_much_where_that_may_be_chosen(office: cast.Office, inspection: Inspection) -> None:
    page, cora = cast.path(inspection, page="payment/"), Client()
    assert "How much now?" not in pages.text(cora.get(page).content)
    decide(office, "minimum", 100_00)
    said = pages.text(cora.get(page).content)
    assert "How much now?" in said
    assert "From $100.00 to $589.50" in said
    refused = cora.post(page, {"amount": "part", "sum": "20"})
    assert (refused.status_code, Attempt.objects.count()) == (409, 0)
    assert "From $100.00 to $589.50, or the whole $590.00, can be paid now." in pages.text(refused.content)
    assert 'value="20"' in refused.content.decode()
    assert "That is not an amount." in pages.text(cora.post(page, {"amount": "part", "sum": "some"}).content)
    assert cora.post(page, {"amount": "part", "sum": "150"}).status_code == 302
    assert Attempt.objects.get().amount_cents == 150_00


def test_nothing_but_the_amount_comes_from_the_form(office: cast.Office, inspection: Inspection) -> None:
    decide(office, "deposit", 200_00)
    page, cora = cast.path(inspection, page="payment/"), Client()
    for amount in ("1", "-20000", "20000.0", "²", "9" * 40, "", "part"):
        assert cora.post(page, {"amount": amount, "deposit": "100"}).status_code == 409
    assert cora.post(page, {"amount": "20000"}).status_code == 302


def test_a_second_tab_at_the_practice_bank_leads_back(office: cast.Office, inspection: Inspection) -> None:
    address = paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    where, tab = address[address.index("/bank/") :], Client()
    first = tab.post(where, {"use": cast.GOOD_CARD})
    second = tab.post(where, {"use": cast.GOOD_CARD})
    assert first["Location"] == second["Location"]
    assert "/return/" in second["Location"]
    assert "This is paid" in pages.text(tab.get(where).content)


def test_the_practice_bank_offers_a_bank_debit(office: cast.Office, inspection: Inspection) -> None:
    address = paying.start(link=cast.link(inspection), visitor=cast.PHONE, at=clock.now())
    where, cora = address[address.index("/bank/") :], Client()
    assert "Bank debit that settles after a minute" in pages.text(cora.get(where).content)
    assert "/return/" in cora.post(where, {"use": next(iter(sandbox.ACCOUNTS))})["Location"]
    assert "The bank debit is under way" in pages.text(cora.get(where).content)
    paying.settle(Attempt.objects.get(), at=clock.now())
    said = pages.text(cora.get(cast.path(inspection, page="payment/processing/")).content)
    assert "A bank debit takes days." in said


def test_what_was_given_back_stands_on_the_payers_page(dana: Client, inspection: Inspection, payment: Entry) -> None:
    where = at(inspection, f"payment/{payment.pk}/refund/")
    dana.post(where, {**form(dana, where), "amount": "140", "reason": "no radon test"})
    said = pages.text(Client().get(cast.path(inspection, page="order/")).content)
    assert "Given back" in said
    assert "−$590.00" in said
    assert "Paid by you on" in pages.text(Client().get(cast.path(inspection)).content)


def decide(office: cast.Office, policy: str, least: int) -> None:
    asking.decide(
        company=office.company,
        policy=policy,
        least_cents=least,
        report_opens="settled",
        by=office.owner,
        at=clock.now(),
    )


def test_from_the_fees_one_gets_to_how_much_is_paid_at_once(dana: Client, inspection: Inspection) -> None:
    where = at(inspection, "terms/")
    assert where in dana.get(at(inspection, "fees/")).content.decode()
    answer = dana.post(where, {"policy": "deposit", "least": "200"}, follow=True)
    assert "Saved. Links sent before ask for it at once." in pages.text(answer.content)
    assert inspection.moments.latest("pk").words == "To be paid: a deposit first, then the rest ($200.00)"
    assert "The deposit, $200.00" in pages.text(Client().get(cast.path(inspection, page="payment/")).content)
