"""What a client and an insurer get as paper behind their links."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.access import uses
from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import changing, scheduling
from lintel.inspections.models import Inspection, Share
from lintel.messages import rendering
from lintel.messages.models import Message
from tests import cast
from tests.office.desk import Desk
from tests.rig import documents


def paper(client: Client, path: str) -> str:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return documents.text(answer.content)


def test_cora_has_her_invoice_with_her_own_address_to_pay_at(holder: Client, inspection: Inspection) -> None:
    answer = holder.get(cast.path(inspection, page="invoice.pdf"))
    said = documents.text(answer.content)
    for words in (
        "Invoice, not numbered yet",
        "Billed to",
        "Cora Whitfield",
        "Chimney camera $140.00",
        "To pay $590.00",
    ):
        assert words in said
    assert cast.path(inspection, page="payment/") in said
    assert cast.path(inspection, "Theo Whitfield") not in said
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert cast.path(inspection, "Theo Whitfield", "payment/") in paper(
        holder, cast.path(inspection, "Theo Whitfield", "invoice.pdf")
    )


def test_asking_for_the_head_alone_gives_the_head(holder: Client, inspection: Inspection) -> None:
    answer = holder.head(cast.path(inspection, page="invoice.pdf"))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"", "application/pdf")


def test_the_invoice_says_what_was_paid_and_what_is_left(
    holder: Client, office: cast.Office, inspection: Inspection
) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    said = paper(holder, cast.path(inspection, page="invoice.pdf"))
    for words in ("Invoice 1001", "Paid by Cora Whitfield", "Check", "−$90.00", "To pay $500.00"):
        assert words in said
    cast.pay(inspection)
    said = paper(holder, cast.path(inspection, page="invoice.pdf"))
    assert "Paid in full $0.00" in said
    assert "Paid by Cora Whitfield (TEST)" in said
    assert "/payment/" not in said


def test_a_cancelled_inspections_invoice_asks_for_nothing_to_be_paid_there(
    holder: Client, office: cast.Office, inspection: Inspection
) -> None:
    scheduling.cancel(inspection=inspection, because="rain", by=office.owner, at=clock.now())
    assert "/payment/" not in paper(holder, cast.path(inspection, page="invoice.pdf"))


def test_each_payment_has_a_receipt_with_a_number_of_its_own(
    holder: Client, office: cast.Office, inspection: Inspection
) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    cast.pay(inspection, "Theo Whitfield")
    first = paper(holder, cast.path(inspection, page="receipts/1001-1.pdf"))
    for words in ("Receipt 1001-1", "$90.00", "Check", "on invoice 1001", "Left to pay after it $500.00"):
        assert words in first
    assert "Nothing is left to pay $0.00" in first
    second = paper(holder, cast.path(inspection, page="receipts/1001-2.pdf"))
    for words in ("Receipt 1001-2", "$500.00", "Theo Whitfield", "TEST", "Due before this payment $500.00"):
        assert words in second
    for nothing in ("1001-0", "1001-3", "1002-1", f"1001-{10**30}", f"{10**30}-1"):
        assert holder.get(cast.path(inspection, page=f"receipts/{nothing}.pdf")).status_code == 404


def test_an_insurer_is_told_nobodys_name_and_gets_their_own_receipts_alone(
    holder: Client, office: cast.Office, inspection: Inspection, insurer: Share
) -> None:
    here = f"/p/{insurer.link.token()}/"
    cast.receive(inspection, 90_00, by=office.owner)
    said = paper(holder, f"{here}invoice.pdf")
    for words in ("Billed to The client", "Paid by somebody else", "$500.00"):
        assert words in said
    assert f"{here}payment/" in said
    for name in ("Cora", "Theo", "Marisol"):
        assert name not in said
    assert holder.get(f"{here}receipts/1001-1.pdf").status_code == 404
    theirs = Share.objects.select_related("link__company", "link__holder", "inspection__home", "participant", "company")
    _pay(theirs.get(pk=insurer.pk))
    assert "Gem State Mutual" in paper(holder, f"{here}receipts/1001-2.pdf")
    assert "Paid by Gem State Mutual" in paper(holder, cast.path(inspection, page="invoice.pdf"))


def test_a_receipt_of_another_inspection_is_not_there(
    holder: Client, office: cast.Office, inspection: Inspection
) -> None:
    other = cast.book(office, days=12)
    cast.receive(other, 10_00, by=office.owner)
    assert holder.get(cast.path(other, page="receipts/1001-1.pdf")).status_code == 200
    assert holder.get(cast.path(inspection, page="receipts/1001-1.pdf")).status_code == 404


def test_who_sees_the_status_alone_gets_no_paper(holder: Client, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    for page in ("invoice.pdf", "receipts/1001-1.pdf"):
        assert holder.get(cast.path(inspection, "Marisol Vega", page)).status_code == 404


def test_the_pages_lead_to_the_papers(
    holder: Client, office: cast.Office, inspection: Inspection, insurer: Share
) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    cast.pay(inspection)
    for page in ("documents/", "order/", "payment/"):
        said = holder.get(cast.path(inspection, page=page)).content.decode()
        for name in ("invoice.pdf", "receipts/1001-1.pdf", "receipts/1001-2.pdf"):
            assert f'href="{cast.path(inspection, page=name)}"' in said, page
    theirs = holder.get(f"/p/{insurer.link.token()}/").content.decode()
    assert f'href="/p/{insurer.link.token()}/invoice.pdf"' in theirs
    assert "receipts/" not in theirs


def test_staff_look_at_the_same_paper_and_are_not_counted(dana: Desk, holder: Client, inspection: Inspection) -> None:
    uses.waiting.uses.clear()
    assert "Cora Whitfield" in paper(dana, cast.path(inspection, page="invoice.pdf"))
    assert not uses.waiting.uses
    paper(holder, cast.path(inspection, page="invoice.pdf"))
    assert [fetch.link_id for fetch in uses.waiting.uses] == [cast.link(inspection).pk]
    uses.waiting.uses.clear()


def test_a_paper_costs_the_same_few_questions_however_much_is_on_it(
    holder: Client, office: cast.Office, inspection: Inspection
) -> None:
    pages = [cast.path(inspection, page=page) for page in ("invoice.pdf", "receipts/1001-1.pdf")]
    cast.receive(inspection, 90_00, by=office.owner)
    before = [asked(holder, page) for page in pages]
    fee = invoicing.Fee("Return visit", 75_00)
    changing.add_fee(inspection=inspection, fee=fee, by=office.owner, at=clock.now())
    cast.receive(inspection, 20_00, by=office.owner)
    cast.pay(inspection)
    assert [asked(holder, page) for page in pages] == before
    assert [len(questions) for questions in before] == [8, 4]


def asked(client: Client, path: str) -> list[str]:
    """The beginnings of the questions that the page asked of the database."""
    with CaptureQueriesContext(connection) as queries:
        paper(client, path)
    return [one["sql"][:60] for one in queries.captured_queries if one["sql"].startswith("SELECT")]


def test_the_receipt_letter_leads_to_the_receipt(holder: Client, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    letter = Message.objects.select_related("company", "link").get(kind="receipt")
    assert letter.link is not None
    said = rendering.render(letter, address=f"https://lintel.example/p/{letter.link.token()}/").text
    assert "Open receipt 1001-1:" in said
    found = re.search(r"https://lintel\.example(/p/\S+)", said)
    assert found is not None
    assert "Receipt 1001-1" in paper(holder, found[1])


@pytest.mark.parametrize("revoked", [True, False])
def test_a_dead_link_gives_no_paper(holder: Client, inspection: Inspection, revoked: bool) -> None:  # noqa: FBT001
    link = cast.link(inspection)
    when = {"revoked_at": clock.now()} if revoked else {"expires_at": clock.now()}
    type(link).objects.filter(pk=link.pk).update(**when)
    assert holder.get(cast.path(inspection, page="invoice.pdf")).status_code == 404


def _pay(share: Share) -> None:
    from lintel.billing.models import Attempt
    from lintel.billing.providers import sandbox
    from lintel.inspections import paying

    at = clock.now()
    reference = paying.start(link=share.link, visitor=cast.PHONE, at=at).rstrip("/").rsplit("/", 1)[1]
    sandbox.pay(reference, card=cast.GOOD_CARD, at=at)
    paying.settle(Attempt.objects.get(reference=reference), at=at)
