"""Automations in the office: written, switched, looked at; letters to come on the inspection; what failed on Today."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from lintel.automations.models import Plan, Rule
from lintel.inspections import kinds
from lintel.inspections.models import Inspection
from lintel.messages import webhooks, wording
from lintel.messages.models import Message, Wording
from lintel.messages.wording import Words
from tests import cast
from tests.accounts.pages import words
from tests.automations.works import Works, letters, rule, starter

HERE = "/office/automations/"
SENT = {
    "name": "Before we come",
    "amount": "4",
    "unit": "days",
    "way": "before",
    "moment": "start",
    "asks": "all",
    "condition": ["unpaid", ""],
    "letter": "reminder",
    "to": ["clients"],
    "times": "once",
}


def plan(name: str) -> Plan:
    return Plan.objects.select_related("rule").get(rule__name=name)


def to_come(inspection: Inspection, name: str, page: str = "") -> str:
    return f"/office/inspections/{inspection.key}/to-come/{plan(name).key}/{page}"


def test_the_list_says_when_if_and_to_whom(dana: Client, inspection: Inspection) -> None:
    page = words(dana.get(HERE))
    assert (
        "Still to sign 2 days before the inspection starts, if something is still to sign, to clients who have" in page
    )
    assert "Confirmation with Sign & Pay at once when it is scheduled, to clients On" in page
    assert "On 1 to come" in page


def test_a_rule_is_written_and_plans_at_once(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    answer = dana.post(f"{HERE}new/", SENT)
    made = Rule.objects.of(office.company).get(name="Before we come")
    assert answer["Location"] == f"{HERE}{made.key}/"
    page = words(dana.get(f"{HERE}{made.key}/"))
    assert "To come one inspection 1214 Harrison Boulevard Cora Whitfield" in page
    due = inspection.local_start() - timedelta(days=4)
    assert f"{due:%a, %b} {due.day} at 9:00 AM" in page


def test_what_would_not_go_says_why(dana: Client, office: cast.Office, works: Works, inspection: Inspection) -> None:
    cast.sign(inspection, at=works.now)
    page = words(dana.get(f"{HERE}{starter(office, 'Still to sign').key}/"))
    assert "would not go now: everything is signed" in page
    page = words(dana.get(f"/office/inspections/{inspection.key}/"))
    assert "Still to sign Would not go now: everything is signed" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Give the automation a name"),
        ({"amount": "0"}, "a whole number from 1 to 999"),
        ({"amount": "soon"}, "Write a whole number, like 2."),
        ({"moment": "published"}, "Nobody knows this before it happens."),
        ({"to": []}, "Choose who gets it."),
        ({"to": ["address"], "address": ""}, "Write the address it goes to."),
        ({"to": ["address"], "address": "nobody"}, "not an email address"),
        ({"letter": ""}, "Choose from the list."),
        ({"letter": "stripe-changed"}, "Choose from the list."),
        ({"condition": ["service:nothing"]}, "Choose from the list."),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    dana: Client, office: cast.Office, changed: dict[str, object], said: str
) -> None:
    before = Rule.objects.count()
    answer = dana.post(f"{HERE}new/", {**SENT, **changed})
    assert said in words(answer)
    assert Rule.objects.count() == before
    if "name" not in changed:
        assert 'value="Before we come"' in answer.content.decode()


def test_a_rule_keeps_what_was_chosen(dana: Client, office: cast.Office) -> None:
    chosen = {"condition": ["!read", f"service:{office.special.key}"], "built_before": "1960", "asks": "any"}
    dana.post(f"{HERE}new/", {**SENT, **chosen, "times": "each"})
    made = Rule.objects.of(office.company).get(name="Before we come")
    assert made.conditions == ["!read", f"service:{office.special.key}", "year_built<1960"]
    assert (made.needs_all, made.each_time) == (False, True)
    page = dana.get(f"{HERE}{made.key}/").content.decode()
    assert '<option value="!read" selected>no client has read the report</option>' in page
    assert 'value="1960"' in page
    assert "if no client has read the report or has Chimney camera or built before 1960" in words(dana.get(HERE))


def test_switched_off_and_on(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    nudge = starter(office, "Still to sign")
    assert "is off. What it had planned is withdrawn." in words(
        dana.post(f"{HERE}{nudge.key}/switch/", {"on": "no"}, follow=True)
    )
    assert plan("Still to sign").state == Plan.State.WITHDRAWN
    dana.post(f"{HERE}{nudge.key}/switch/", {"on": "yes"})
    assert Rule.objects.get(pk=nudge.pk).is_on


def test_the_confirmation_has_no_switch(dana: Client, office: cast.Office) -> None:
    confirmation = Rule.objects.get(fixed="confirmation", company=office.company)
    page = words(dana.get(f"{HERE}{confirmation.key}/"))
    assert "The client’s confirmation always goes" in page
    assert "Turn off" not in page
    said = words(dana.post(f"{HERE}{confirmation.key}/switch/", {"on": "no"}, follow=True))
    assert "cannot be switched off" in said


def test_thrown_away_it_is_gone_and_ours_stay(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    nudge = starter(office, "Still to sign")
    dana.post(f"{HERE}{nudge.key}/throw-away/")
    assert dana.get(f"{HERE}{nudge.key}/").status_code == 404
    assert plan("Still to sign").state == Plan.State.WITHDRAWN
    ours = Rule.objects.get(fixed="agent", company=office.company)
    assert "This one is ours" in words(dana.post(f"{HERE}{ours.key}/throw-away/", follow=True))


def test_manners(dana: Client, office: cast.Office, inspection: Inspection) -> None:
    assert "Write a number from 1 to 20." in words(
        dana.post(f"{HERE}manners/", {"quiet_from": "22:00", "quiet_until": "10:30", "most": ""})
    )
    dana.post(f"{HERE}manners/", {"quiet_from": "22:00", "quiet_until": "10:30", "most": "3"})
    office.company.refresh_from_db()
    assert office.company.letters_a_day() == 3
    assert "10:30 AM" in words(dana.get(f"{HERE}{starter(office, 'Still to sign').key}/"))


def test_only_owners_change_them(office: cast.Office) -> None:
    ike = Client()
    ike.force_login(office.inspector.user)
    nudge = starter(office, "Still to sign")
    assert "Only an owner changes this." in words(ike.get(f"{HERE}{nudge.key}/"))
    assert ike.post(f"{HERE}{nudge.key}/", SENT).status_code == 403
    assert ike.post(f"{HERE}{nudge.key}/switch/", {"on": "no"}).status_code == 403


# --- on the inspection


def test_a_letter_to_come_is_edited_for_this_inspection_alone(
    dana: Client, works: Works, inspection: Inspection
) -> None:
    page = words(dana.get(to_come(inspection, "Still to sign")))
    assert "To Cora Whitfield." in page
    typed = {"subject": "One thing, {{FIRST_NAME}}", "body": "Please **sign**.\r\n\r\n[button {{BUTTON}}]"}
    shown = dana.post(to_come(inspection, "Still to sign", "preview/"), typed).content.decode()
    assert "Please <strong>sign</strong>." in shown
    assert dana.post(to_come(inspection, "Still to sign"), typed)["Location"] == to_come(inspection, "Still to sign")
    assert "edited by Dana Ortiz" in words(dana.get(to_come(inspection, "Still to sign")))
    works.until(inspection.starts_at)
    (letter,) = letters("still-to-sign")
    assert letter.subject == "One thing, Cora"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"subject": "", "body": "Sign."}, "Write a subject."),
        ({"subject": "Sign", "body": ""}, "There is nothing in this letter yet."),
        ({"subject": "Sign", "body": "{{GATE_CODE}}"}, "Not a placeholder of this letter: {{GATE_CODE}}."),
    ],
)
def test_words_that_cannot_leave_are_refused(
    dana: Client, inspection: Inspection, typed: dict[str, str], said: str
) -> None:
    assert said in words(dana.post(to_come(inspection, "Still to sign"), typed))
    assert plan("Still to sign").body == ""


def test_sent_now_and_withdrawn(dana: Client, works: Works, inspection: Inspection) -> None:
    dana.post(to_come(inspection, "Still to sign", "send/"))
    dana.post(to_come(inspection, "Still to pay", "withdraw/"))
    works.now += timedelta(days=1)  # the page told the real time
    works.turn()
    assert [letter.state for letter in letters("still-to-sign")] == [Message.State.SENT]
    assert plan("Still to pay").because == "withdrawn by Dana Ortiz"
    said = words(dana.post(to_come(inspection, "Still to pay", "send/"), follow=True))
    assert "This letter is not to come any more" in said


# --- when it fails


def test_a_failed_one_is_on_today_with_the_letter_ready_to_send(
    dana: Client, office: cast.Office, works: Works, inspection: Inspection
) -> None:
    own = wording.invent(
        company=office.company,
        name="Gate",
        words=Words("The gate", "Hello {{FIRST_NAME}}."),
        known=kinds.OWN_KNOWN,
        has_subject=True,
        by=office.owner,
        at=works.now,
    )
    rule(office, works.now, name="Gate code", moment="start", way="before", amount=4, unit="days", letter=own.kind)
    Wording.objects.filter(pk=own.pk).update(body="Hello {{FIRST_NAME}}, the code is {{GATE_CODE}}.")
    works.until(inspection.starts_at - timedelta(days=4))
    page = words(dana.get("/office/"))
    assert "“Gate code” failed 1214 Harrison Boulevard." in page
    assert "The letter uses a placeholder that no longer exists: {{GATE_CODE}}." in page
    assert "Failed once" in words(dana.get(HERE))
    by_hand = dana.get(f"/office/inspections/{inspection.key}/share/?plan={plan('Gate code').key}").content.decode()
    assert "the code is {{GATE_CODE}}." in by_hand
    assert 'value="The gate"' in by_hand


def test_a_letter_that_an_automation_sends_is_not_thrown_away(dana: Client, office: cast.Office, works: Works) -> None:
    own = wording.invent(
        company=office.company,
        name="Gate",
        words=Words("The gate", "Hello."),
        known=kinds.OWN_KNOWN,
        has_subject=True,
        by=office.owner,
        at=works.now,
    )
    rule(office, works.now, name="Gate code", letter=own.kind)
    said = words(dana.post(f"/office/settings/letters/{own.kind}/reset/", follow=True))
    assert "“Gate code” sends this letter." in said
    assert Wording.objects.filter(pk=own.pk).exists()


def test_a_confirmation_is_skipped_for_one_inspection_with_a_reason(office: cast.Office, works: Works) -> None:
    skipped = cast.book(office, at=works.now, skip="Cora was told by telephone")
    assert {letter.kind for letter in Message.objects.filter(thread=skipped.thread)} == {"agent", "assigned"}
    assert "Confirmation skipped: Cora was told by telephone" in [one.words for one in skipped.moments.all()]
    assert cast.link(skipped).alive(at=works.now)


def test_a_webhook_is_written_and_says_how_it_is_signed(dana: Client, office: cast.Office, works: Works) -> None:
    sent = {**SENT, "letter": "webhook", "to": [], "way": "at once", "moment": "scheduled", "condition": [""]}
    assert "is not an address that begins with https://" in words(
        dana.post(f"{HERE}new/", {**sent, "address": "http://partner.example/"})
    )
    dana.post(f"{HERE}new/", {**sent, "address": "https://partner.example/lintel"})
    made = Rule.objects.of(office.company).get(name="Before we come")
    page = words(dana.get(f"{HERE}{made.key}/"))
    assert f"Your secret: {webhooks.secret(office.company)}" in page
    inspection = cast.book(office, at=works.now)
    works.turn(sends=False)
    (hook,) = letters("webhook")
    assert (hook.channel, hook.to_address) == ("webhook", "https://partner.example/lintel")
    told = json.loads(hook.body[0]["text"])
    assert (told["when"], told["inspection"], told["balance_cents"]) == ("scheduled", inspection.key, 590_00)
    assert "/p/" not in hook.body[0]["text"]
    assert dana.get(f"/office/inspections/{inspection.key}/letters/{hook.key}/").status_code == 200
    assert dana.get(to_come(inspection, "Before we come")).status_code == 200
