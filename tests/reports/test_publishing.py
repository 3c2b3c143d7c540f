"""From the file on Ike's desk to the pages on Cora's telephone."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lintel.access.models import Use
from lintel.core import clock
from lintel.inspections import filing, publishing, reading, scheduling
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message
from tests import cast
from tests.office.desk import Desk, text
from tests.reports import files
from tests.reports.conftest import bytes_behind, draw, fetched, open_gates, publish, send, shown_form, upload


def page(inspection: Inspection, below: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{below}"


def handed_in(*made: tuple[str, bytes]) -> dict[str, list[SimpleUploadedFile]]:
    return {"files": [SimpleUploadedFile(name, content) for name, content in made]}


def test_from_the_desk_to_the_telephone(dana: Desk, cora: Client, office: cast.Office, inspection: Inspection) -> None:
    report, roof = ("Report of Harrison.pdf", files.pdf(12)), ("roof.jpg", files.photo())
    said = text(dana.post(page(inspection, "reports/"), handed_in(report, roof), follow=True).content)
    assert "Uploaded: Report of Harrison, roof. Nobody reads it yet." in said
    assert "12 pages" in said
    assert "not published yet" in said.lower()
    draw()
    asked = dana.read(page(inspection, "publish/"))
    for words in ("Report of Harrison, roof.", "Cora Whitfield, client", "Theo Whitfield, client", "Marisol Vega"):
        assert words in asked
    said = text(send(dana, page(inspection, "publish/"), {"act": "send"}, follow=True).content)
    assert "Published. Letters to Cora Whitfield, Theo Whitfield and Marisol Vega are on their way." in said
    open_gates(office, inspection)
    dashboard = text(cora.get(cast.path(inspection)).content)
    assert "Your report is ready, Cora." in dashboard
    seen = cora.get(cast.path(inspection, page="report/")).content.decode()
    assert len(re.findall(r'alt="Page \d+ of 12"', seen)) == 12
    assert "roof" in seen
    (first, *_) = reading.documents(inspection)
    _, pdf, headers = fetched(cora, cast.path(inspection, page=f"report/{first.report.key}/file/"))
    assert pdf == report[1]
    assert headers["Content-Type"] == "application/pdf"
    assert "Report of Harrison.pdf" in headers["Content-Disposition"]
    _, _, headers = fetched(cora, cast.path(inspection, page=f"report/{first.report.key}/12.webp"))
    assert headers["Content-Type"] == "image/webp"
    _, packed, _ = fetched(cora, cast.path(inspection, page="report.zip"))
    assert ZipFile(BytesIO(packed)).namelist() == ["01 Report of Harrison.pdf", "02 roof.jpg"]


def test_what_cannot_be_read_is_named_and_the_rest_is_kept(dana: Desk, inspection: Inspection) -> None:
    made = handed_in(
        ("notes.docx", b"PK\x03\x04 words"), ("shut.pdf", files.pdf(password="x")), ("ok.pdf", files.pdf())
    )
    said = text(dana.post(page(inspection, "reports/"), made, follow=True).content)
    assert "“notes.docx” is neither a PDF nor a picture that can be read here." in said
    assert "“shut.pdf” asks for a password." in said
    assert "Uploaded: ok." in said
    assert [one.name for one in filing.of(inspection)] == ["ok"]


def test_the_letters_say_what_it_waits_for_and_agents_see_no_amount(
    office: cast.Office, inspection: Inspection
) -> None:
    upload(office, inspection, name="Home report.pdf")
    letters = {letter.to_name: str(letter.body) for letter in publish(office, inspection)}
    assert "is ready: Home report. It opens once everything is signed and $590.00 is paid." in letters["Cora Whitfield"]
    assert "'page': 'report/'" in letters["Theo Whitfield"]
    assert "The report of 1214 Harrison Boulevard" in letters["Marisol Vega"]
    assert "It waits on the client." in letters["Marisol Vega"]
    assert "$" not in letters["Marisol Vega"]


def test_only_those_who_are_ticked_are_written_to_and_a_double_click_is_one_letter(
    dana: Desk, office: cast.Office, inspection: Inspection
) -> None:
    upload(office, inspection)
    theo = cast.part(inspection, cast.THEO.name).contact.key
    form = shown_form(dana, page(inspection, "publish/")) | {"act": "send", "to": theo, "once": "abc"}
    for _ in range(2):
        assert dana.post(page(inspection, "publish/"), form).status_code == 302
    assert [letter.to_name for letter in Message.objects.filter(kind="report")] == ["Theo Whitfield"]
    assert inspection.moments.filter(kind=Moment.Kind.PUBLISHED).count() == 1


def test_without_its_button_it_asks_and_what_was_written_stays(
    dana: Desk, office: cast.Office, inspection: Inspection
) -> None:
    upload(office, inspection)
    form = shown_form(dana, page(inspection, "publish/")) | {"act": "send", "body": "It is done.", "format": "text"}
    asked = dana.post(page(inspection, "publish/"), form).content.decode()
    assert "Send without the button?" in asked
    assert "It is done." in asked
    inspection.refresh_from_db()
    assert inspection.published_at is None
    dana.post(page(inspection, "publish/"), form | {"act": "without"})
    inspection.refresh_from_db()
    assert inspection.published_at is not None


def test_a_new_version_is_seen_when_it_is_published_and_the_letter_says_what_changed(
    dana: Desk, cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    report = upload(office, inspection, files.pdf(1, title="first"))
    publish(office, inspection)
    open_gates(office, inspection)
    second = files.pdf(1, title="second")
    there = page(inspection, f"reports/{report.key}/")
    said = dana.post(there, {"act": "replace", "file": SimpleUploadedFile("x.pdf", second)}, follow=True)
    assert "Readers see version 1 until you publish version 2." in text(said.content)
    where = cast.path(inspection, page=f"report/{report.key}/file/")
    assert fetched(cora, where)[1] != second
    refused = send(dana, page(inspection, "publish/"), {"act": "send"})
    assert "Say what changed" in text(refused.content)
    send(dana, page(inspection, "publish/"), {"act": "send", "changes": "The roof was looked at again"})
    assert fetched(cora, where)[1] == second
    letter = Message.objects.filter(kind="report-changed").first()
    assert letter is not None
    assert "What changed: The roof was looked at again." in str(letter.body)
    assert "The roof was looked at again" in inspection.moments.filter(kind=Moment.Kind.PUBLISHED).latest("pk").words


def test_a_new_version_must_be_another_file_of_the_same_kind(
    dana: Desk, office: cast.Office, inspection: Inspection
) -> None:
    report = upload(office, inspection, files.pdf(1))
    there = page(inspection, f"reports/{report.key}/")
    for made, words in (
        (files.pdf(1), "That is the very file that is there already."),
        (files.photo(), "This is a PDF; its new version must be one too."),
    ):
        answer = dana.post(there, {"act": "replace", "file": SimpleUploadedFile("x", made)}, follow=True)
        assert words in text(answer.content)


def test_removed_nobody_reads_it_from_the_next_request_on(
    dana: Desk, cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    report = upload(office, inspection)
    publish(office, inspection)
    open_gates(office, inspection)
    assert set(bytes_behind(cora, inspection, report).values()) == {200}
    dana.post(page(inspection, f"reports/{report.key}/"), {"act": "remove"})
    answers = bytes_behind(cora, inspection, report)
    assert {answers[name] for name in (f"{report.key}/", f"{report.key}/file/", f"{report.key}/1.webp")} == {404}


def test_the_office_sees_who_read_it_and_when(
    dana: Desk, cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    upload(office, inspection)
    publish(office, inspection)
    assert cora.post(cast.path(inspection, page="report/read/")).status_code == 204
    assert not Use.objects.filter(kind=Use.Kind.READ).exists()
    open_gates(office, inspection)
    shown = dana.read(page(inspection))
    assert "Report : published, not read yet" in shown
    assert "Nobody has opened it yet." in shown
    for _ in range(2):
        cora.post(cast.path(inspection, page="report/read/"))
    assert Use.objects.filter(kind=Use.Kind.READ).count() == 1
    shown = dana.read(page(inspection))
    assert "Cora Whitfield opened the report" in shown
    assert "Cora Whitfield opened it " in shown
    assert "Report : read" in shown


def test_staff_who_look_at_the_real_link_do_not_count_as_readers(
    dana: Desk, office: cast.Office, inspection: Inspection
) -> None:
    upload(office, inspection)
    publish(office, inspection)
    open_gates(office, inspection)
    assert "Client View." in dana.get(cast.path(inspection, page="report/")).content.decode()
    dana.post(cast.path(inspection, page="report/read/"))
    assert not Use.objects.filter(kind=Use.Kind.READ).exists()


def test_nothing_new_is_not_published(office: cast.Office, inspection: Inspection) -> None:
    with pytest.raises(publishing.NothingNew):
        publish(office, inspection)
    upload(office, inspection)
    publish(office, inspection)
    with pytest.raises(publishing.NothingNew):
        publish(office, inspection, changes="x", once="twice")


def test_of_a_cancelled_inspection_nothing_is_read_and_letters_are_withdrawn(
    cora: Client, office: cast.Office, inspection: Inspection
) -> None:
    report = upload(office, inspection)
    publish(office, inspection)
    open_gates(office, inspection)
    assert set(bytes_behind(cora, inspection, report).values()) == {200}
    Inspection.objects.update(
        starts_at=clock.now() + timedelta(days=3), ends_at=clock.now() + timedelta(days=3, hours=2)
    )
    inspection.refresh_from_db()
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=clock.now())
    assert set(bytes_behind(cora, inspection, report).values()) == {403}
    assert {letter.state for letter in Message.objects.filter(kind__startswith="report")} == {Message.State.WITHDRAWN}
