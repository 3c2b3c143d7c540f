"""Update agreements: what was signed stays, and is signed anew where the words that matter changed."""

from datetime import timedelta

import pytest
from django.test import Client

from lintel.agreements import drafting
from lintel.agreements.models import Agreement, Template
from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import changing, merging, placeholders, scheduling, waiving
from lintel.inspections.models import Inspection, has_unsigned
from tests import cast
from tests.office.desk import sit_down, text
from tests.portal import pages


def add_fee(office: cast.Office, inspection: Inspection, cents: int = 75_00) -> None:
    fee = invoicing.Fee("Crawl space", cents)
    changing.add_fee(inspection=inspection, fee=fee, by=office.owner, at=clock.now())


def page(office: cast.Office, inspection: Inspection) -> str:
    return sit_down(office.owner).read(f"/office/inspections/{inspection.key}/")


def press(office: cast.Office, inspection: Inspection, act: str) -> str:
    """Press the button of the box as it stands on the page; what is said then."""
    desk = sit_down(office.owner)
    shown = desk.get(f"/office/inspections/{inspection.key}/").content.decode()
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    there = f"/office/inspections/{inspection.key}/agreements/update/"
    return text(desk.post(there, {"seen": seen, "act": act}, follow=True).content)


def asked(inspection: Inspection, name: str = "Cora Whitfield") -> Agreement:
    """What this client still has to sign."""
    papers = cast.part(inspection, name).papers.asked().filter(agreement__signature=None)
    return papers.get().agreement


def test_nothing_is_offered_while_the_words_are_as_they_were_signed(
    office: cast.Office, inspection: Inspection
) -> None:
    cast.sign(inspection)
    assert "Update agreements" not in page(office, inspection)
    move(office, inspection, minutes=60)  # another hour and another telephone, which the words name too
    changing.correct_person(
        participant=cast.part(inspection),
        name="Cora Whitfield",
        email="cora@whitfield.example",
        phone="(208) 555-0000",
        by=office.owner,
        at=clock.now(),
    )
    assert "Update agreements" not in page(office, inspection)


def move(office: cast.Office, inspection: Inspection, *, minutes: int) -> None:
    inspection.refresh_from_db()
    scheduling.reschedule(
        inspection=inspection,
        starts_at=inspection.starts_at + timedelta(minutes=minutes),
        minutes=180,
        inspector=office.inspector,
        by=office.owner,
        at=clock.now(),
    )


def change_fee(office: cast.Office, inspection: Inspection) -> str:
    add_fee(office, inspection)
    return "$665.00"


def change_service(office: cast.Office, inspection: Inspection) -> str:
    add_fee(office, inspection)
    return "Crawl space"


def change_day(office: cast.Office, inspection: Inspection) -> str:
    move(office, inspection, minutes=24 * 60)
    return f"{inspection.local_start():%A, %B %-d}"


def change_client(office: cast.Office, inspection: Inspection) -> str:
    part = cast.part(inspection)
    changing.correct_person(
        participant=part, name="Cora Whitfeld", email=part.contact.email, phone="", by=office.owner, at=clock.now()
    )
    return "Cora Whitfeld"


def change_address(office: cast.Office, inspection: Inspection) -> str:
    place = scheduling.Place("1216 Harrison Boulevard", cast.BOISE, "Boise", "ID", "83702", "two-storey")
    changing.correct_place(inspection=inspection, place=place, by=office.owner, at=clock.now())
    return "1216 Harrison Boulevard"


@pytest.mark.parametrize("change", [change_fee, change_service, change_day, change_client, change_address])
def test_each_change_that_matters_offers_what_is_signed_and_shows_old_beside_new(
    office: cast.Office, inspection: Inspection, change: object
) -> None:
    cast.sign(inspection)
    now = change(office, inspection)  # type: ignore[operator]
    shown = page(office, inspection)
    assert "A signed agreement reads otherwise now" in shown
    assert any(now in each.split(" Signed ")[0] for each in shown.split("It would say now ")[1:])


def test_what_nobody_signed_says_it_at_once_and_is_not_offered(office: cast.Office, inspection: Inspection) -> None:
    cast.sign(inspection, "Theo Whitfield")
    add_fee(office, inspection)
    assert "$665.00" in asked(inspection).words
    shown = page(office, inspection)
    assert "signed by Theo Whitfield" in shown
    assert "signed by Cora Whitfield" not in shown


def test_only_those_whose_words_changed_are_offered(office: cast.Office) -> None:
    what = drafting.Draft("House rules", "We take off our shoes in {{ADDRESS}}.")
    drafting.write(company=office.company, what=what, known=placeholders.KNOWN, by=office.owner, at=clock.now())
    inspection = cast.book(office)
    cast.sign(inspection)
    cast.sign(inspection)
    add_fee(office, inspection)
    shown = page(office, inspection).split("A signed agreement reads")[1].split("Dismiss")[0]
    assert "Inspection agreement" in shown
    assert "House rules" not in shown


def test_updated_it_is_signed_anew_with_the_difference_shown_and_the_old_one_stays(
    office: cast.Office, inspection: Inspection, cora: Client
) -> None:
    first = cast.sign(inspection)
    cast.sign(inspection, "Theo Whitfield")
    assert not has_unsigned(inspection)
    add_fee(office, inspection)
    said = press(office, inspection, "update")
    assert "Cora Whitfield and Theo Whitfield will find what changed and sign anew." in said
    assert "Update agreements" not in said
    assert "Inspection agreement is to be signed anew by Cora Whitfield" in said
    assert has_unsigned(inspection)
    shown = pages.text(cora.get(cast.path(inspection)).content)
    assert "The inspection agreement changed since you signed it." in shown
    made = asked(inspection)
    shown = pages.text(cora.get(cast.path(inspection, page=f"agreement/{made.pk}/")).content)
    assert "It said The fee is $590.00 and is due" in shown
    assert "It says now The fee is $665.00 and is due" in shown
    old = pages.text(cora.get(cast.path(inspection, page=f"agreement/{first.agreement_id}/")).content)
    assert "As it was signed on" in old
    assert "$590.00" in old
    cast.sign(inspection)
    cast.sign(inspection, "Theo Whitfield")
    assert not has_unsigned(inspection)
    assert "Update agreements" not in page(office, inspection)
    add_fee(office, inspection, 10_00)
    assert "signed by Cora Whitfield" in page(office, inspection)


def test_resend_is_proposed_once_something_is_to_be_signed_anew(office: cast.Office, inspection: Inspection) -> None:
    cast.sign(inspection)
    change_address(office, inspection)
    press(office, inspection, "update")
    assert "Changed since the last letter: Inspection agreement is to be signed anew" in page(office, inspection)


def test_dismissed_it_is_not_offered_until_the_words_change_once_more(
    office: cast.Office, inspection: Inspection
) -> None:
    cast.sign(inspection)
    add_fee(office, inspection)
    said = press(office, inspection, "dismiss")
    assert "Left as signed, until the words change once more." in said
    assert "Inspection agreement stays as Cora Whitfield signed it" in said
    assert "Update agreements" not in page(office, inspection)
    move(office, inspection, minutes=60)
    assert "Update agreements" not in page(office, inspection)
    add_fee(office, inspection, 10_00)
    assert "Update agreements" in page(office, inspection)


def test_what_says_again_what_was_signed_need_not_be_signed_anew(office: cast.Office, inspection: Inspection) -> None:
    cast.sign(inspection)
    cast.sign(inspection, "Theo Whitfield")
    add_fee(office, inspection)
    press(office, inspection, "update")
    line = cast.invoice(inspection).lines.get(description="Crawl space")
    changing.remove_fee(inspection=inspection, line=line, by=office.owner, at=clock.now())
    assert not has_unsigned(inspection)
    assert "need not be signed anew: it says again what Cora Whitfield signed" in page(office, inspection)
    add_fee(office, inspection)
    press(office, inspection, "update")
    assert has_unsigned(inspection)


def test_a_template_written_anew_changes_nothing_that_was_asked_for(
    office: cast.Office, inspection: Inspection
) -> None:
    cast.sign(inspection)
    template = Template.objects.get()
    what = drafting.Draft(template.title, "Other words for {{FEES}} at {{ADDRESS}}.")
    drafting.correct(template=template, what=what, known=placeholders.KNOWN, by=office.owner, at=clock.now())
    assert "Update agreements" not in page(office, inspection)
    add_fee(office, inspection)
    press(office, inspection, "update")
    made = asked(inspection)
    assert made.words.startswith("## What this is")
    assert (made.template_version, asked(inspection, "Theo Whitfield").template_version) == (1, 1)


def test_what_changed_while_somebody_read_is_looked_at_again(office: cast.Office, inspection: Inspection) -> None:
    cast.sign(inspection)
    add_fee(office, inspection)
    desk, there = sit_down(office.owner), f"/office/inspections/{inspection.key}/agreements/update/"
    shown = desk.get(f"/office/inspections/{inspection.key}/").content.decode()
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    add_fee(office, inspection, 10_00)
    said = text(desk.post(there, {"seen": seen, "act": "update"}, follow=True).content)
    assert "Something changed while you were reading." in said
    assert Agreement.objects.filter(instead_of__isnull=False).count() == 0
    press(office, inspection, "update")
    said = text(desk.post(there, {"seen": seen, "act": "update"}, follow=True).content)
    assert "Every signed agreement says how things are." in said
    assert Agreement.objects.filter(instead_of__isnull=False).count() == 1


def test_of_a_cancelled_one_nothing_is_offered(office: cast.Office, inspection: Inspection) -> None:
    cast.sign(inspection)
    add_fee(office, inspection)
    scheduling.cancel(inspection=inspection, because="rain", by=office.owner, at=clock.now())
    assert "Update agreements" not in page(office, inspection)


def test_a_person_who_is_a_client_twice_signs_anew_once(office: cast.Office) -> None:
    twice = scheduling.Person("C. Whitfield", "cora.w@whitfield.example")
    inspection = cast.book(office, people=(cast.CORA, twice))
    cast.sign(inspection)
    gone, kept = (cast.part(inspection, name).contact for name in ("C. Whitfield", "Cora Whitfield"))
    merging.merge(gone=gone, kept=kept, by=office.owner, at=clock.now())
    assert not has_unsigned(inspection)
    add_fee(office, inspection)
    press(office, inspection, "update")
    assert has_unsigned(inspection)
    cast.sign(inspection)
    assert not has_unsigned(inspection)


def test_a_report_that_is_out_is_shut_by_updating_and_the_box_says_so(
    office: cast.Office, inspection: Inspection
) -> None:
    cast.sign(inspection)
    add_fee(office, inspection)
    assert "the report is locked until then" not in page(office, inspection)
    Inspection.objects.filter(pk=inspection.pk).update(published_at=clock.now())
    assert "the report is locked until then" in page(office, inspection)
    waiving.choose(inspection=inspection, needs="paid", by=office.owner, at=clock.now())
    assert "the report is locked until then" not in page(office, inspection)
