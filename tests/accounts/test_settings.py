"""Settings: what an owner arranges, what others only see, and what next door never reaches."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lintel.agreements.models import Template
from lintel.companies import arranging
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.messages.models import Message
from lintel.services.models import Service
from tests import cast
from tests.accounts.conftest import signed_in
from tests.accounts.pages import words

SETTINGS = "/office/settings/"
PARTICULARS = {
    "name": "Cedar & Stone",
    "zone": "America/Denver",
    "telephone": "(208) 555-0199",
    "email": "hello@cedarstone.example",
    "address": "12 Orchard Lane, Boise",
    "colour": "1B4F72",
    "steps": "pay",
    "payment_instructions": "Checks to Cedar & Stone.",
}


def test_the_company_says_about_itself(cedar: cast.Office, dana: Client) -> None:
    assert dana.post(SETTINGS, PARTICULARS)["Location"] == SETTINGS
    company = Company.objects.get(pk=cedar.company.pk)
    kept = {name: getattr(company, name) for name in PARTICULARS}
    assert kept == {**PARTICULARS, "colour": "#1b4f72"}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "A company needs a name"),
        ("zone", "Mars/Olympus", "Choose one from the list."),
        ("colour", "blue", "Write a colour as # and six digits"),
        ("email", "office", "That is not an email address."),
        ("email", "office@gmial.com", "Is this address right?"),
        ("steps", "dance", "Choose one of the two."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(dana: Client, field: str, typed: str, said: str) -> None:
    answer = dana.post(SETTINGS, {**PARTICULARS, field: typed})
    assert said in words(answer)
    assert "12 Orchard Lane" in answer.content.decode()
    assert Company.objects.get().name == "Cedar & Stone Home Inspections"


def test_a_questioned_address_can_be_mended_or_kept(dana: Client) -> None:
    dana.post(SETTINGS, {**PARTICULARS, "email": "office@gmial.com", "mend": "email=office@gmail.com"})
    assert Company.objects.get().email == "office@gmail.com"
    dana.post(SETTINGS, {**PARTICULARS, "email": "office@gmial.com", "keep": "email=office@gmial.com"})
    assert Company.objects.get().email == "office@gmial.com"


def test_how_well_the_colour_carries_words_is_shown(dana: Client) -> None:
    dana.post(SETTINGS, {**PARTICULARS, "colour": "#e8c547"})
    page = dana.get(SETTINGS)
    assert "#e8c547 is too light for words, so pages use" in words(page)
    assert 'style="' not in page.content.decode()
    dana.post(SETTINGS, PARTICULARS)
    assert ": 1, easy to read" in words(dana.get(SETTINGS))


@pytest.mark.parametrize("path", ["", "services/", "agreements/", "members/", "account/"])
def test_everybody_in_the_company_sees_the_settings(olga: Client, path: str) -> None:
    page = olga.get(f"{SETTINGS}{path}")
    assert page.status_code == 200
    assert '<button class="button primary' not in page.content.decode()


def test_but_only_an_owner_changes_them(cedar: cast.Office, olga: Client) -> None:
    service = cedar.special
    tries = {
        "": PARTICULARS,
        "services/new/": {"name": "Well test", "price": "90", "minutes": "20"},
        f"services/{service.key}/": {"name": "Well test", "price": "90", "minutes": "20"},
        f"services/{service.key}/move/": {"to": "up"},
        f"services/{service.key}/withdraw/": {},
        f"services/{service.key}/bring-back/": {},
        "agreements/new/": {"title": "Mine", "text": "Words"},
        f"agreements/{Template.objects.get().pk}/": {"title": "Mine", "text": "Words"},
        f"agreements/{Template.objects.get().pk}/withdraw/": {},
        f"members/{cedar.inspector.pk}/": {"name": "Ike", "role": "owner"},
        f"members/{cedar.inspector.pk}/leave/": {},
        f"members/{cedar.inspector.pk}/take-back/": {},
        "upgrade/": {},
    }
    for path, sent in tries.items():
        answer = olga.post(f"{SETTINGS}{path}", sent)
        assert answer.status_code == 403, path
        assert "Only the owner" in words(answer)
    assert (kept := Template.objects.get()).title == "Inspection agreement"
    assert kept.withdrawn_at is None


def test_another_companys_things_are_not_there(juniper: cast.Office, dana: Client) -> None:
    theirs = [
        f"services/{juniper.special.key}/",
        f"members/{juniper.inspector.pk}/",
        f"members/{juniper.inspector.pk}/leave/",
    ]
    for path in theirs:
        assert dana.get(f"{SETTINGS}{path}").status_code == 404, path
        assert dana.post(f"{SETTINGS}{path}", {"name": "Mine", "price": "1", "role": "owner"}).status_code == 404
    for path in ("move", "withdraw", "bring-back"):
        assert dana.post(f"{SETTINGS}services/{juniper.special.key}/{path}/").status_code == 404
    assert dana.post(f"{SETTINGS}members/{juniper.inspector.pk}/take-back/").status_code == 404
    for path in ("", "services/", "agreements/", "members/"):
        page = words(dana.get(f"{SETTINGS}{path}"))
        assert not [word for word in cast.JUNIPERS_WORDS if word in page]


# --- services


def names(company: Company) -> list[str]:
    return [service.name for service in Service.objects.of(company).offered()]


def test_a_service_is_added_changed_moved_withdrawn_and_brought_back(cedar: cast.Office, dana: Client) -> None:
    company = cedar.company
    sent = {"name": "Well test", "description": "Flow and bacteria", "price": "$1,095.50", "minutes": "40"}
    dana.post(f"{SETTINGS}services/new/", sent)
    well = Service.objects.of(company).get(name="Well test")
    assert (well.price_cents, well.minutes, well.description) == (109550, 40, "Flow and bacteria")
    assert names(company)[-1] == "Well test"
    dana.post(f"{SETTINGS}services/{well.key}/", {**sent, "name": "Well and pump", "price": "95"})
    well.refresh_from_db()
    assert (well.name, well.price_cents) == ("Well and pump", 9500)
    before = names(company)
    dana.post(f"{SETTINGS}services/{well.key}/move/", {"to": "up"})
    assert names(company)[-2:] == ["Well and pump", before[-2]]
    dana.post(f"{SETTINGS}services/{well.key}/move/", {"to": "down"})
    dana.post(f"{SETTINGS}services/{well.key}/move/", {"to": "down"})
    assert names(company) == before
    dana.post(f"{SETTINGS}services/{well.key}/withdraw/")
    assert "Well and pump" not in names(company)
    assert "Withdrawn" in words(dana.get(f"{SETTINGS}services/"))
    dana.post(f"{SETTINGS}services/{well.key}/bring-back/")
    assert names(company)[-1] == "Well and pump"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", " ", "A service needs a name"),
        ("name", "home INSPECTION", "There is a service of that name already."),
        ("name", "x" * 81, "longer than 80 letters"),
        ("price", "", "What does it cost?"),
        ("price", "about 90", "That is not an amount."),
        ("price", "-5", "A price is between $0.00 and $10,000.00."),
        ("price", "20000", "A price is between $0.00 and $10,000.00."),
        ("minutes", "an hour", "Write the minutes as a whole number"),
        ("minutes", "1441", "between 0 and 1,440 minutes"),
        ("minutes", "-1", "between 0 and 1,440 minutes"),
    ],
)
def test_absurd_services_are_refused_in_words(dana: Client, field: str, typed: str, said: str) -> None:
    sent = {"name": "Well test", "price": "90", "minutes": "20", "description": "Kept", field: typed}
    answer = dana.post(f"{SETTINGS}services/new/", sent)
    assert said in words(answer)
    assert 'value="Kept"' in answer.content.decode()
    assert not Service.objects.filter(description="Kept").exists()


@pytest.mark.parametrize(
    ("currency", "price", "said"),
    [
        ("KWD", "12.345", "KWD 12.345 cannot be paid online: banks take KWD to two places only, such as KWD 12.350."),
        ("JPY", "30", "JPY 30 is less than the JPY 50 that can be paid online at least. By hand it can."),
        ("KWD", "12.340", ""),
        ("USD", "0", ""),
    ],
)
def test_a_price_that_cannot_be_charged_is_saved_and_said(
    cedar: cast.Office, dana: Client, currency: str, price: str, said: str
) -> None:
    Company.objects.filter(pk=cedar.company.pk).update(currency=currency)
    sent = {"name": "Well test", "price": price, "minutes": "20"}
    answer = words(dana.post(f"{SETTINGS}services/new/", sent, follow=True))
    assert "Well test can be chosen from now on." in answer
    assert ("can be paid online" in answer or "cannot be paid online" in answer) == bool(said)
    assert said in answer
    well = Service.objects.get(name="Well test")
    answer = words(dana.post(f"{SETTINGS}services/{well.key}/", sent, follow=True))
    assert said in answer


def test_prices_are_typed_with_the_places_of_the_currency(cedar: cast.Office, dana: Client) -> None:
    Company.objects.filter(pk=cedar.company.pk).update(currency="JPY")
    house = Service.objects.of(cedar.company).get(name="Home inspection")
    page = dana.get("/office/inspections/new/").content.decode()
    assert re.search(rf'name="s-{house.key}-price" value="45000"', page)
    typed = {f"s-{house.key}-on": "on", f"s-{house.key}-price": "45000", "act": "check", "client": "c0"}
    typed |= {"fee-description": "Key", "fee-amount": "500"}
    said = words(dana.post("/office/inspections/new/", typed))
    assert "JPY 45,500" in said


# --- members


def test_a_members_role_and_name_change(cedar: cast.Office, dana: Client) -> None:
    dana.post(f"{SETTINGS}members/{cedar.inspector.pk}/", {"name": "Isaac Marsh", "role": "office"})
    member = Member.objects.get(pk=cedar.inspector.pk)
    assert (member.name, member.role, member.inspects) == ("Isaac Marsh", "office", False)


def test_the_last_owner_stays_owner(cedar: cast.Office, dana: Client) -> None:
    own = f"{SETTINGS}members/{cedar.owner.pk}/"
    sent = {"name": "Dana Ortiz", "role": "office"}
    assert "A company needs an owner." in words(dana.post(own, sent))
    assert "A company needs an owner." in words(dana.post(f"{own}leave/"))
    dana.post(f"{SETTINGS}members/{cedar.inspector.pk}/", {"name": "Ike Marsh", "role": "owner"})
    assert dana.post(own, sent).status_code == 302
    assert Member.objects.get(pk=cedar.owner.pk).role == "office"


def test_leaving_says_what_it_means_and_can_be_undone(cedar: cast.Office, dana: Client) -> None:
    cast.book(cedar)
    ike = signed_in(cedar.inspector.user)
    question = words(dana.get(f"{SETTINGS}members/{cedar.inspector.pk}/leave/"))
    assert "Ike Marsh still has one inspection to come." in question
    dana.post(f"{SETTINGS}members/{cedar.inspector.pk}/leave/")
    assert ike.get(f"{SETTINGS}account/").status_code == 302
    assert "Left" in words(dana.get(f"{SETTINGS}members/"))
    dana.post(f"{SETTINGS}members/{cedar.inspector.pk}/take-back/")
    assert signed_in(cedar.inspector.user).get(f"{SETTINGS}account/").status_code == 200


def test_the_use_cases_ask_too(juniper: cast.Office, cedar: cast.Office) -> None:
    calls: list[Any] = [
        lambda: arranging.let_go(member=cedar.inspector, by=juniper.owner, at=clock.now()),
        lambda: arranging.let_go(member=cedar.inspector, by=cedar.inspector, at=clock.now()),
        lambda: arranging.take_back(member=cedar.inspector, by=juniper.owner, at=clock.now()),
    ]
    for call in calls:
        with pytest.raises(arranging.NotOurs):
            call()


# --- upgrade


def test_upgrade_ends_the_trial_and_sends_nothing_old(juniper: cast.Office, settings: Settings) -> None:
    settings.DEMO = True
    cast.book(juniper)
    Message.objects.of(juniper.company).update(state="held", held_because="trial", due_at=None)
    held = Message.objects.of(juniper.company).held().count()
    mina = signed_in(juniper.owner.user)
    page = words(mina.get(f"{SETTINGS}upgrade/"))
    assert "Three letters held until now stay held, until you send or discard them" in page
    assert juniper.company.on_trial(), "looking upgrades nothing"
    mina.post(f"{SETTINGS}upgrade/")
    juniper.company.refresh_from_db()
    assert not juniper.company.on_trial()
    assert Message.objects.of(juniper.company).held().count() == held
