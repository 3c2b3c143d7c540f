"""Two contacts that are one person: nothing is rewritten, every link and receipt stays, and it can be undone."""

from io import StringIO

import pytest
from django.test import Client

from lintel.access.models import Link
from lintel.agreements.models import Agreement, Signature
from lintel.billing.models import Entry, Invoice
from lintel.core import clock
from lintel.directory import keeping, merging as pointers
from lintel.directory.models import Contact
from lintel.inspections import asking, changing, evidence, mending, merging, papers, scheduling, sharing
from lintel.inspections.models import Inspection, Participant, Share
from lintel.inspections.scheduling import Person
from lintel.inspections.sharing import Recipient
from lintel.messages.models import Message
from lintel.run import doctor
from tests import cast
from tests.office.desk import Desk, text
from tests.portal import pages
from tests.rig import documents

KEPT = (Link, Participant, Invoice, Agreement, Signature, Entry, Message, Share)


def merge(gone: Contact, kept: Contact, office: cast.Office) -> None:
    merging.merge(gone=gone, kept=kept, by=office.owner, at=clock.now())


def rows() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def share_with(inspection: Inspection, office: cast.Office, address: str, preset: str) -> Share:
    (letter,) = sharing.share(
        inspection=inspection,
        recipients=[Recipient(address)],
        draft=sharing.starter(inspection.company, preset),
        consent=None,
        without_button=False,
        by=office.owner,
        once=f"{preset}{address}",
        at=clock.now(),
    )
    return Share.objects.select_related("link__holder", "inspection").get(link=letter.link_id)


def receipts(inspection: Inspection, page: str, holder: Client) -> list[str]:
    """Every receipt of the inspection behind a link, as text."""
    numbers = [
        papers.number_of(one) for one in Entry.objects.filter(kind="payment", invoice__bill__inspection=inspection)
    ]
    answers = [holder.get(f"{page}receipts/{number}.pdf") for number in numbers]
    assert [one.status_code for one in answers] == [200] * len(numbers)
    return [documents.text(one.content) for one in answers]


def test_not_one_row_is_rewritten(
    office: cast.Office, inspection: Inspection, elsewhere: Inspection, cora: Contact, twice: Contact
) -> None:
    for one in (inspection, elsewhere):
        cast.sign(one)
        cast.pay(one)
    before = rows()
    merge(twice, cora, office)
    assert rows() == before
    assert Contact.objects.get(pk=twice.pk).name == "C. Whitfield"
    assert elsewhere.moments.latest("pk").words == (
        "C. Whitfield (cw@work.example) is the same person as Cora Whitfield (cora@whitfield.example): merged"
    )
    assert "merged" not in inspection.moments.latest("pk").words


def test_links_open_under_the_name_of_now_and_receipts_keep_theirs(
    office: cast.Office, inspection: Inspection, elsewhere: Inspection, cora: Contact, twice: Contact, holder: Client
) -> None:
    cast.sign(elsewhere)
    cast.pay(elsewhere)
    page = cast.path(elsewhere)
    before = receipts(elsewhere, page, holder)
    merge(twice, cora, office)
    said = pages.text(holder.get(page).content)
    assert "All done, Cora." in said
    assert "Cora Whitfield You, client" in pages.text(holder.get(f"{page}order/").content)
    assert receipts(elsewhere, page, holder) == before
    assert "C. Whitfield" in before[0]
    assert "Signed by you" in pages.text(holder.get(f"{page}documents/").content)
    assert "Cora Whitfield" in documents.text(holder.get(f"{page}invoice.pdf").content)
    assert Signature.objects.get().name == "C. Whitfield"


def test_what_the_one_paid_is_paid_by_you_to_the_other(
    office: cast.Office, inspection: Inspection, cora: Contact, holder: Client
) -> None:
    paying = share_with(inspection, office, "pay@elsewhere.example", "pay only")
    cast.pay(inspection)
    page = f"/p/{paying.link.token()}/"
    assert "Paid by somebody else" in pages.text(holder.get(page).content)
    assert holder.get(f"{page}receipts/1001-1.pdf").status_code == 404
    merge(paying.link.holder, cora, office)
    assert "Paid by you" in pages.text(holder.get(page).content)
    assert "Cora Whitfield" in receipts(inspection, page, holder)[0]
    assert receipts(inspection, cast.path(inspection), holder)


def test_an_agents_status_link_stays(office: cast.Office, inspection: Inspection, holder: Client) -> None:
    marisol = cast.part(inspection, "Marisol Vega").contact
    page = cast.path(inspection, "Marisol Vega")
    vega = keeping.keep(company=office.company, name="M. Vega", email="vega@valley.example", at=clock.now())
    merge(marisol, vega, office)
    assert holder.get(page).status_code == 200
    assert cast.part(inspection, "M. Vega").contact == vega
    assert share_with(inspection, office, "vega@valley.example", "status only").link.token() in page
    scheduling.cancel(inspection=inspection, because="Sold", by=office.owner, at=clock.now())
    assert not Message.objects.filter(kind="cancelled", to_name="M. Vega").exists()


def test_letters_go_to_who_survived(
    office: cast.Office, inspection: Inspection, elsewhere: Inspection, cora: Contact, twice: Contact
) -> None:
    Message.objects.update(state="sent", sent_at=clock.now(), due_at=None)
    merge(twice, cora, office)
    outstanding = mending.outstanding(cast.part(elsewhere), at=clock.now())
    assert [one.to_address for one in outstanding] == ["cw@work.example"]
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=clock.now())
    cast.pay(elsewhere)
    receipt = Message.objects.get(kind="receipt")
    assert (receipt.to_name, receipt.to_address) == ("Cora Whitfield", "cora@whitfield.example")
    assert receipt.link == cast.link(elsewhere)
    asking.ask(address="cw@work.example", at=clock.now())
    again = Message.objects.filter(kind="again").values_list("to_address", "link")
    assert set(again) == {("cora@whitfield.example", cast.link(one).pk) for one in (inspection, elsewhere)}


def test_what_still_goes_to_the_other_address_is_said(
    office: cast.Office, inspection: Inspection, elsewhere: Inspection, cora: Contact, twice: Contact, dana: Desk
) -> None:
    page = f"/office/inspections/{inspection.key}/people/{cast.part(inspection).pk}/merge/"
    done = dana.post(page, {"with": twice.key, "keep": cora.key}, follow=True)
    assert "going there as they were written: 1 letter to cw@work.example." in text(done.content)
    merging.separate(contact=twice, by=office.owner, at=clock.now())
    Message.objects.update(state="sent", sent_at=clock.now(), due_at=None)
    done = dana.post(page, {"with": twice.key, "keep": cora.key}, follow=True)
    assert "going there" not in text(done.content)


def test_who_is_written_down_again_is_found_as_who_survived(
    office: cast.Office, cora: Contact, twice: Contact, inspection: Inspection
) -> None:
    merge(twice, cora, office)
    person = Person("c. whitfield", "CW@work.example", role=Participant.Role.RELATIVE.value)
    part = changing.add_person(inspection=inspection, person=person, by=office.owner, at=clock.now())
    assert part.contact_id == cora.pk
    with pytest.raises(changing.AlreadyThere, match="Cora Whitfield is already part"):
        changing.add_person(
            inspection=inspection,
            person=Person("C. Whitfield", "cw@work.example"),
            by=office.owner,
            at=clock.now(),
        )


def test_a_corrected_name_is_the_survivors(
    office: cast.Office, elsewhere: Inspection, cora: Contact, twice: Contact
) -> None:
    merge(twice, cora, office)
    changing.correct_person(
        participant=cast.part(elsewhere),
        name="Cora Whitfield-Bell",
        email="cora@bell.example",
        phone="",
        by=office.owner,
        at=clock.now(),
    )
    cora.refresh_from_db()
    assert (cora.name, cora.email) == ("Cora Whitfield-Bell", "cora@bell.example")
    assert Contact.objects.get(pk=twice.pk).email == "cw@work.example"


def test_both_inspections_are_found_by_either_name(
    office: cast.Office, inspection: Inspection, elsewhere: Inspection, cora: Contact, twice: Contact, dana: Desk
) -> None:
    def found(words: str) -> set[str]:
        said = dana.read("/office/inspections/", q=words)
        return {street for street in ("1214 Harrison", "9 Alder") if street in said}

    assert found("cw@work.example") == {"9 Alder"}
    merge(twice, cora, office)
    assert found("cw@work.example") == found("Cora") == {"1214 Harrison", "9 Alder"}
    merging.separate(contact=twice, by=office.owner, at=clock.now())
    assert found("cw@work.example") == {"9 Alder"}
    assert found("Cora") == {"1214 Harrison"}


def test_chains_lead_to_the_end_and_come_apart_where_they_are_cut(office: cast.Office) -> None:
    ada, bea, cleo = (
        keeping.keep(company=office.company, name=name, email=f"{name}@x.example", at=clock.now())
        for name in ("Ada", "Bea", "Cleo")
    )

    def now(*people: Contact) -> list[str]:
        return [Contact.objects.get(pk=one.pk).current().name for one in people]

    merge(ada, bea, office)
    merge(bea, cleo, office)
    assert now(ada, bea, cleo) == ["Cleo", "Cleo", "Cleo"]
    for gone, kept in ((cleo, ada), (ada, cleo), (bea, ada), (cleo, cleo)):
        with pytest.raises(pointers.SamePerson):
            merge(gone, kept, office)
    pointers.separate(contact=bea)
    assert now(ada, bea, cleo) == ["Bea", "Bea", "Cleo"]
    with pytest.raises(pointers.NotMerged):
        pointers.separate(contact=bea)
    merge(cleo, ada, office)
    assert now(ada, bea, cleo) == ["Bea", "Bea", "Bea"]
    assert doctor.examine(StringIO()) == []


def test_separated_again_everything_is_as_it_was(
    office: cast.Office, elsewhere: Inspection, cora: Contact, twice: Contact, holder: Client
) -> None:
    before = Contact.objects.values().get(pk=twice.pk)
    merge(twice, cora, office)
    merging.separate(contact=twice, by=office.owner, at=clock.now())
    assert Contact.objects.values().get(pk=twice.pk) == before
    assert "C. Whitfield You, client" in pages.text(holder.get(cast.path(elsewhere, page="order/")).content)
    assert "separated again" in elsewhere.moments.latest("pk").words


def test_who_has_no_address_does_not_take_anothers_place(office: cast.Office, cora: Contact) -> None:
    nameless = keeping.keep(company=office.company, name="Cora", email="", at=clock.now())
    with pytest.raises(pointers.AddressLost, match=r"Keep the one with cora@whitfield\.example"):
        merge(cora, nameless, office)
    merge(nameless, cora, office)


def test_nobody_is_merged_with_the_company_next_door(office: cast.Office, cora: Contact) -> None:
    juniper = cast.juniper_ridge()
    prudence = cast.part(cast.book(juniper)).contact
    with pytest.raises(Contact.DoesNotExist):
        merge(prudence, cora, office)


def test_evidence_says_to_whom_a_link_was_handed(
    office: cast.Office, elsewhere: Inspection, cora: Contact, twice: Contact
) -> None:
    cast.sign(elsewhere)
    cast.pay(elsewhere)
    payment = Entry.objects.get(kind="payment")

    def pack() -> dict[str, bytes]:
        with evidence.pack(payment=payment, at=clock.now()).file as file:
            files = documents.files(file.read())
        return {name: files[name] for name in ("link-use.txt", "agreement-1-evidence.json", "payment.json")}

    before = pack()
    merge(twice, cora, office)
    assert pack() == before
    assert b"C. Whitfield" in before["link-use.txt"]
