"""What somebody sees and does behind a link that opens less than everything."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lintel.agreements.models import Signature
from lintel.billing import invoicing
from lintel.billing.models import Attempt, Entry
from lintel.core import clock, work
from lintel.inspections import ending, notifying, paying, scheduling
from lintel.inspections.models import Inspection, Share
from lintel.messages.models import Message
from tests import cast
from tests.portal import pages
from tests.rights.conftest import HandOut

INSURER = ("claims@gemstate.example", "Gem State Mutual")
FRIEND = ("freda@friends.example", "Freda Friend")


def at(share: Share, page: str = "") -> str:
    return f"/p/{share.link.token()}/{page}"


def read(client: Client, share: Share, page: str = "") -> str:
    answer = client.get(at(share, page))
    assert answer.status_code == 200
    return pages.text(answer.content)


def paper_of(inspection: Inspection, name: str) -> str:
    return f"agreement/{cast.part(inspection, name).papers.get().agreement_id}/"


class TestPayOnly:
    def test_it_shows_the_invoice_the_check_and_nothing_else(
        self, holder: Client, inspection: Inspection, office: cast.Office, hand_out: HandOut
    ) -> None:
        cast.receive(inspection, 90_00, by=office.owner)
        insurer = hand_out(*INSURER, "pay only")
        said = read(holder, insurer)
        for words in ("Payment Portal", "Is this the right property?", "1214 Harrison", "Pay Now $500.00"):
            assert words in said
        assert "Payer Gem State Mutual" in said
        assert "Paid by somebody else" in said
        for words in ("Cora", "Theo", "Marisol", "Order Details", "Documents", "sign the"):
            assert words not in said
        assert 'class="tabs"' not in holder.get(at(insurer)).content.decode()

    def test_the_receipt_names_who_paid_and_goes_there(
        self, holder: Client, inspection: Inspection, hand_out: HandOut
    ) -> None:
        insurer = hand_out(*INSURER, "pay only")
        bank = holder.post(at(insurer, "payment/"), {"amount": "59000"})["Location"]
        back = holder.post(bank.removeprefix("https://lintel.example"), {"use": cast.GOOD_CARD})
        work.run(Attempt, do=lambda one: paying.look(one, at=clock.now()), at=clock.now())
        notifying.write_due(at=clock.now())
        assert holder.get(back["Location"].removeprefix("https://lintel.example"))["Location"] == at(
            insurer, "payment/processing/"
        )
        assert Entry.objects.get(kind="payment").payer_name == "Gem State Mutual"
        (receipt,) = Message.objects.filter(kind="receipt")
        assert (receipt.to_address, receipt.link) == (INSURER[0], insurer.link)
        assert "We received $590.00 by card (TEST) from Gem State Mutual." in str(receipt.body)
        assert "Cora" not in f"{receipt.body}{receipt.subject}"
        after = read(holder, insurer)
        assert "Paid by you" in after
        assert "Nothing is left to pay" in after
        cora = pages.text(holder.get(cast.path(inspection)).content)
        assert "Paid by Gem State Mutual on" in cora

    def test_a_client_who_pays_by_a_link_for_paying_alone_is_thanked_there(
        self, inspection: Inspection, hand_out: HandOut
    ) -> None:
        mine = hand_out("cora@whitfield.example", "", "pay only")
        address = paying.start(link=mine.link, visitor=cast.PHONE, at=clock.now())
        from lintel.billing.providers import sandbox

        sandbox.pay(address.rstrip("/").rsplit("/", 1)[1], card=cast.GOOD_CARD, at=clock.now())
        paying.settle(Attempt.objects.get(), at=clock.now())
        notifying.write_due(at=clock.now())
        assert Message.objects.get(kind="receipt").link == mine.link
        assert cast.link(inspection) != mine.link

    def test_a_revoked_link_is_in_no_receipt(self, office: cast.Office, hand_out: HandOut) -> None:
        from lintel.billing.providers import sandbox

        insurer = hand_out(*INSURER, "pay only")
        address = paying.start(link=insurer.link, visitor=cast.PHONE, at=clock.now())
        sandbox.pay(address.rstrip("/").rsplit("/", 1)[1], card=cast.GOOD_CARD, at=clock.now())
        ending.revoke(link=insurer.link, by=office.owner, at=clock.now())
        paying.settle(Attempt.objects.get(), at=clock.now())
        notifying.write_due(at=clock.now())
        receipt = Message.objects.get(kind="receipt")
        assert (receipt.to_address, receipt.link) == (INSURER[0], None)


class TestReportOnly:
    def test_it_shows_the_reports_place_and_no_amount(
        self, holder: Client, inspection: Inspection, hand_out: HandOut
    ) -> None:
        lender = hand_out(*FRIEND, "report only")
        answer = holder.get(at(lender))
        assert pages.steps(answer.content) == [("Report", "wait")]
        said = pages.text(answer.content)
        assert "Not published yet" in said
        assert "It opens here once it is published, everybody has signed and it is paid." in said
        assert not [words for words in ("$", "Cora", "Theo", "Pay Now", "Order Details") if words in said]


class TestSignOnly:
    def test_the_client_signs_and_sees_nothing_of_the_money(
        self, holder: Client, inspection: Inspection, hand_out: HandOut
    ) -> None:
        cora = hand_out("cora@whitfield.example", "", "sign only")
        answer = holder.get(at(cora))
        assert pages.steps(answer.content) == [("Sign", "next")]
        assert "$" not in pages.text(answer.content)
        page = paper_of(inspection, "Cora Whitfield")
        signed = holder.post(at(cora, page), pages.signing(holder.get(at(cora, page)).content))
        assert signed["Location"] == at(cora)
        assert Signature.objects.get().name == "Cora Whitfield"
        assert "Nothing is left for you to sign, Cora." in read(holder, cora)
        said = read(holder, cora, "documents/")
        assert "Signed by you on" in said
        assert not [words for words in ("$", "Invoice", "Inspection report") if words in said]


class TestWholePortal:
    @pytest.mark.parametrize("who", [FRIEND, ("marisol@treasurevalley.example", "")], ids=["nobody's", "the agent's"])
    def test_for_others_it_is_everything_but_signing(
        self, who: tuple[str, str], holder: Client, inspection: Inspection, hand_out: HandOut
    ) -> None:
        reader = hand_out(*who, "whole portal")
        answer = holder.get(at(reader))
        said = pages.text(answer.content)
        assert pages.steps(answer.content) == [("Sign", "busy"), ("Pay", "next"), ("Report", "wait")]
        assert "Cora Whitfield and Theo Whitfield sign this; you can read it." in said
        assert "Not signed yet: Cora Whitfield signs this; you can read it" in read(holder, reader, "documents/")
        assert "$590.00" in read(holder, reader, "order/")
        page = paper_of(inspection, "Cora Whitfield")
        assert "Cora Whitfield signs this; you can read it." in read(holder, reader, page)
        assert b"<form" not in holder.get(at(reader, page)).content
        refused = holder.post(at(reader, page), {"name": "Cora Whitfield", "agreed": "on", "seen": "x"})
        assert refused.status_code == 403
        assert not Signature.objects.exists()

    def test_what_was_signed_can_be_read_with_its_signature(
        self, holder: Client, inspection: Inspection, hand_out: HandOut
    ) -> None:
        reader = hand_out(*FRIEND, "whole portal")
        cast.sign(inspection)
        assert "Signed by Cora Whitfield on" in read(holder, reader, "documents/")
        said = read(holder, reader, paper_of(inspection, "Cora Whitfield"))
        assert "As it was signed on" in said
        assert cast.PHONE.address not in said

    def test_nobodys_agreement_of_another_inspection_opens(
        self, holder: Client, office: cast.Office, hand_out: HandOut
    ) -> None:
        reader = hand_out(*FRIEND, "whole portal")
        other = cast.book(office, days=20, people=(cast.CORA,), place=cast.KESTREL)
        assert holder.get(at(reader, paper_of(other, "Cora Whitfield"))).status_code == 404

    def test_a_client_keeps_to_their_own_agreement(self, holder: Client, inspection: Inspection) -> None:
        theirs = paper_of(inspection, "Theo Whitfield")
        assert holder.get(cast.path(inspection, page=theirs)).status_code == 404


@pytest.mark.parametrize(
    ("preset", "statements"), [("whole portal", 4), ("report only", 4), ("pay only", 4), ("status only", 4)]
)
def test_any_link_costs_few_statements_and_says_when_it_is_cancelled(
    preset: str,
    statements: int,
    holder: Client,
    inspection: Inspection,
    office: cast.Office,
    hand_out: HandOut,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    share = hand_out(*FRIEND, preset)
    read(holder, share)
    with django_assert_num_queries(statements):
        holder.get(at(share))
    scheduling.cancel(inspection=inspection, because="sold", by=office.owner, at=clock.now())
    said = read(holder, share)
    assert "This inspection is cancelled" in said
    assert "$" not in said
    assert invoicing.balance(cast.invoice(inspection)) >= 0
