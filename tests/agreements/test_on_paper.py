"""Signed on paper: the scan is put here by name, day and reason, and says everywhere that it was on paper."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lintel.agreements import bundle
from lintel.agreements.models import Agreement, Signature
from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import changing, scanning
from lintel.inspections.models import Inspection, has_unsigned
from lintel.messages.models import Message
from tests import cast
from tests.office.desk import Desk, sit_down, text
from tests.portal import pages
from tests.reports.files import pdf, photo
from tests.rig import documents


def agreement(inspection: Inspection) -> Agreement:
    return cast.part(inspection).papers.get().agreement


def there(inspection: Inspection) -> str:
    return f"/office/inspections/{inspection.key}/agreements/{agreement(inspection).pk}/paper/"


def typed(inspection: Inspection, **given: object) -> dict[str, object]:
    usual = {
        "scan": SimpleUploadedFile("signed.pdf", pdf(1, title="Signed by hand")),
        "name": "Cora Whitfield",
        "signed_on": f"{clock.now() - timedelta(days=1):%Y-%m-%d}",
        "reason": "She had no phone with her",
        "seen": agreement(inspection).digest,
    }
    return {**usual, **given}


@pytest.fixture
def desk(office: cast.Office) -> Desk:
    return sit_down(office.owner)


def test_it_counts_as_signed_and_says_everywhere_that_it_was_on_paper(
    office: cast.Office, desk: Desk, cora: Client
) -> None:
    inspection = cast.book(office)
    assert "Signed on paper" in desk.read(f"/office/inspections/{inspection.key}/")
    answer = desk.post(there(inspection), typed(inspection), follow=True)
    said = text(answer.content)
    assert "Inspection agreement is signed on paper by Cora Whitfield" in said
    assert "Put here by Dana Ortiz" in said
    assert "She had no phone with her" in said
    day = clock.now() - timedelta(days=1)
    assert f"Cora Whitfield signed Inspection agreement on paper on {day:%A, %B} {day.day}, {day.year}" in said
    assert not has_unsigned(inspection)
    signature = Signature.objects.get()
    mine = cast.path(inspection, page=f"agreement/{signature.agreement_id}/")
    page = pages.text(cora.get(mine).content)
    assert "As it was signed on paper on" in page
    assert "Put here by Dana Ortiz" in page
    assert "Signed on paper by you" in pages.text(cora.get(cast.path(inspection, page="documents/")).content)
    assert "By you on paper" in pages.text(cora.get(cast.path(inspection)).content)
    copy = " ".join(documents.text(cora.get(f"{mine}signed.pdf").content).split())
    for told in ("On paper", "Dana Ortiz", "She had no phone with her", signature.scan_digest or "-"):
        assert told in copy
    assert "What was consented to before signing" not in copy
    record = cora.get(f"{mine}record.zip").content
    assert bundle.verify(record).facts["how"] == "paper"
    scan = zipfile.ZipFile(BytesIO(record)).read("scan.pdf")
    assert scan == pdf(1, title="Signed by hand")
    seen = desk.get(f"/office/inspections/{inspection.key}/agreements/{signature.agreement_id}/scan/")
    assert b"".join(seen) == scan
    letter = Message.objects.get(kind="notice-signed", to_name="Dana Ortiz")
    assert "on paper" in letter.subject


def test_a_photo_is_taken_too_and_is_drawn_anew(office: cast.Office, desk: Desk) -> None:
    inspection = cast.book(office)
    scan = SimpleUploadedFile("signed.jpg", photo((400, 300)))
    desk.post(there(inspection), typed(inspection, scan=scan))
    signature = Signature.objects.get()
    assert str(signature.scan).startswith("scans/")
    assert str(signature.scan).endswith(".jpg")


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("name", "", "Type your full name"),
        ("signed_on", "", "On which day was it signed?"),
        ("signed_on", "someday", "That is no day."),
        ("signed_on", f"{clock.now() + timedelta(days=3):%Y-%m-%d}", "That day is still to come."),
        ("reason", "  ", "Say why it was signed on paper"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_scan_need_not_be_chosen_again(
    office: cast.Office, desk: Desk, field: str, given: str, said: str
) -> None:
    inspection = cast.book(office)
    sent = typed(inspection)
    answer = desk.post(there(inspection), {**sent, field: given})
    assert said in text(answer.content)
    assert "“signed” is uploaded." in text(answer.content)
    assert not Signature.objects.exists()
    sent.pop("scan")
    desk.post(there(inspection), {**sent, "kept": pages.hidden(answer.content, "kept")})
    assert Signature.objects.get().reason == "She had no phone with her"


@pytest.mark.parametrize(
    ("scan", "said"),
    [
        (None, "Choose the scan or a photo of the signed paper."),
        (b"<svg onload=alert(1)>", "“x.pdf”"),
        (b"", ""),
    ],
)
def test_what_is_no_scan_is_refused_and_nothing_typed_is_lost(
    office: cast.Office, desk: Desk, scan: bytes | None, said: str
) -> None:
    inspection = cast.book(office)
    sent = typed(inspection)
    sent.pop("scan")
    if scan is not None:
        sent["scan"] = SimpleUploadedFile("x.pdf", scan)
    answer = desk.post(there(inspection), sent)
    assert answer.status_code == 200
    assert said in text(answer.content)
    assert 'value="She had no phone with her"' in answer.content.decode()
    assert not Signature.objects.exists()


def test_the_scan_of_next_door_cannot_be_passed_off(office: cast.Office, desk: Desk) -> None:
    next_door = cast.juniper_ridge()
    theirs = cast.book(next_door)
    mina = sit_down(next_door.owner)
    answer = mina.post(there(theirs), typed(theirs, reason=""))
    kept = pages.hidden(answer.content, "kept")
    inspection = cast.book(office)
    sent = typed(inspection, kept=kept)
    sent.pop("scan")
    assert "Choose the scan" in text(desk.post(there(inspection), sent).content)
    assert not Signature.objects.exists()


def test_words_that_changed_meanwhile_are_shown_before_they_are_kept(office: cast.Office, desk: Desk) -> None:
    inspection = cast.book(office)
    sent = typed(inspection)
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Crawl space", 75_00), by=office.owner, at=clock.now())
    answer = desk.post(there(inspection), sent)
    assert "The agreement changed while you were reading." in text(answer.content)
    assert "$665.00" in text(answer.content)
    sent.pop("scan")
    again = {**sent, "kept": pages.hidden(answer.content, "kept"), "seen": pages.hidden(answer.content, "seen")}
    desk.post(there(inspection), again)
    assert "$665.00" in Signature.objects.get().words


def test_what_is_signed_is_not_signed_on_paper_as_well(office: cast.Office, desk: Desk) -> None:
    inspection = cast.book(office)
    address, sent = there(inspection), typed(inspection)
    cast.sign(inspection)
    assert desk.get(address).status_code == 404
    assert desk.post(address, sent).status_code == 404
    assert Signature.objects.count() == 1


def test_a_scan_that_belongs_to_no_signature_goes_after_a_day(office: cast.Office, desk: Desk) -> None:
    inspection = cast.book(office)
    desk.post(there(inspection), typed(inspection, scan=SimpleUploadedFile("a.jpg", photo((300, 200)))))
    desk.post(there(cast.book(office, days=12)), typed(inspection, reason=""))
    assert scanning.tidy(at=clock.now()) == 0
    assert scanning.tidy(at=clock.now() + timedelta(days=2)) == 1
    kept = scanning.opened(Signature.objects.get())
    assert kept is not None
    kept.close()
