"""The list of payments in the office, its file, and the papers of an invoice and of a payment."""

import csv
import io
import json

from django.db import connection

from lintel.agreements import bundle
from lintel.billing.models import Dispute, Entry, Way
from lintel.core import clock, ids
from lintel.inspections.models import Inspection, Share
from tests import cast
from tests.office.desk import Desk, sit_down
from tests.rig import documents

LIST = "/office/payments/"


def undo(payment: Entry, kind: str, cents: int) -> Entry:
    """What the bank or the office took back of a payment, as the ledger has it."""
    return Entry.objects.create(
        company=payment.company,
        invoice=payment.invoice,
        of=payment,
        kind=kind,
        amount_cents=cents,
        currency=payment.currency,
        at=clock.now(),
        source="hand",
        external_id=ids.new_key(20),
        is_test=payment.is_test,
    )


def payment_of(inspection: Inspection) -> Entry:
    return Entry.objects.filter(invoice__bill__inspection=inspection, kind="payment").latest("pk")


def rows(dana: Desk, **query: str) -> list[dict[str, str]]:
    answer = dana.get("/office/payments.csv", query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_without_a_payment_it_says_what_would_be_here(dana: Desk, inspection: Inspection) -> None:
    said = dana.read(LIST)
    assert "No payment yet." in said
    assert "Pay Now in the portal, or by Received Payment" in said
    assert "Nothing is disputed." in dana.read(LIST, view="dispute")
    assert "Nothing found for “nosuch”." in dana.read(LIST, q="nosuch")


def test_all_that_came_and_went_stands_there(dana: Desk, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    undo(payment_of(inspection), "refund", 30_00)
    cast.pay(inspection)
    undo(payment_of(inspection), "dispute", 530_00)
    said = dana.read(LIST)
    for words in (
        "Cora Whitfield Check 1001 Refunded in part $90.00",
        "Check 1001 Refund −$30.00",
        "Card TEST 1001 Disputed $530.00",
        "Taken back by the bank −$530.00",
        "All of these in USD $90.00 came, $30.00 went back $60.00",
        "TEST money in USD $530.00 came, $530.00 went back $0.00",
    ):
        assert words in said


def test_it_is_filtered_by_what_when_how_and_words(
    dana: Desk, office: cast.Office, inspection: Inspection, insurer: Share
) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    other = cast.book(office, days=12, place=cast.KESTREL, people=(cast.PRUDENCE,))
    cast.pay(other)
    Way.objects.create(company=office.company, name="Zelle")
    undo(payment_of(inspection), "void", 90_00)

    def sums(**query: str) -> list[str]:
        return sorted(row["Amount"] for row in rows(dana, **query))

    assert sums() == ["-90.00", "590.00", "90.00"]
    assert sums(view="payment") == ["590.00", "90.00"]
    assert sums(view="void") == ["-90.00"]
    assert sums(way="check") == ["-90.00", "90.00"]
    assert sums(way="card") == ["590.00"]
    assert sums(way="own:Zelle") == []
    assert sums(way="nonsense") == sums()
    assert sums(q="harrison") == ["-90.00", "90.00"]
    assert sums(q="prudence") == ["590.00"]
    assert sums(q="#1002") == ["590.00"]
    assert sums(q="1001") == ["-90.00", "90.00"]
    assert sums(**{"from": "1999-01-01", "to": "1999-12-31"}) == []
    assert len(sums(**{"from": f"{clock.now():%Y}-01-01"})) >= 0
    assert "Any way Card" in dana.read(LIST)


def test_a_payer_from_outside_is_found_by_name(
    dana: Desk, office: cast.Office, inspection: Inspection, insurer: Share
) -> None:
    from lintel.inspections import notifying
    from tests.papers.test_portal import _pay

    theirs = Share.objects.select_related("link__company", "link__holder", "inspection__home", "participant", "company")
    _pay(theirs.get(pk=insurer.pk))
    notifying.write_due(at=clock.now())
    assert [row["Payer"] for row in rows(dana, q="gem state")] == ["Gem State Mutual"]


def test_the_file_holds_plain_numbers_and_no_formula(dana: Desk, office: cast.Office, inspection: Inspection) -> None:
    type(cast.part(inspection).contact).objects.filter(name="Cora Whitfield").update(name="=1+1")
    cast.receive(inspection, 90_00, by=office.owner)
    undo(payment_of(inspection), "refund", 30_00)
    answer = dana.get("/office/payments.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="payments-')
    refund, payment = rows(dana)
    assert (payment["Payer"], payment["Amount"], payment["Currency"]) == ("'=1+1", "90.00", "USD")
    assert (refund["What"], refund["Amount"]) == ("Refund", "-30.00")
    assert payment["Property"] == "1214 Harrison Boulevard, Boise, ID 83702"
    assert payment["By"] == "Dana Ortiz"


def test_it_pages_by_key_in_both_directions(dana: Desk, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 1_00, by=office.owner)
    one = payment_of(inspection)
    Entry.objects.bulk_create(
        Entry(
            company=one.company, invoice=one.invoice, kind="payment", method="cash", amount_cents=-200 - n,
            currency="USD", at=one.at, payer_name="Cora", source="hand", external_id=f"n{n}",
        )
        for n in range(60)
    )  # fmt: skip
    first = dana.get(LIST).context["page"]
    assert (len(first.rows), first.total, first.previous) == (50, 61, 0)
    second = dana.get(LIST, {"after": first.following}).context["page"]
    assert (len(second.rows), second.following) == (11, 0)
    back = dana.get(LIST, {"before": second.previous}).context["page"]
    assert [row.entry.pk for row in back.rows] == [row.entry.pk for row in first.rows]
    assert first.totals[0].came == second.totals[0].came == sum(200 + n for n in range(60)) + 100
    assert dana.get(LIST, {"after": "99999999999999999999", "before": "x"}).status_code == 200


def test_three_payments_cost_what_one_does(dana: Desk, office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 10_00, by=office.owner)
    one = dana.statements(LIST)
    for cents in (20_00, 30_00):
        cast.receive(inspection, cents, by=office.owner)
        undo(payment_of(inspection), "refund", 5_00)
    assert len(dana.statements(LIST)) == len(one) <= 9


def test_the_index_by_time_answers_for_the_list(office: cast.Office) -> None:
    newest = Entry.objects.of(office.company).exclude(kind="charge").order_by("-at", "-pk").values_list("pk")[:51]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    assert "money_by_time" in newest.explain()


def test_an_inspector_does_not_keep_the_books(
    ike: Desk, dana: Desk, office: cast.Office, inspection: Inspection
) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    payment = payment_of(inspection)
    assert 'href="/office/payments/"' in dana.get("/office/").content.decode()
    assert 'href="/office/payments/"' not in ike.get("/office/").content.decode()
    for path in (LIST, "/office/payments.csv", f"{LIST}{payment.pk}/dispute-pack.zip"):
        assert ike.get(path).status_code == 403
    assert ike.get(f"{LIST}{payment.pk}/receipt.pdf").status_code == 200


def test_the_office_has_every_paper_from_fees_and_payments(
    dana: Desk, office: cast.Office, inspection: Inspection
) -> None:
    cast.receive(inspection, 90_00, by=office.owner)
    payment, page = payment_of(inspection), dana.get(f"/office/inspections/{inspection.key}/").content.decode()
    for path, words in (
        (f"/office/invoices/{cast.invoice(inspection).key}/invoice.pdf", "Invoice 1001"),
        (f"/office/payments/{payment.pk}/receipt.pdf", "Receipt 1001-1"),
    ):
        assert f'href="{path}"' in page
        assert words in documents.text(dana.get(path).content)
    invoice = documents.text(dana.get(f"/office/invoices/{cast.invoice(inspection).key}/invoice.pdf").content)
    assert cast.path(inspection, page="payment/") in invoice, "the payer's own link"


def test_what_answers_a_dispute_is_in_one_file(
    dana: Desk, office: cast.Office, inspection: Inspection, insurer: Share
) -> None:
    other = cast.book(office, days=12, place=cast.KESTREL, people=(cast.PRUDENCE,))
    signature = cast.sign(inspection)
    cast.pay(inspection)
    payment = payment_of(inspection)
    Dispute.objects.create(
        company=office.company, payment=payment, reference="du_1", amount_cents=590_00, opened_at=clock.now()
    )
    inspection.moments.update(words=f"See https://lintel.example/p/{cast.link(inspection).token()}/")
    answer = dana.get(f"/office/payments/{payment.pk}/dispute-pack.zip")
    assert answer["Content-Disposition"] == 'attachment; filename="dispute-pack-1001-1.zip"'
    found = documents.files(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert set(found) == {
        "README.txt", "payment.json", "receipt.pdf", "invoice.pdf", "agreement-1.pdf", "agreement-1-words.txt",
        "agreement-1-evidence.json", "agreement-1-record.zip", "story.txt", "letters.txt", "link-use.txt",
    }  # fmt: skip
    readme = found["README.txt"].decode()
    assert all(name in readme for name in found if name != "README.txt")
    assert found["agreement-1-words.txt"].decode() == signature.words
    evidence = json.loads(found["agreement-1-evidence.json"])
    assert evidence["SHA-256 of the words"] == signature.digest
    assert evidence["Network address"] == cast.PHONE.address
    assert signature.digest[:20] in documents.text(found["agreement-1.pdf"])
    assert bundle.verify(found["agreement-1-record.zip"]).facts["name"] == "Cora Whitfield"
    assert json.loads(found["payment.json"])["disputes"][0]["reference"] == "du_1"
    assert "Your inspection at 1214 Harrison Boulevard" in found["letters.txt"].decode()
    assert "Paid  Cora Whitfield" in found["link-use.txt"].decode()
    everything = documents.words_in(dana_pack(dana, payment), "application/zip").decode()
    for secret in (cast.link(inspection).token(), cast.link(other).token(), insurer.link.token()):
        assert secret not in everything
    for stranger in ("Prudence", "Kestrel"):
        assert stranger not in everything


def dana_pack(dana: Desk, payment: Entry) -> bytes:
    answer = dana.get(f"/office/payments/{payment.pk}/dispute-pack.zip")
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_what_is_next_door_is_not_there(office: cast.Office, inspection: Inspection) -> None:
    juniper = cast.juniper_ridge()
    cast.receive(inspection, 90_00, by=office.owner)
    payment, mina = payment_of(inspection), sit_down(juniper.owner)
    for path in ("receipt.pdf", "dispute-pack.zip"):
        assert mina.get(f"/office/payments/{payment.pk}/{path}").status_code == 404
    assert mina.get(f"/office/invoices/{cast.invoice(inspection).key}/invoice.pdf").status_code == 404
    assert "No payment yet." in mina.read(LIST)
