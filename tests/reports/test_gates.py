"""What a published report waits for: nobody reads a byte before, by any route, and a waiver is by name and ends."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import example, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from lintel.access.models import Link
from lintel.billing import invoicing
from lintel.billing.models import Attempt, Entry, SandboxSession
from lintel.companies.models import Member
from lintel.core import clock
from lintel.inspections import bills, changing, gating, paying, receiving, refunding, sharing, waiving
from lintel.inspections.models import Inspection, Moment, Share, Waiver
from lintel.inspections.sharing import Consent, Recipient
from lintel.messages.models import Message
from lintel.reports.models import Report
from tests import cast
from tests.office.desk import Desk, text
from tests.reports.conftest import bytes_behind, fetched, publish, send, upload
from tests.truth import LONG


@pytest.fixture
def report(office: cast.Office, inspection: Inspection) -> Report:
    made = upload(office, inspection)
    publish(office, inspection)
    inspection.refresh_from_db()
    return made


def shared(office: cast.Office, inspection: Inspection, preset: str, address: str = "lender@bank.example") -> Link:
    (letter,) = sharing.share(
        inspection=inspection,
        recipients=[Recipient(address)],
        draft=sharing.starter(inspection.company, preset),
        consent=Consent("Cora Whitfield", "by phone"),
        without_button=False,
        by=office.owner,
        once=preset,
        at=clock.now(),
    )
    assert letter.link is not None
    return letter.link


def sign_all(inspection: Inspection) -> None:
    for name in ("", cast.THEO.name):
        cast.sign(inspection, name)


def test_not_published_it_is_nowhere(cora: Client, office: cast.Office, inspection: Inspection) -> None:
    report = upload(office, inspection)
    sign_all(inspection)
    cast.receive(inspection, 590_00, by=office.owner)
    assert set(bytes_behind(cora, inspection, report).values()) == {403}
    assert "Not published yet" in text(cora.get(cast.path(inspection)).content)


def test_it_opens_when_the_last_gate_does_and_says_till_then_what_it_waits_for(
    cora: Client, office: cast.Office, inspection: Inspection, report: Report
) -> None:
    def dashboard() -> str:
        return text(cora.get(cast.path(inspection)).content)

    assert set(bytes_behind(cora, inspection, report).values()) == {403}
    assert "It opens the moment everybody has signed and $590.00 is paid." in dashboard()
    sign_all(inspection)
    assert "Locked until $590.00 is paid." in dashboard()
    cast.receive(inspection, 589_99, by=office.owner)
    assert set(bytes_behind(cora, inspection, report).values()) == {403}
    cast.receive(inspection, 1, by=office.owner)
    assert set(bytes_behind(cora, inspection, report).values()) == {200}
    assert "Your report is ready, Cora." in dashboard()


def test_a_fee_that_is_added_shuts_it_again(
    cora: Client, office: cast.Office, inspection: Inspection, report: Report
) -> None:
    sign_all(inspection)
    cast.receive(inspection, 590_00, by=office.owner)
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Key", 5_00), by=office.owner, at=clock.now())
    assert set(bytes_behind(cora, inspection, report).values()) == {403}


@pytest.mark.parametrize(
    ("needs", "signed", "paid", "opens"),
    [
        ("both", True, False, False),
        ("both", False, True, False),
        ("paid", False, True, True),
        ("paid", True, False, False),
        ("signed", True, False, True),
        ("signed", False, True, False),
        ("nothing", False, False, True),
    ],
)
def test_each_inspection_can_wait_for_something_else(
    dana: Desk, cora: Client, office: cast.Office, inspection: Inspection, report: Report,
    *, needs: str, signed: bool, paid: bool, opens: bool,
) -> None:  # fmt: skip
    send(dana, f"/office/inspections/{inspection.key}/gates/", {"act": "needs", "needs": needs})
    if signed:
        sign_all(inspection)
    if paid:
        cast.receive(inspection, 590_00, by=office.owner)
    assert set(bytes_behind(cora, inspection, report).values()) == {200 if opens else 403}


def test_the_company_decides_for_what_is_scheduled_from_then_on(
    dana: Desk, office: cast.Office, inspection: Inspection
) -> None:
    send(dana, "/office/settings/payments/policy/", {"needs": "paid"})
    office.company.refresh_from_db()
    later = cast.book(office, days=20)
    inspection.refresh_from_db()
    assert (inspection.needs(), later.needs()) == ("both", "paid")


def test_waived_for_one_it_opens_for_them_alone_until_the_day_is_over(
    dana: Desk, cora: Client, office: cast.Office, inspection: Inspection, report: Report
) -> None:
    sign_all(inspection)
    there = f"/office/inspections/{inspection.key}/gates/"
    theo = cast.part(inspection, cast.THEO.name).contact
    day = (inspection.local_start() + timedelta(days=2)).date()
    form = {"act": "waive", "of": "payment", "person": theo.key, "until": day.isoformat()}
    assert "Say why: the story keeps it." in text(send(dana, there, form).content)
    send(dana, there, {**form, "reason": "Pays at closing"})
    assert set(bytes_behind(cora, inspection, report).values()) == {403}
    assert set(bytes_behind(cora, inspection, report, cast.THEO.name).values()) == {200}
    told = inspection.moments.get(kind=Moment.Kind.WAIVED)
    assert "Theo Whitfield: Pays at closing" in told.words
    assert told.by_name == office.owner.name
    share = Share.objects.select_related("link__holder", "inspection__company").get(
        link=cast.link(inspection, cast.THEO.name)
    )
    waiver = Waiver.objects.get()
    assert waiver.until is not None
    assert gating.report_opens(share, at=waiver.until - timedelta(seconds=1))
    assert not gating.report_opens(share, at=waiver.until)


def test_ended_it_waits_again(dana: Desk, cora: Client, inspection: Inspection, report: Report) -> None:
    there = f"/office/inspections/{inspection.key}/gates/"
    send(dana, there, {"act": "waive", "of": "both", "person": "", "reason": "Our fault"})
    assert set(bytes_behind(cora, inspection, report).values()) == {200}
    assert "owe" not in text(cora.get(cast.path(inspection, page="report/")).content)
    dana.post(f"{there}{Waiver.objects.get().pk}/end/")
    assert set(bytes_behind(cora, inspection, report).values()) == {403}
    assert "ended" in dana.read(there).lower()


def test_who_has_no_right_to_it_sees_nothing_even_when_it_is_open(
    cora: Client, office: cast.Office, inspection: Inspection, report: Report
) -> None:
    waiving.waive(
        inspection=inspection, of="both", person=None, reason="x", until=None, by=office.owner, at=clock.now()
    )
    pay_only = shared(office, inspection, "pay only")
    for link in (cast.link(inspection, "Marisol Vega"), pay_only):
        for page in ("", f"{report.key}/", f"{report.key}/file/", f"{report.key}/1.webp"):
            assert cora.get(f"/p/{link.token()}/report/{page}").status_code == 404
    reader = shared(office, inspection, "report only", "reader@bank.example")
    assert fetched(cora, f"/p/{reader.token()}/report/{report.key}/file/")[0] == 200


def test_an_agent_is_told_that_it_is_ready_and_waits_without_an_amount(
    cora: Client, office: cast.Office, inspection: Inspection, report: Report
) -> None:
    where = f"/p/{cast.link(inspection, 'Marisol Vega').token()}/"
    said = text(cora.get(where).content)
    assert "Ready, waiting on the client It waits on the client to sign and pay." in said
    assert "$" not in said
    sign_all(inspection)
    cast.receive(inspection, 590_00, by=office.owner)
    assert "Ready The client can read it." in text(cora.get(where).content)


def test_collected_after_publishing_nobody_is_asked_before(dana: Desk, cora: Client, office: cast.Office) -> None:
    send(dana, "/office/settings/payments/policy/", {"needs": "both", "collects_after": "after"})
    office.company.refresh_from_db()
    later = cast.book(office, days=20)
    cast.sign(later)
    before = text(cora.get(cast.path(later)).content)
    assert "You pay once the report is ready." in before
    assert "All done, Cora." in before
    upload(office, later)
    publish(office, later)
    after = text(cora.get(cast.path(later)).content)
    assert "It opens the moment $590.00 is paid." in after
    assert "Pay Now" in after


def test_the_confirmation_asks_for_no_money_that_is_not_due_yet(dana: Desk, office: cast.Office) -> None:
    send(dana, "/office/settings/payments/policy/", {"needs": "both", "collects_after": "after"})
    office.company.refresh_from_db()
    now, later = (str(letter.body) for letter in confirmations(office))
    assert "please sign the agreement and pay" in now
    assert "You pay once the report is ready." in later
    assert "agreement and pay" not in later


def confirmations(office: cast.Office) -> list[Message]:
    """One as of an inspection whose clients pay at once, and one as the company has it."""
    company, collects = office.company, office.company.collects_after
    company.collects_after = False
    first = cast.book(office)
    company.collects_after = collects
    second = cast.book(office, days=20)
    return [Message.objects.get(thread=one.thread, kind="confirmation") for one in (first, second)]


def test_the_receipt_says_when_it_opened_the_report(
    office: cast.Office, inspection: Inspection, report: Report
) -> None:
    sign_all(inspection)
    cast.receive(inspection, 500_00, by=office.owner)
    cast.receive(inspection, 90_00, by=office.owner)
    first, last = (str(one.body) for one in Message.objects.filter(kind="receipt").order_by("pk"))
    assert "$90.00 is still to pay." in first
    assert "The report is open" not in first
    assert "Nothing is left to pay. The report is open: it is behind the same link." in last


def test_who_is_paid_after_publishing_keeps_the_report_shut_till_then(dana: Desk, office: cast.Office) -> None:
    answer = send(dana, "/office/settings/payments/policy/", {"needs": "signed", "collects_after": "after"})
    assert "needs the report to wait for it" in text(answer.content)
    office.company.refresh_from_db()
    assert not office.company.collects_after


ACTS = st.sampled_from(
    [
        *("fee", "credit", "pay some", "pay all", "void", "sign one", "sign other", "waive", "end"),
        *("refund", "refund and credit", "debit", "debit comes", "debit fails"),
    ]
)


@pytest.mark.long
class TestAnyHistory(TestCase):
    """Whatever happens in whatever order, no route yields a byte while something is missing."""

    @settings(max_examples=LONG or 6, deadline=None)
    @given(st.lists(ACTS, max_size=9))
    @example(["sign one", "sign other", "debit", "debit comes"])
    @example(["sign one", "sign other", "debit", "debit fails", "pay all", "void"])
    @example(["sign one", "sign other", "pay all", "refund", "pay all", "refund and credit"])
    def test_no_byte_leaves_before_its_time(self, acts: list[str]) -> None:
        office = cast.cedar_stone()
        inspection = cast.book(office, people=(cast.CORA, cast.THEO, cast.MARISOL))
        report, client = upload(office, inspection), Client()
        publish(office, inspection)
        for act in acts:
            happen(act, office, inspection)
            inspection.refresh_from_db()
            paid = sum(invoicing.balance(one) for one in bills.of(inspection)) <= 0
            signed = all(paper.agreement.is_signed() for part in inspection.clients() for paper in part.papers.all())
            waived = any(one.stands(at=clock.now()) for one in gating.waivers(inspection))
            expected = 200 if waived or (paid and signed) else 403
            assert set(bytes_behind(client, inspection, report).values()) == {expected}, act


def counting(inspection: Inspection) -> Entry | None:
    """The last payment by hand of which nothing was undone."""
    rows = Entry.objects.filter(invoice__bill__inspection=inspection, kind=Entry.Kind.PAYMENT, source="hand")
    return rows.filter(undone_by=None).order_by("pk").last()


def give_back(inspection: Inspection, *, credit: bool, by: Member) -> None:
    """Half of the last payment by hand that still counts."""
    payment = counting(inspection)
    if payment is None or -payment.amount_cents < 2:
        return
    refunding.refund(
        payment=payment,
        amount_cents=-payment.amount_cents // 2,
        reason="x",
        credit=credit,
        method="cash",
        by=by,
        at=clock.now(),
    )


def debit(inspection: Inspection, act: str, due: int) -> None:
    """Cora pays from her account, which takes a minute; and what was under way comes, or comes back."""
    at, under_way = clock.now(), Attempt.objects.filter(state=Attempt.State.PROCESSING).first()
    if act == "debit" and due > 0 and under_way is None:
        cast.pay(inspection, card="000123456789")
    elif act != "debit" and under_way is not None:
        outcome = "paid" if act == "debit comes" else "failed"
        SandboxSession.objects.filter(reference=under_way.reference).update(settles_as=outcome)
        paying.settle(under_way, at=at + timedelta(minutes=2))


def happen(act: str, office: cast.Office, inspection: Inspection) -> None:
    """One thing, where it is possible now."""
    by, at = office.owner, clock.now()
    if act.startswith("sign"):
        name = "" if act == "sign one" else cast.THEO.name
        if not cast.part(inspection, name or cast.CORA.name).papers.get().agreement.is_signed():
            cast.sign(inspection, name)
    elif act == "waive":
        waiving.waive(inspection=inspection, of="both", person=None, reason="x", until=None, by=by, at=at)
    elif act == "end":
        for waiver in gating.waivers(inspection):
            if waiver.stands(at=at):
                waiving.end(waiver=waiver, by=by, at=at)
    else:
        move_money(act, inspection, by=by)


def move_money(act: str, inspection: Inspection, *, by: Member) -> None:
    """A fee, a payment or what undoes one, where it is possible now."""
    at, due = clock.now(), sum(invoicing.balance(one) for one in bills.of(inspection))
    if act == "fee":
        changing.add_fee(inspection=inspection, fee=invoicing.Fee("Key", 5_00), by=by, at=at)
    elif act == "credit" and due > 5_00:
        changing.add_fee(inspection=inspection, fee=invoicing.Fee("Credit", -5_00), by=by, at=at)
    elif act.startswith("pay") and due > 1:
        cast.receive(inspection, 1 if act == "pay some" else due, by=by)
    elif act == "void" and (payment := counting(inspection)):
        receiving.void(inspection=inspection, payment=payment, reason="x", by=by, at=at)
    elif act.startswith("refund"):
        give_back(inspection, credit=act == "refund and credit", by=by)
    elif act.startswith("debit"):
        debit(inspection, act, due)
