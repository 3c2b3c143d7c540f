"""Add Invoice, Request payment from someone else and Split, as they are typed, asked about and saved."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import adding, bills, presenting
from lintel.inspections.adding import Portion
from lintel.inspections.models import Inspection, Participant
from lintel.messages.models import Message
from tests import cast
from tests.office_work import pages
from tests.portal import pages as portal

pytestmark = pytest.mark.django_db
ANYWAY = re.compile(r'name="anyway" value="([0-9a-f]+)"')


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


@pytest.fixture
def dana(office: cast.Office) -> Client:
    client = Client()
    client.force_login(office.owner.user)
    return client


def at(inspection: Inspection, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{page}"


def line(inspection: Inspection, name: str) -> str:
    lines = invoicing.current_lines(bills.of(inspection)[0])
    return str(next(one.pk for one in lines if one.description == name))


def marisol(inspection: Inspection) -> str:
    return str(cast.part(inspection, "Marisol Vega").pk)


def chimney(inspection: Inspection, **more: str) -> dict[str, str]:
    return {
        "act": "save",
        "contact": marisol(inspection),
        "kind": "service",
        "lines": line(inspection, "Chimney camera"),
        "reference_kind": "po",
        "reference": "PO 88",
        **more,
    }


def seen(page: pages.Page) -> dict[str, str]:
    return {"seen": re.findall(r'name="seen" value="(\d+)"', page.content.decode())[0]}


def statements(dana: Client, inspection: Inspection) -> int:
    with CaptureQueriesContext(connection) as asked:
        dana.get(at(inspection))
    return len(asked)


def sums(inspection: Inspection) -> list[int]:
    return [invoicing.balance(one) for one in bills.of(inspection)]


class TestAddInvoice:
    def test_a_service_is_billed_to_the_agent_and_nothing_is_sent(self, dana: Client, inspection: Inspection) -> None:
        letters = Message.objects.count()
        page = pages.text(dana.get(at(inspection, "invoices/new/")))
        for word in ("Marisol Vega, buyer’s agent", "Cora Whitfield, client", "Fixed Amount", "Percentage"):
            assert word in page
        answer = dana.post(at(inspection, "invoices/new/"), chimney(inspection))
        made = bills.of(inspection)[1]
        assert answer["Location"] == f"/office/invoices/{made.key}/"
        assert (made.payer.name, made.get_reference_kind_display(), made.reference) == (
            "Marisol Vega",
            "PO number",
            "PO 88",
        )
        assert (made.sent_at, made.number) == (None, None)
        assert made.invoice_links.get().link.alive(at=clock.now())
        assert sums(inspection) == [450_00, 140_00]
        assert Message.objects.count() == letters

    @pytest.mark.parametrize(
        ("typed", "left"),
        [({"kind": "amount", "amount": "100"}, 490_00), ({"kind": "percent", "percent": "33.333"}, 393_34)],
    )
    def test_an_amount_and_a_percentage(
        self, typed: dict[str, str], left: int, dana: Client, inspection: Inspection
    ) -> None:
        dana.post(at(inspection, "invoices/new/"), {"act": "save", "contact": marisol(inspection), **typed})
        assert sums(inspection) == [left, 590_00 - left]

    def test_what_it_comes_to_is_shown_and_not_kept(self, dana: Client, inspection: Inspection) -> None:
        typed = chimney(inspection)
        del typed["act"]
        part = dana.post(at(inspection, "invoices/new/"), typed, headers={"HX-Request": "true"})
        assert "<html" not in part.content.decode()
        for said in (pages.text(part), pages.text(dana.post(at(inspection, "invoices/new/"), typed))):
            assert "Cora Whitfield $590.00 $450.00 Marisol Vega $0.00 $140.00 Together $590.00 $590.00" in said
        assert sums(inspection) == [590_00]
        assert not inspection.moments.filter(kind="invoice.billed").exists()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"contact": ""}, "Choose who pays."),
            ({"lines": "none"}, "Choose what they pay: services, an amount, or a percentage."),
            ({"lines": "987654321"}, "One of these services is no longer on the client’s invoice."),
            ({"kind": "amount", "amount": ""}, "Choose what they pay: services, an amount, or a percentage."),
            ({"kind": "amount", "amount": "lots"}, "That is not an amount."),
            ({"kind": "amount", "amount": "590.01"}, "Only $590.00 is left on Cora Whitfield’s invoice."),
            ({"kind": "percent", "percent": "101"}, "That is not a percentage"),
            ({"due_on": "2020-01-01"}, "That day is over."),
        ],
    )
    def test_a_refusal_is_a_sentence_and_keeps_what_was_typed(
        self, typed: dict[str, str], said: str, dana: Client, inspection: Inspection
    ) -> None:
        given = {name: value for name, value in chimney(inspection, **typed).items() if value != "none"}
        page = dana.post(at(inspection, "invoices/new/"), given).content.decode()
        assert said in page.replace("&#x27;", "'")
        assert 'value="PO 88"' in page
        assert sums(inspection) == [590_00]

    def test_money_that_came_in_already_is_asked_about(
        self, dana: Client, inspection: Inspection, office: cast.Office
    ) -> None:
        cast.receive(inspection, 500_00, by=office.owner)
        typed = chimney(inspection)
        page = dana.post(at(inspection, "invoices/new/"), typed).content.decode()
        assert "Cora Whitfield has paid or is paying $50.00 of this already" in page
        assert 'value="PO 88"' in page
        del typed["act"]
        (answer,) = ANYWAY.findall(page)
        dana.post(at(inspection, "invoices/new/"), {**typed, "reference": "PO 89", "anyway": answer})
        assert len(sums(inspection)) == 1, "it was said to something else"
        dana.post(at(inspection, "invoices/new/"), {**typed, "anyway": answer})
        assert sums(inspection) == [-50_00, 140_00]

    def test_a_double_click_adds_one(self, dana: Client, inspection: Inspection) -> None:
        page = dana.get(at(inspection, "invoices/new/"))
        typed = {**seen(page), "act": "save", "contact": marisol(inspection), "kind": "amount", "amount": "100"}
        dana.post(at(inspection, "invoices/new/"), typed)
        again = dana.post(at(inspection, "invoices/new/"), typed)
        assert sums(inspection) == [490_00, 100_00]
        assert "Somebody changed the fees a moment ago." in pages.text(again)
        dana.post(at(inspection, "invoices/new/"), {**typed, **seen(again)})
        assert sums(inspection) == [390_00, 100_00, 100_00]

    def test_who_does_not_handle_money_is_refused(self, inspection: Inspection, office: cast.Office) -> None:
        ike = Client()
        ike.force_login(office.inspector.user)
        assert ike.post(at(inspection, "invoices/new/"), chimney(inspection)).status_code == 403
        assert "Add Invoice" not in pages.text(ike.get(at(inspection)))


INSURER = {
    "p-name": "Gem State Mutual",
    "p-role": "listing agent",
    "p-email": "claims@gemstate.example",
    "kind": "amount",
    "amount": "195",
    "reference_kind": "claim",
    "reference": "24-118-0937",
    "message": "Your adjuster asked for this.\n\nThe roof only.",
}


class TestRequestPayment:
    def test_the_payer_is_made_and_billed_in_one_step(self, dana: Client, inspection: Inspection) -> None:
        answer = dana.post(at(inspection, "invoices/request/"), {**INSURER, "act": "save"})
        made = bills.of(inspection)[1]
        assert answer["Location"] == f"/office/invoices/{made.key}/"
        payer = cast.part(inspection, "Gem State Mutual")
        assert payer.role == Participant.Role.LISTING_AGENT
        assert payer.contact == made.payer
        assert not payer.shares.exists()
        assert sums(inspection) == [395_00, 195_00]

    def test_send_leads_to_the_letter_with_the_message_in_it(
        self, dana: Client, inspection: Inspection, office: cast.Office
    ) -> None:
        answer = dana.post(at(inspection, "invoices/request/"), {**INSURER, "act": "send"})
        made = bills.of(inspection)[1]
        assert answer["Location"] == f"/office/invoices/{made.key}/send/"
        draft = presenting.starter(made.company, message=made.message)
        presenting.send(invoice=made, draft=draft, by=office.owner, once="form", at=clock.now())
        letter = Message.objects.get(kind="invoice")
        assert "<p>Your adjuster asked for this.</p><p>The roof only.</p>" in str(letter.body)
        assert "claim number 24-118-0937" in letter.subject

    def test_an_address_that_looks_wrong_is_asked_about(self, dana: Client, inspection: Inspection) -> None:
        where, typed = at(inspection, "invoices/request/"), {**INSURER, "p-email": "claims@gmial.com", "act": "save"}
        page = dana.post(where, typed)
        assert "Is gmial.com right?" in pages.text(page)
        assert "Gem State Mutual $0.00 $195.00" in pages.text(page)
        dana.post(where, {**INSURER, "mend": "p-email=claims@gmail.com"})
        assert len(sums(inspection)) == 1
        dana.post(where, {**typed, "kept": "p-email=claims@gmial.com"})
        assert cast.part(inspection, "Gem State Mutual").contact.email == "claims@gmial.com"

    def test_somebody_on_file_is_found_and_filled_in(
        self, dana: Client, inspection: Inspection, office: cast.Office
    ) -> None:
        cast.book(office, days=20, people=(cast.THEO,))
        found = dana.get("/office/inspections/new/people/", {"row": "p", "plain": "yes", "p-name": "Theo"})
        assert "theo@whitfield.example" in found.content.decode()
        assert "hx-post" not in found.content.decode()
        (key,) = re.findall(r'name="pick" value="p:(\w+)"', found.content.decode())
        page = dana.post(at(inspection, "invoices/request/"), {**INSURER, "pick": f"p:{key}"}).content.decode()
        assert 'value="theo@whitfield.example"' in page
        assert 'value="24-118-0937"' in page
        assert len(sums(inspection)) == 1

    def test_a_name_and_what_they_are_are_needed(self, dana: Client, inspection: Inspection) -> None:
        typed = {**INSURER, "p-name": "", "p-role": "", "act": "save"}
        page = pages.text(dana.post(at(inspection, "invoices/request/"), typed))
        assert "Who pays? Write a name." in page
        assert "Say what they are" in page
        assert "Whoever pays $0.00 $195.00" in page


class TestSplit:
    @pytest.fixture
    def inspection(self, office: cast.Office) -> Inspection:
        return cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))

    def ways(self, inspection: Inspection, **more: str) -> dict[str, str]:
        cora, theo = (str(cast.part(inspection, name).pk) for name in ("Cora Whitfield", "Theo Whitfield"))
        return {"rows": "2", "w0-payer": cora, "w1-payer": theo, "act": "save", **more}

    def where(self, inspection: Inspection) -> str:
        return at(inspection, f"invoices/{bills.of(inspection)[0].key}/split/")

    @pytest.mark.parametrize(
        ("typed", "parts"),
        [
            ({"how": "equal"}, [295_00, 295_00]),
            ({"how": "shares", "w0-share": "2", "w1-share": "1"}, [393_34, 196_66]),
            ({"how": "amounts", "w0-share": "400", "w1-share": "190.00"}, [400_00, 190_00]),
            ({"how": "amounts", "w0-share": "400", "w1-share": ""}, [400_00, 190_00]),
        ],
    )
    def test_it_adds_up_to_the_cent(
        self, typed: dict[str, str], parts: list[int], dana: Client, inspection: Inspection
    ) -> None:
        answer = dana.post(self.where(inspection), self.ways(inspection, **typed))
        assert answer["Location"] == at(inspection, "#fees")
        assert sums(inspection) == parts
        assert [one.payer.name for one in bills.of(inspection).select_related("payer")] == [
            "Cora Whitfield",
            "Theo Whitfield",
        ]

    def test_one_payer_twice_for_two_cards(self, dana: Client, inspection: Inspection) -> None:
        cora = str(cast.part(inspection, "Cora Whitfield").pk)
        dana.post(self.where(inspection), self.ways(inspection, **{"how": "equal", "w1-payer": cora}))
        assert sums(inspection) == [295_00, 295_00]
        assert len({one.payer_id for one in bills.of(inspection)}) == 1

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"how": "amounts", "w0-share": "400", "w1-share": "200"}, "$10.00 more than the $590.00 to be split"),
            ({"how": "amounts", "w0-share": "590", "w1-share": ""}, "all of the $590.00 to be split"),
            ({"how": "amounts", "w0-share": "600", "w1-share": ""}, "$10.00 more than the $590.00"),
            ({"how": "shares", "w0-share": "x", "w1-share": "1"}, "Write a whole number"),
            ({"how": "equal", "w1-payer": ""}, "Choose who pays."),
        ],
    )
    def test_what_does_not_add_up_is_said(
        self, typed: dict[str, str], said: str, dana: Client, inspection: Inspection
    ) -> None:
        assert said in pages.text(dana.post(self.where(inspection), self.ways(inspection, **typed)))
        assert sums(inspection) == [590_00]

    def test_a_payer_more_and_one_less(self, dana: Client, inspection: Inspection) -> None:
        typed = self.ways(inspection, how="shares", **{"w0-share": "2", "w1-share": "1"})
        del typed["act"]
        more = dana.post(self.where(inspection), {**typed, "row": "add"}).content.decode()
        assert 'name="rows" value="3"' in more
        assert 'name="w0-share" value="2"' in more
        assert 'name="rows" value="2"' in dana.post(self.where(inspection), {**typed, "row": "less"}).content.decode()

    def test_what_is_paid_already_is_asked_about(
        self, dana: Client, inspection: Inspection, office: cast.Office
    ) -> None:
        cast.receive(inspection, 500_00, by=office.owner)
        typed = self.ways(inspection, how="equal")
        page = dana.post(self.where(inspection), typed).content.decode()
        assert "has paid or is paying $205.00 of this already" in page
        del typed["act"]
        dana.post(self.where(inspection), {**typed, "anyway": ANYWAY.findall(page)[0]})
        assert sums(inspection) == [-205_00, 295_00]


class TestTheBox:
    def test_each_invoice_stands_with_its_payer(self, dana: Client, inspection: Inspection) -> None:
        dana.post(at(inspection, "invoices/new/"), chimney(inspection))
        dana.post(at(inspection, "invoices/request/"), {**INSURER, "act": "save"})
        page = dana.get(at(inspection)).content.decode()
        box = portal.text(page[page.index('id="fees"') : page.index('id="box-agreements"')].encode())
        assert "Invoice to Marisol Vega draft, not sent PO number PO 88" in box
        assert "Chimney camera $140.00 Marisol Vega has to pay $140.00" in box
        assert "Claim number 24-118-0937" in box
        assert "Billed to Gem State Mutual −$195.00 Cora Whitfield has to pay $255.00" in box
        assert "Together $590.00 Paid $0.00 Left $590.00" in box
        made = bills.of(inspection)[2]
        assert f'href="/office/invoices/{made.key}/"' in page

    def test_it_is_green_when_all_are_balanced(self, dana: Client, inspection: Inspection, office: cast.Office) -> None:
        dana.post(at(inspection, "invoices/new/"), chimney(inspection))
        made = bills.of(inspection)[1]
        for invoice in bills.of(inspection):
            assert "balanced" not in dana.get(at(inspection)).content.decode()
            receive = at(inspection, f"payment/?invoice={invoice.key}")
            due = invoicing.balance(invoice)
            assert f"${due // 100}.00 is due from {invoice.payer.name}." in pages.text(dana.get(receive))
            typed = {"amount": str(due // 100), "method": "cash", "balance_seen": str(due)}
            dana.post(receive, {**typed, "received_on": (clock.now() - timedelta(days=1)).date().isoformat()})
        assert sums(inspection) == [0, 0]
        assert invoicing.balance(made) == 0
        assert "balanced" in dana.get(at(inspection)).content.decode()

    def test_it_costs_the_same_for_many(self, dana: Client, inspection: Inspection, office: cast.Office) -> None:
        payer = cast.part(inspection, "Marisol Vega").contact
        by = {"inspection": inspection, "payer": payer, "portion": Portion(cents=10_00), "by": office.owner}
        adding.add(**by, at=clock.now())  # type: ignore[arg-type]
        before = statements(dana, inspection)
        for _ in range(3):
            adding.add(**by, at=clock.now())  # type: ignore[arg-type]
        assert statements(dana, inspection) == before


class TestFees:
    def test_what_follows_stands_fixed_and_others_lines_can_be_edited(
        self, dana: Client, inspection: Inspection
    ) -> None:
        dana.post(at(inspection, "invoices/new/"), chimney(inspection))
        typed = {"act": "save", "contact": marisol(inspection), "kind": "amount", "amount": "100"}
        dana.post(at(inspection, "invoices/new/"), typed)
        moved = invoicing.current_lines(bills.of(inspection)[1])[0]
        page = dana.get(at(inspection, "fees/"))
        said = pages.text(page)
        assert "Chimney camera billed to Marisol Vega" in said
        assert "Billed to Marisol Vega off Cora Whitfield’s invoice −$100.00" in said
        assert "Part of the fees on Marisol Vega’s invoice $100.00" in said
        assert page.content.decode().count("-amount") > 0
        dana.post(at(inspection, "fees/"), {f"l{moved.pk}-amount": "150", **seen(page)})
        assert sums(inspection) == [350_00, 150_00, 100_00]

    def test_before_others_pay_something_else_it_is_asked(self, dana: Client, inspection: Inspection) -> None:
        typed = {"act": "save", "contact": marisol(inspection), "kind": "percent", "percent": "50"}
        dana.post(at(inspection, "invoices/new/"), typed)
        page = dana.get(at(inspection, "fees/"))
        change = {**seen(page), "fee-description": "Return trip", "fee-amount": "100"}
        asked = dana.post(at(inspection, "fees/"), change)
        assert "Marisol Vega pays $345.00 of it instead of $295.00. Save it?" in pages.text(asked)
        assert 'value="Return trip"' in asked.content.decode()
        assert sums(inspection) == [295_00, 295_00]
        answer = ANYWAY.findall(asked.content.decode())[0]
        dana.post(at(inspection, "fees/"), {**change, "fee-amount": "200", "anyway": answer})
        assert sums(inspection) == [295_00, 295_00], "it was said to something else"
        dana.post(at(inspection, "fees/"), {**change, "anyway": answer})
        assert sums(inspection) == [345_00, 345_00]

    def test_how_much_at_once_is_of_the_clients_invoice(self, dana: Client, inspection: Inspection) -> None:
        dana.post(at(inspection, "invoices/new/"), chimney(inspection))
        assert dana.get(at(inspection, "terms/")).status_code == 200
        dana.post(at(inspection, "terms/"), {"policy": "free", "least": ""})
        assert [one.policy for one in Invoice.objects.order_by("pk")] == ["free", ""]
