"""Settings → Inspection Agreements: several templates, their versions, and what each is for."""

import pytest
from django.test import Client

from lintel.agreements import drafting
from lintel.agreements.models import Agreement, Template, Version
from lintel.billing import invoicing
from lintel.core import clock
from lintel.inspections import changing, placeholders
from lintel.inspections.models import Inspection
from tests import cast
from tests.accounts.pages import words

HERE = "/office/settings/agreements/"


def one(template: Template) -> str:
    return f"{HERE}{template.pk}/"


def starter() -> Template:
    return Template.objects.get(title="Inspection agreement")


def write(office: cast.Office, title: str, **conditions: object) -> Template:
    what = drafting.Draft(title, f"{title} for {{{{CLIENT_NAME}}}}.", **conditions)  # type: ignore[arg-type]
    return drafting.write(company=office.company, what=what, known=placeholders.KNOWN, by=office.owner, at=clock.now())


def titles(inspection: Inspection) -> list[str]:
    """What Cora is asked to sign."""
    mine = cast.part(inspection).papers.filter(agreement__withdrawn_at=None)
    return list(mine.order_by("pk").values_list("agreement__title", flat=True))


# --- writing


def test_each_starter_text_can_be_begun_with(dana: Client) -> None:
    page = words(dana.get(HERE))
    assert "For every inspection" in page
    for name in ("agreement", "agreement-radon", "agreement-sewer"):
        assert f"?begin={name}" in dana.get(HERE).content.decode()
        page = words(dana.get(f"{HERE}new/?begin={name}"))
        assert "Have your attorney read this." in page
        assert "Not a placeholder" not in page
    assert dana.get(f"{HERE}new/?begin=again").status_code == 404
    assert "Nothing to read yet." in words(dana.get(f"{HERE}new/"))


def test_a_new_one_is_asked_for_from_the_next_inspection_on(
    office: cast.Office, dana: Client, inspection: Inspection
) -> None:
    sent = {"title": "Pool terms", "text": "The pool of {{ADDRESS}}."}
    assert dana.post(f"{HERE}new/", sent)["Location"] == HERE
    assert titles(cast.book(office, days=12)) == ["Inspection agreement", "Pool terms"]
    assert titles(inspection) == ["Inspection agreement"]


def test_other_words_are_a_new_version_and_the_old_one_stays_readable(dana: Client) -> None:
    before = starter()
    dana.post(one(before), {"title": "Terms", "text": "We inspect {{ADDRESS}}."})
    assert (starter_now := Template.objects.get()).version == 2
    assert list(Version.objects.order_by("number").values_list("number", "title")) == [
        (1, "Inspection agreement"),
        (2, "Terms"),
    ]
    assert "Earlier versions 1 Version 1" in words(dana.get(one(starter_now)))
    page = words(dana.get(f"{one(before)}versions/1/"))
    assert "This agreement is between {{COMPANY_NAME}}" in page
    assert dana.get(f"{one(before)}versions/7/").status_code == 404


def test_another_condition_alone_is_no_new_version(dana: Client) -> None:
    dana.post(one(starter()), {"title": starter().title, "text": starter().text, "states": "id, or"})
    assert (Template.objects.get().version, Template.objects.get().states) == (1, ["ID", "OR"])
    assert "in ID, OR" in words(dana.get(HERE))


@pytest.mark.parametrize("title", ["Terms", "Terms of {{PRICE}}"])
def test_an_unknown_placeholder_is_refused_by_name_and_everything_typed_is_kept(
    office: cast.Office, dana: Client, title: str
) -> None:
    text = "Pay {{PRICE}} to {{COMPANY_NAME}}."
    sent = {"title": title, "text": text, "services": office.special.key, "kinds": "condo", "states": "WA"}
    answer = dana.post(one(starter()), sent)
    assert "Not a placeholder here: {{PRICE}}." in words(answer)
    page = answer.content.decode()
    assert text in page
    assert 'value="WA"' in page
    assert page.count(" checked") == 3  # a service, a kind, and that it is signed as usual
    assert Template.objects.get().version == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "needs a title"),
        ("text", "  ", "needs words"),
        ("states", "Idaho", "“IDAHO” is no state as two letters"),
        ("services", "nosuch", "Choose from the list."),
        ("kinds", "castle", "Choose from the list."),
        ("looked_at_with", "nosuch", "Choose from the list."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(dana: Client, field: str, typed: str, said: str) -> None:
    answer = dana.post(one(starter()), {"title": "Kept", "text": "Kept too.", field: typed})
    assert said in words(answer)
    assert "Kept" in words(answer)
    assert Template.objects.get().version == 1


def test_no_two_that_are_asked_for_have_one_title(office: cast.Office, dana: Client) -> None:
    answer = dana.post(f"{HERE}new/", {"title": "inspection AGREEMENT", "text": "Words"})
    assert "There is an agreement of that title already." in words(answer)
    other = write(office, "Other")
    drafting.withdraw(template=other, by=office.owner, at=clock.now())
    write(office, "Other")
    answer = dana.post(f"{one(other)}bring-back/", follow=True)
    assert "There is an agreement of that title already." in words(answer)


def test_withdrawn_it_is_not_asked_for_until_it_is_brought_back(
    office: cast.Office, dana: Client, inspection: Inspection
) -> None:
    dana.post(f"{one(starter())}withdraw/")
    assert "inspections scheduled now need no signature" in words(dana.get(HERE))
    assert titles(cast.book(office, days=12)) == []
    assert titles(inspection) == ["Inspection agreement"]
    dana.post(f"{one(starter())}bring-back/")
    assert titles(cast.book(office, days=14)) == ["Inspection agreement"]


# --- looking


def test_it_is_looked_at_with_an_inspection_of_the_company(dana: Client, inspection: Inspection) -> None:
    sent = {"title": "Terms", "text": "## Fees\n\nIt costs **{{FEES}}**.\n\n- one\n- two", "preview": "yes"}
    page = dana.post(one(starter()), {**sent, "looked_at_with": inspection.key})
    assert "<strong>$590.00</strong>" in page.content.decode()
    assert "with 1214 Harrison Boulevard, not saved yet" in words(page)
    page = dana.post(one(starter()), {**sent, "looked_at_with": ""})
    assert "<strong>$625.00</strong>" in page.content.decode()
    assert "with an invented example, not saved yet" in words(page)
    assert Template.objects.get().version == 1


def test_without_any_inspection_it_is_looked_at_with_an_invented_one(dana: Client) -> None:
    assert "1214 Harrison Boulevard, Boise" in words(dana.get(one(starter())))


def test_what_an_owner_writes_is_words_and_never_markup(dana: Client) -> None:
    text = "<script>alert(1)</script> {% debug %} {{CLIENT_NAME}}"
    page = dana.post(one(starter()), {"title": "Terms", "text": text, "preview": "yes"})
    assert "<script>alert" not in page.content.decode()
    assert "{% debug %} Cora Whitfield" in words(page)


# --- choosing


def test_each_is_asked_for_where_it_fits(office: cast.Office) -> None:
    write(office, "Chimneys", services=[office.special])
    write(office, "Houses of two storeys", kinds=["two-storey", "farmhouse"])
    write(office, "Idaho", states=["ID"])
    write(office, "Oregon", states=["OR"])
    write(office, "Idaho’s condos", states=["ID"], kinds=["condo"])
    inspection = cast.book(office)
    expected = ["Inspection agreement", "Chimneys", "Houses of two storeys", "Idaho"]
    assert titles(inspection) == expected
    added = changing.add_person(inspection=inspection, person=cast.THEO, by=office.owner, at=clock.now())
    assert [paper.agreement.title for paper in added.papers.order_by("pk")] == expected


def test_a_service_that_comes_or_goes_brings_its_agreement_or_takes_it(office: cast.Office) -> None:
    write(office, "Chimneys", services=[office.special])
    plain = [invoicing.Fee("Walk-through", 90_00)]
    inspection = cast.book(office, fees=plain, people=(cast.CORA, cast.THEO))
    assert titles(inspection) == ["Inspection agreement"]
    line = changing.add_fee(
        inspection=inspection, fee=invoicing.Fee.of(office.special, 140_00), by=office.owner, at=clock.now()
    )
    assert titles(inspection) == ["Inspection agreement", "Chimneys"]
    assert "$230.00" in Agreement.objects.get(signer__name="Cora Whitfield", title="Inspection agreement").words
    assert inspection.moments.filter(words="Chimneys is to be signed too").count() == 1
    changing.remove_fee(inspection=inspection, line=line, by=office.owner, at=clock.now())
    assert titles(inspection) == ["Inspection agreement"]
    assert inspection.moments.filter(words="Chimneys need not be signed any more").count() == 1


def test_a_signed_one_stays_when_its_service_goes(office: cast.Office) -> None:
    write(office, "Chimneys", services=[office.special])
    dropped = starter()
    drafting.withdraw(template=dropped, by=office.owner, at=clock.now())
    inspection = cast.book(office)
    cast.sign(inspection)
    line = cast.invoice(inspection).lines.get(service=office.special)
    changing.remove_fee(inspection=inspection, line=line, by=office.owner, at=clock.now())
    assert titles(inspection) == ["Chimneys"]
