"""Adding somebody: found while typing, questioned where they look like somebody on file; and Merge with…, by hand."""

import re

from lintel.core import clock
from lintel.directory import keeping
from lintel.directory.models import Contact
from lintel.inspections import merging
from lintel.inspections.models import Inspection, Participant
from tests import cast
from tests.office.desk import Desk, text
from tests.office_work.pages import answers, value

THEO = {"p-role": "client", "p-name": "Theo Whitfield", "p-email": "theo@whitfield.example", "p-phone": ""}


def at(inspection: Inspection, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/{page}"


def parts(inspection: Inspection) -> list[tuple[str, str]]:
    return [(one.contact.name, one.role) for one in inspection.people()]


def test_people_on_file_are_found_by_name_and_address(dana: Desk, inspection: Inspection, twice: Contact) -> None:
    for typed in ({"p-name": "whit"}, {"p-email": "cw@w"}):
        said = dana.get(at(inspection, "people/found/"), typed).content.decode()
        assert f'value="p:{twice.key}"' in said
    assert not dana.get(at(inspection, "people/found/"), {"p-name": "x"}).content.strip()


def test_a_likely_duplicate_is_questioned_and_nothing_typed_is_lost(
    dana: Desk, inspection: Inspection, twice: Contact
) -> None:
    typed = {"p-role": "relative", "p-name": "Cornelia Whitfield", "p-email": "", "p-phone": "208 555 0171"}
    asked = dana.post(at(inspection, "people/"), typed)
    said = text(asked.content)
    assert "Is this somebody on file?" in said
    assert "C. Whitfield, cw@work.example has the same telephone number" in said
    assert "It is the same person: use C. Whitfield, cw@work.example" in said
    assert {name: value(asked, name) for name in typed if name != "p-role"} == {
        name: word for name, word in typed.items() if name != "p-role"
    }
    assert re.search(r'value="relative"\s+selected', asked.content.decode())
    assert len(inspection.people()) == 2
    (another,) = answers(asked, "keep")
    dana.post(at(inspection, "people/"), {**typed, "keep": another})
    assert ("Cornelia Whitfield", "relative") in parts(inspection)


def test_it_is_the_same_person(dana: Desk, inspection: Inspection, cora: Contact) -> None:
    typed = {"p-role": "insurer", "p-name": "Kora Whitfield", "p-email": "cora@whitfield.example", "p-phone": ""}
    asked = dana.post(at(inspection, "people/"), typed)
    assert "Cora Whitfield, cora@whitfield.example has the same address" in text(asked.content)
    done = dana.post(at(inspection, "people/"), {**typed, "use": answers(asked, "use")[0]}, follow=True)
    assert "Cora Whitfield is insurer too." in text(done.content)
    assert parts(inspection)[-1] == ("Cora Whitfield", "insurer")
    assert Contact.objects.filter(name__contains="ora Whitfield").count() == 1


def test_two_questions_are_answered_one_after_the_other(dana: Desk, inspection: Inspection, twice: Contact) -> None:
    typed = {"p-role": "other", "p-name": "Cornelia Whitfield", "p-email": "co@gmial.com", "p-phone": "2085550171"}
    asked = dana.post(at(inspection, "people/"), typed)
    another = next(one for one in answers(asked, "keep") if one.startswith("p-name"))
    asked = dana.post(at(inspection, "people/"), {**typed, "keep": another})
    assert "Is gmial.com right?" in text(asked.content)
    assert value(asked, "kept") == another
    slip = answers(asked, "keep")[0]
    dana.post(at(inspection, "people/"), {**typed, "kept": another, "keep": slip})
    assert parts(inspection)[-1] == ("Cornelia Whitfield", "other")


def test_somebody_without_an_address_is_picked_and_gets_one(
    dana: Desk, office: cast.Office, inspection: Inspection
) -> None:
    lena = keeping.keep(company=office.company, name="Lena Ruiz", email="", at=clock.now())
    typed = {"p-role": "listing agent", "p-name": "lena ruiz", "p-email": "lena@ruiz.example", "p-phone": ""}
    asked = dana.post(at(inspection, "people/"), typed)
    assert "Lena Ruiz has the same name" in text(asked.content)
    dana.post(at(inspection, "people/"), {**typed, "use": answers(asked, "use")[0]})
    lena.refresh_from_db()
    assert lena.email == "lena@ruiz.example"
    assert cast.part(inspection, "Lena Ruiz").contact_id == lena.pk


def test_couples_are_two_persons_without_a_question(dana: Desk, inspection: Inspection) -> None:
    dana.post(at(inspection, "people/"), {**THEO, "p-email": "cora@whitfield.example"})
    assert parts(inspection)[-1] == ("Theo Whitfield", "client")


def test_a_role_more_and_one_less(dana: Desk, inspection: Inspection) -> None:
    marisol = cast.part(inspection, "Marisol Vega")
    form = dana.get(at(inspection, "people/"), {"who": marisol.pk})
    assert value(form, "p-name") == "Marisol Vega"
    typed = {name: value(form, name) for name in ("p-name", "p-email", "p-known")}
    dana.post(at(inspection, "people/"), {**typed, "p-role": "relative"})
    said = dana.read(at(inspection, f"people/{marisol.pk}/"))
    assert "Buyer’s agent, relative." in said
    assert "the others stay" in said
    done = dana.post(at(inspection, f"people/{marisol.pk}/remove/"), follow=True)
    assert "Marisol Vega is not buyer’s agent any more, but relative." in text(done.content)
    assert parts(inspection)[-1] == ("Marisol Vega", Participant.Role.RELATIVE)


def test_merge_with(dana: Desk, inspection: Inspection, cora: Contact, elsewhere: Inspection, twice: Contact) -> None:
    assert "Merge with…" in dana.read(at(inspection))
    page = at(inspection, f"people/{cast.part(inspection).pk}/")
    assert "May be the same person: the same telephone number" in dana.read(page)
    assert "C. Whitfield" in dana.read(f"{page}merge/", q="cw@")
    assert "Nobody else on file begins with “zzz”" in dana.read(f"{page}merge/", q="zzz")
    asked = dana.read(f"{page}merge/", **{"with": twice.key})
    assert "One person?" in asked
    done = dana.post(f"{page}merge/", {"with": twice.key, "keep": cora.key}, follow=True)
    assert "Cora Whitfield, cora@whitfield.example is one person from now on." in text(done.content)
    assert "Cora Whitfield client cora@whitfield.example" in dana.read(at(elsewhere))
    assert "merged by Dana Ortiz" in dana.read(page)
    again = dana.post(f"{page}merge/", {"with": twice.key, "keep": cora.key})
    assert "Merge Cora Whitfield with…" in text(again.content)
    done = dana.post(f"{page}separate/", {"contact": twice.key}, follow=True)
    assert "C. Whitfield, cw@work.example is a person of their own again." in text(done.content)
    assert "C. Whitfield client" in dana.read(at(elsewhere))
    assert dana.post(f"{page}separate/", {"contact": twice.key}).status_code == 404


def test_the_one_without_an_address_cannot_be_kept(dana: Desk, office: cast.Office, inspection: Inspection) -> None:
    bare = keeping.keep(company=office.company, name="Cora W.", email="", at=clock.now())
    page = at(inspection, f"people/{cast.part(inspection).pk}/merge/")
    said = text(dana.post(page, {"with": bare.key, "keep": bare.key}).content)
    assert "Cora W. has no email address" in said
    assert Contact.objects.get(pk=cast.part(inspection).contact_id).survivor is None


def test_a_merged_person_costs_inspection_details_no_statement(
    dana: Desk, office: cast.Office, inspection: Inspection, elsewhere: Inspection, cora: Contact, twice: Contact
) -> None:
    cast.pay(elsewhere)
    for page in (at(elsewhere), "/office/inspections/", "/office/", "/office/payments/"):
        before = len(dana.statements(page))
        merging.merge(gone=twice, kept=cora, by=office.owner, at=clock.now())
        assert len(dana.statements(page)) == before, page
        merging.separate(contact=twice, by=office.owner, at=clock.now())
