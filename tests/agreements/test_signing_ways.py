"""How clients sign: consent first, then a tick or a signature, and all of them or any, as the company sets."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lintel.agreements import drafting
from lintel.agreements.models import Signature, Template
from lintel.core import clock
from lintel.inspections import gating, placeholders
from lintel.inspections.models import Inspection, has_unsigned
from tests import cast
from tests.office.desk import sit_down
from tests.portal import pages
from tests.reports.files import pdf
from tests.rig import documents

DRAWN = json.dumps([[20, 100, 300, 40, 560, 120], [100, 150, 400, 150]], separators=(",", ":"))
SETTINGS = "/office/settings/agreements/"


def decide(office: cast.Office, signing: str, signers: str = "all") -> None:
    desk = sit_down(office.owner)
    answer = desk.post(f"{SETTINGS}signing/", {"signing": signing, "signers": signers}, follow=True)
    assert "Saved." in answer.content.decode()
    office.company.refresh_from_db()


def sign(cora: Client, inspection: Inspection, **given: str) -> tuple[int, str]:
    path = pages.agreement_of(inspection)
    answer = cora.post(path, pages.signing(cora.get(path).content, **given))
    return answer.status_code, pages.text(answer.content)


# --- consent


def test_what_signing_electronically_means_is_said_before_anything_else_and_kept(
    cora: Client, inspection: Inspection
) -> None:
    said = pages.text(cora.get(pages.agreement_of(inspection)).content)
    first, agreement = said.index("First: signing electronically"), said.index("This agreement is between")
    assert first < agreement
    for told in (
        "You may sign on paper instead: tell Cedar & Stone Home Inspections, (208) 555-0114 or office@cedarstone",
        "Nothing beyond this inspection.",
        "You may withdraw it at any time:",
        "Copies on paper: ask us",
        "They cost nothing.",
        "If your email address changes,",
        "What you need: a phone or computer with a browser",
    ):
        assert told in said[first:agreement]
    assert sign(cora, inspection)[0] == 302
    kept = Signature.objects.get().disclosure or ""
    assert "You may withdraw it at any time" in kept
    assert kept.endswith("I consent to sign and to receive records electronically, as it says here.")


def test_without_consent_nothing_is_signed_and_everything_typed_stays(cora: Client, inspection: Inspection) -> None:
    status, said = sign(cora, inspection, consented="", name="Cora W")
    assert status == 422
    assert "Tick the box to say that you consent to sign electronically. If you rather sign on paper, tell us." in said
    assert not Signature.objects.exists()
    path = pages.agreement_of(inspection)
    page = cora.post(path, pages.signing(cora.get(path).content, consented="", name="Cora W")).content.decode()
    assert 'value="Cora W"' in page
    assert 'name="agreed" required checked' in " ".join(page.split())


def test_what_they_consent_to_is_what_stood_on_their_page(
    office: cast.Office, cora: Client, inspection: Inspection
) -> None:
    path = pages.agreement_of(inspection)
    typed = pages.signing(cora.get(path).content)
    cast.describe(office.owner, telephone="(208) 555-0999", email="", colour="", at=clock.now())
    answer = cora.post(path, typed)
    assert answer.status_code == 409
    assert "What signing electronically means here changed while you were reading." in pages.text(answer.content)
    assert not Signature.objects.exists()


# --- a tick, or a signature


def test_written_it_is_drawn_and_shown_wherever_the_signature_is(
    office: cast.Office, cora: Client, inspection: Inspection
) -> None:
    decide(office, "written")
    path = pages.agreement_of(inspection)
    page = cora.get(path).content.decode()
    assert "data-pad" in page
    assert 'name="agreed"' not in page
    assert "By signing below I say that I have read this agreement and agree to it." in page
    assert sign(cora, inspection, agreed="", drawing=DRAWN)[0] == 302
    signature = Signature.objects.get()
    assert (signature.how, signature.drawing) == ("written", DRAWN)
    assert signature.consent.startswith("By signing below")
    assert '<polyline points="20,100 300,40 560,120"/>' in cora.get(path).content.decode()
    copy = cora.get(cast.path(inspection, page=f"agreement/{signature.agreement_id}/signed.pdf")).content
    assert "Signature drawn or typed" in " ".join(documents.text(copy).split())


def test_written_without_a_drawing_the_typed_name_is_the_signature(
    office: cast.Office, cora: Client, inspection: Inspection
) -> None:
    decide(office, "written")
    assert sign(cora, inspection, agreed="", drawing="")[0] == 302
    assert (Signature.objects.get().name, Signature.objects.get().drawing) == ("Cora Whitfield", None)


@pytest.mark.parametrize(
    "drawn",
    [
        "[]]",
        "[[1,2,3]]",
        "[[1,2,700,4]]",
        "[[1,2,3,201]]",
        "[[true,1,90,90]]",
        "[[1.5,2,99,99]]",
        '[["1",2,99,99]]',
        "[[10,10,12,12]]",
        '{"a":1}',
        "<svg onload=alert(1)>",
        "[" * 5000,
        json.dumps([[1, 1, 500, 100] * 2100]),
        "NaN",
    ],
)
def test_what_is_no_drawing_is_refused_in_words(
    office: cast.Office, cora: Client, inspection: Inspection, drawn: str
) -> None:
    decide(office, "written")
    status, said = sign(cora, inspection, agreed="", drawing=drawn)
    assert status == 422
    assert "That drawing cannot be read as a signature." in said
    assert not Signature.objects.exists()


def test_a_switch_counts_at_once_for_what_is_unsigned_and_never_for_what_is_signed(
    office: cast.Office, cora: Client, inspection: Inspection
) -> None:
    cast.sign(inspection)
    decide(office, "written")
    assert Signature.objects.get().how == "checkbox"
    theo = Client()
    page = theo.get(pages.agreement_of(inspection, "Theo Whitfield")).content.decode()
    assert "data-pad" in page


def test_one_agreement_may_be_signed_otherwise_than_the_company_usually_does(
    office: cast.Office, cora: Client, inspection: Inspection
) -> None:
    template = Template.objects.get()
    sent: Mapping[str, str] = {"title": template.title, "text": template.text, "signing": "written"}
    sit_down(office.owner).post(f"{SETTINGS}{template.pk}/", sent)
    assert "data-pad" in cora.get(pages.agreement_of(inspection)).content.decode()
    assert Template.objects.get().version == 1


def test_only_an_owner_says_how_clients_sign(office: cast.Office) -> None:
    assert office.staff is not None
    answer = sit_down(office.staff).post(f"{SETTINGS}signing/", {"signing": "written", "signers": "any"})
    assert answer.status_code == 403
    office.company.refresh_from_db()
    assert office.company.signing is None
    answer = sit_down(office.owner).post(f"{SETTINGS}signing/", {"signing": "blood", "signers": "any"})
    assert answer.status_code == 200


# --- all of them, or any


def test_all_have_to_sign_unless_the_company_says_otherwise(inspection: Inspection) -> None:
    cast.sign(inspection)
    assert has_unsigned(inspection)
    cast.sign(inspection, "Theo Whitfield")
    assert not has_unsigned(inspection)


def test_where_any_signature_is_enough_the_first_one_opens_the_gate(
    office: cast.Office, cora: Client, inspection: Inspection
) -> None:
    decide(office, "checkbox", "any")
    assert has_unsigned(inspection)
    cast.sign(inspection)
    assert has_unsigned(inspection)  # scheduled before: as it was then
    both = cast.book(office, days=12, people=(cast.CORA, cast.THEO))
    assert has_unsigned(both)
    needs = gating.sentence(both, reader=None, sums=False, at=clock.now())
    assert "everything is signed" in needs
    cast.sign(both, "Theo Whitfield")
    assert not has_unsigned(both)
    assert "signed" not in gating.sentence(both, reader=None, sums=False, at=clock.now())
    assert pages.steps(cora.get(cast.path(both)).content)[0] == ("Sign", "done")
    said = pages.text(cora.get(cast.path(both)).content)
    assert "Theo Whitfield has signed, and one signature is enough here. You may sign, too." in said
    shown = sit_down(office.owner).read(f"/office/inspections/{both.key}/")
    assert "Not signed; one signature is enough" in shown
    assert "Signed: done" in shown.replace("Signed : ", "Signed: ")
    cast.sign(both)
    assert Signature.objects.filter(agreement__paper__participant__inspection=both).count() == 2


def test_one_is_enough_for_each_agreement_and_not_for_all_together(office: cast.Office) -> None:
    decide(office, "checkbox", "any")
    what = drafting.Draft("House rules", "We take off our shoes.")
    drafting.write(company=office.company, what=what, known=placeholders.KNOWN, by=office.owner, at=clock.now())
    both = cast.book(office, people=(cast.CORA, cast.THEO))
    cast.sign(both)
    assert has_unsigned(both)
    cast.sign(both, "Theo Whitfield")  # the first again
    assert has_unsigned(both)
    cast.sign(both, "Theo Whitfield")
    assert not has_unsigned(both)


# --- who cannot


def test_what_people_type_is_never_a_script(office: cast.Office, cora: Client, inspection: Inspection) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    template = Template.objects.get()
    sent = {"title": f"Terms {evil}", "text": f"## {evil}\n\n{evil} **{evil}**\n\n- {evil}", "signing": "written"}
    desk = sit_down(office.owner)
    desk.post(f"{SETTINGS}{template.pk}/", sent)
    booked = cast.book(office, days=12)
    path = pages.agreement_of(booked)
    cora.post(path, pages.signing(cora.get(path).content, agreed="", name=evil))
    signature = Signature.objects.get()
    shown = [
        *(path, cast.path(booked), cast.path(booked, page="documents/")),
        *(SETTINGS, f"{SETTINGS}{template.pk}/", f"{SETTINGS}{template.pk}/versions/1/"),
        f"/office/inspections/{booked.key}/",
    ]
    for address in shown:
        answer = (cora if address.startswith("/p/") else desk).get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
        assert "<img src=x" not in answer.content.decode()
    elsewhere = cast.book(office, days=14)
    scan = SimpleUploadedFile(f"{evil}.pdf", pdf(1))
    agreement, day = cast.part(elsewhere).papers.get().agreement, clock.now() - timedelta(days=1)
    paper = {"name": evil, "reason": evil, "signed_on": f"{day:%Y-%m-%d}", "scan": scan, "seen": agreement.digest}
    desk.post(f"/office/inspections/{elsewhere.key}/agreements/{agreement.pk}/paper/", paper)
    assert Signature.objects.get(agreement=agreement).name == evil
    for address in (f"/office/inspections/{elsewhere.key}/", cast.path(elsewhere), pages.agreement_of(elsewhere)):
        answer = (cora if address.startswith("/p/") else desk).get(address)
        assert "<script>alert" not in answer.content.decode()
    copy = cora.get(cast.path(booked, page=f"agreement/{signature.agreement_id}/signed.pdf")).content
    assert b"/JavaScript" not in copy
