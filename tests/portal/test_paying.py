"""Paying behind a link, through the practice bank's own page, and back."""

import pytest
from django.test import Client

from lintel.access.models import Use
from lintel.billing import attempting, invoicing
from lintel.billing.models import Attempt, Entry, SandboxSession
from lintel.core import clock, work
from lintel.inspections import changing, paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.portal import pages

AMOUNT = {"amount": "59000"}


def path_of(address: str) -> str:
    return address.removeprefix("https://lintel.example")


def press(client: Client, inspection: Inspection, name: str = "") -> str:
    """Pay Now; the path of the bank's page."""
    answer = client.post(cast.path(inspection, name, "payment/"), AMOUNT)
    assert answer.status_code == 302
    return path_of(answer["Location"])


def worker() -> None:
    """The worker's turn."""
    work.run(Attempt, do=lambda attempt: paying.look(attempt, at=clock.now()), at=clock.now())


def test_pays_comes_back_waits_and_is_told(cora: Client, inspection: Inspection) -> None:
    page = cora.get(cast.path(inspection, page="payment/"))
    said = pages.text(page.content)
    for words in ("Is this the right property?", "1214 Harrison Boulevard", "Ike Marsh", "Payer Cora Whitfield"):
        assert words in said
    assert "Pay Now $590.00" in said
    bank = press(cora, inspection)
    assert "TEST: a practice bank" in pages.text(cora.get(bank).content)
    back = cora.post(bank, {"use": cast.GOOD_CARD})
    assert back.status_code == 302
    processing = cora.get(path_of(back["Location"]))
    assert processing["Location"] == cast.path(inspection, page="payment/processing/")
    waiting = cora.get(processing["Location"])
    assert "Your bank has not confirmed the $590.00 yet." in pages.text(waiting.content)
    worker()
    paid = cora.get(processing["Location"])
    assert (paid.status_code, paid["Location"]) == (302, cast.path(inspection))
    assert "Paid by you on" in pages.text(cora.get(cast.path(inspection)).content)
    assert Use.objects.filter(kind="paid", link=cast.link(inspection)).exists()


def test_the_form_may_lead_to_the_bank_by_whatever_name_the_page_was_opened(
    cora: Client, inspection: Inspection
) -> None:
    page = cora.get(cast.path(inspection, page="payment/"))
    assert "form-action 'self' https://lintel.example;" in page["Content-Security-Policy"] + ";"
    assert "form-action 'self';" in cora.get(cast.path(inspection))["Content-Security-Policy"] + ";"


def test_look_again_asks_the_bank_without_waiting_for_the_worker(cora: Client, inspection: Inspection) -> None:
    bank = press(cora, inspection)
    path = cast.path(inspection, page="payment/processing/")
    assert cora.post(path).status_code == 302
    assert cora.get(path).status_code == 200
    cora.post(bank, {"card": cast.GOOD_CARD})
    assert not Entry.objects.filter(kind="payment").exists()
    cora.post(path)
    assert Entry.objects.get(kind="payment").amount_cents == -590_00


def test_a_declined_card_is_said_at_the_bank_and_another_may_be_used(cora: Client, inspection: Inspection) -> None:
    bank = press(cora, inspection)
    cora.post(bank, {"use": cast.DECLINED_CARD})
    assert "The bank declined this card. Nothing was charged." in pages.text(cora.get(bank).content)
    assert cora.post(bank, {"use": cast.GOOD_CARD}).status_code == 302
    worker()
    assert invoicing.balance(cast.invoice(inspection)) == 0


def test_a_card_that_asks_waits_for_its_holder(cora: Client, inspection: Inspection) -> None:
    bank = press(cora, inspection)
    cora.post(bank, {"use": cast.ASKING_CARD})
    assert "Confirm the payment" in pages.text(cora.get(bank).content)
    worker()
    assert invoicing.balance(cast.invoice(inspection)) == 590_00
    assert cora.post(bank, {"confirm": "yes"})["Location"].startswith("https://lintel.example/return/")
    worker()
    assert invoicing.balance(cast.invoice(inspection)) == 0


@pytest.mark.parametrize("card", ["5555 5555 5555 4444", "", "not a card", "4242", "\x00"])
def test_no_other_card_is_taken(cora: Client, inspection: Inspection, card: str) -> None:
    bank = press(cora, inspection)
    answer = cora.post(bank, {"card": card})
    assert answer.status_code == 422
    assert "Never type a real card here" in pages.text(answer.content)


def test_the_bank_never_learns_the_link(cora: Client, inspection: Inspection) -> None:
    bank = press(cora, inspection)
    page = cora.get(bank)
    token = cast.link(inspection).token()
    assert token.encode() not in page.content
    assert token not in SandboxSession.objects.get().return_address
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store, private"


def test_two_tabs_pay_once_and_the_other_tab_leads_back(cora: Client, inspection: Inspection) -> None:
    one, other = press(cora, inspection), press(cora, inspection)
    assert one == other
    cora.post(one, {"use": cast.GOOD_CARD})
    answer = cora.post(other, {"use": cast.GOOD_CARD})
    assert (answer.status_code, "/return/" in answer["Location"]) == (302, True)
    said = pages.text(cora.get(other).content)
    assert "This is paid" in said
    assert "it is not taken twice" in said
    worker()
    assert Entry.objects.filter(kind="payment").count() == 1


def test_the_back_button_after_paying_finds_nothing_left_to_pay(cora: Client, inspection: Inspection) -> None:
    bank = press(cora, inspection)
    cora.post(bank, {"use": cast.GOOD_CARD})
    again = cora.post(cast.path(inspection, page="payment/"), AMOUNT)
    assert again.status_code == 409
    assert "There is nothing left to pay." in pages.text(again.content)
    assert "Nothing is left to pay" in pages.text(cora.get(cast.path(inspection, page="payment/")).content)
    assert "This is paid" in pages.text(cora.get(bank).content)
    assert Entry.objects.filter(kind="payment").count() == 1


def test_the_other_client_is_told_that_a_payment_was_begun(cora: Client, inspection: Inspection) -> None:
    press(cora, inspection)
    said = pages.text(cora.get(cast.path(inspection, "Theo Whitfield", "payment/")).content)
    assert "Somebody else began it" in said


def test_who_pays_comes_back_to_their_own_page(cora: Client, inspection: Inspection) -> None:
    first = press(cora, inspection)
    second = press(cora, inspection, "Theo Whitfield")
    assert "This checkout is closed" in pages.text(cora.get(first).content)
    back = cora.get(path_of(cora.post(second, {"use": cast.GOOD_CARD})["Location"]))
    assert back["Location"] == cast.path(inspection, "Theo Whitfield", "payment/processing/")
    worker()
    assert "Paid by Theo Whitfield" in pages.text(cora.get(cast.path(inspection)).content)


def test_an_amount_that_moved_is_shown_before_anything_is_begun(
    cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    answer = cora.post(cast.path(inspection, page="payment/"), AMOUNT)
    assert answer.status_code == 409
    assert "The amount changed while this page was open." in pages.text(answer.content)
    assert pages.hidden(answer.content, "amount") == "66500"
    assert not Attempt.objects.exists()


def test_what_was_given_up_is_not_called_failed(cora: Client, inspection: Inspection) -> None:
    press(cora, inspection)
    attempt = Attempt.objects.get()
    paying.close(attempt, at=clock.now())
    said = pages.text(cora.get(cast.path(inspection, page="payment/processing/")).content)
    assert "was not paid. Nothing was taken." in said
    assert "Pay Now" in said


def test_before_anything_was_begun_there_is_nothing_to_wait_for(cora: Client, inspection: Inspection) -> None:
    answer = cora.get(cast.path(inspection, page="payment/processing/"))
    assert answer["Location"] == cast.path(inspection, page="payment/")


def test_the_page_that_waits_refreshes_itself_without_a_script(cora: Client, inspection: Inspection) -> None:
    press(cora, inspection)
    page = cora.get(cast.path(inspection, page="payment/processing/")).content.decode()
    assert '<meta http-equiv="refresh" content="2">' in page


def test_the_bank_tells_the_worker_to_look_at_once(cora: Client, inspection: Inspection) -> None:
    bank = press(cora, inspection)
    Attempt.objects.update(due_at=None)
    cora.post(bank, {"use": cast.GOOD_CARD})
    due = Attempt.objects.get().due_at
    assert due is not None
    assert due <= clock.now()


def test_a_made_up_checkout_is_not_there(cora: Client) -> None:
    assert cora.get("/bank/sb_nothing/").status_code == 404
    assert cora.post("/bank/sb_nothing/", {"use": cast.GOOD_CARD}).status_code == 404


def test_another_site_cannot_pay_at_the_practice_bank(cora: Client, inspection: Inspection) -> None:
    bank = press(cora, inspection)
    answer = Client(headers={"Sec-Fetch-Site": "cross-site"}).post(bank, {"use": cast.GOOD_CARD})
    assert answer.status_code == 403
    assert SandboxSession.objects.get().state == "open"


def test_a_return_code_is_good_for_one_hour(cora: Client, inspection: Inspection) -> None:
    press(cora, inspection)
    attempt = Attempt.objects.get()
    code = attempting.return_code(attempt.key)
    assert cora.get(f"/return/{code}/").status_code == 302
    Attempt.objects.update(started_at=attempt.started_at - attempting.LASTS)
    assert cora.get(f"/return/{code}/").status_code == 404
