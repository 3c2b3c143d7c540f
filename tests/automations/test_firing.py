"""What rules plan, and what becomes of it: sent at its time with what holds then, moved, dropped, withdrawn."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from lintel.automations import planning, ruling
from lintel.automations.models import Plan, Rule
from lintel.billing import invoicing
from lintel.inspections import automating, changing, kinds, scheduling, texting
from lintel.inspections.models import Inspection
from lintel.messages import texts, wording
from lintel.messages.models import Message, Wording
from lintel.messages.wording import Words
from lintel.run import restoring
from tests import cast
from tests.automations.works import Works, letters, rule, starter


def due(inspection: Inspection) -> dict[str, str]:
    """What is to come, by rule, on the clocks at the property."""
    waiting = Plan.objects.filter(thread=inspection.thread).waiting().select_related("rule")
    zone = ZoneInfo(inspection.home.zone)
    return {plan.rule.name: f"{plan.due_at.astimezone(zone):%d %H:%M}" for plan in waiting if plan.due_at}


def only_plan(name: str) -> Plan:
    return Plan.objects.select_related("rule").get(rule__name=name)


def reschedule(office: cast.Office, inspection: Inspection, starts_at: datetime, at: datetime) -> None:
    scheduling.reschedule(
        inspection=inspection, starts_at=starts_at, minutes=180, inspector=office.inspector, by=office.owner, at=at
    )


# --- what is in the box


def test_a_new_inspection_has_its_reminders_planned(inspection: Inspection) -> None:
    day = inspection.local_start()
    assert due(inspection) == {
        "Reminder, the day before": f"{day - timedelta(days=1):%d} 09:00",
        "Still to sign": f"{day - timedelta(days=2):%d} 09:00",
        "Still to pay": f"{day - timedelta(days=3):%d} 09:00",
    }


def test_the_reminder_says_what_is_open_when_it_leaves(
    office: cast.Office, works: Works, inspection: Inspection
) -> None:
    works.until(inspection.starts_at - timedelta(hours=30))
    cast.receive(inspection, 590_00, by=office.owner, at=works.now)
    works.until(inspection.starts_at)
    (mail,) = [mail for mail in works.sink.to(cast.CORA.email) if str(mail["Subject"]).startswith("Tomorrow")]
    said = next(one for one in mail.walk() if one.get_content_type() == "text/plain").get_content()
    assert "Your agreement is still to be signed. There is nothing left to pay." in " ".join(said.split())
    assert f"https://lintel.example{cast.path(inspection)}" in said
    assert not [mail for mail in works.sink.to(cast.MARISOL.email) if "Tomorrow" in str(mail["Subject"])]


def test_co_clients_get_a_letter_each_with_their_own_name_and_link(office: cast.Office, works: Works) -> None:
    couple = cast.book(office, at=works.now, people=(cast.CORA, cast.THEO))
    works.turn()
    works.until(couple.starts_at)
    found = {letter.to_name: letter for letter in letters("reminder")}
    assert set(found) == {"Cora Whitfield", "Theo Whitfield"}
    for name, letter in found.items():
        assert letter.body[0] == {"p": f"Hello {name.split()[0]},"}
        assert letter.link == cast.link(couple, name)


def test_who_has_signed_is_not_nudged_and_who_has_not_is(office: cast.Office, works: Works) -> None:
    couple = cast.book(office, at=works.now, people=(cast.CORA, cast.THEO))
    works.turn()
    cast.sign(couple, "Theo Whitfield", at=works.now)
    works.until(couple.starts_at)
    assert [letter.to_name for letter in letters("still-to-sign")] == ["Cora Whitfield"]


def test_a_nudge_stops_by_itself_and_says_why(office: cast.Office, works: Works, inspection: Inspection) -> None:
    cast.sign(inspection, at=works.now)
    cast.receive(inspection, 590_00, by=office.owner, at=works.now)
    works.until(inspection.starts_at)
    assert letters("still-to-sign") == letters("still-to-pay") == []
    assert only_plan("Still to sign").because == "everything is signed"
    assert only_plan("Still to pay").because == "nothing is left to pay"


def test_nothing_leaves_early_and_nothing_twice(works: Works, inspection: Inspection) -> None:
    works.until(inspection.starts_at - timedelta(days=1, minutes=1))
    assert letters("reminder") == []
    works.until(inspection.starts_at - timedelta(days=1))
    works.turn()
    works.turn()
    assert len(letters("reminder")) == 1


# --- what becomes moot


def test_a_nudge_that_waits_for_the_mail_server_is_withdrawn_when_it_is_signed(
    office: cast.Office, works: Works, inspection: Inspection
) -> None:
    works.until(inspection.starts_at - timedelta(days=2), sends=False)
    (nudge,) = letters("still-to-sign")
    assert nudge.state == Message.State.QUEUED
    cast.sign(inspection, at=works.now)
    works.after(hours=3)
    nudge.refresh_from_db()
    assert (nudge.state, nudge.withdrawn_because) == (Message.State.WITHDRAWN, "everything is signed")
    assert not [mail for mail in works.sink.to(cast.CORA.email) if "Still to sign" in str(mail["Subject"])]


def test_a_cancelled_inspection_has_nothing_to_come(office: cast.Office, works: Works, inspection: Inspection) -> None:
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=works.now)
    works.turn()
    assert due(inspection) == {}
    assert only_plan("Still to sign").because == "cancelled"
    works.until(inspection.starts_at)
    assert letters("reminder") == []


def test_a_worker_that_wakes_up_late_sends_nothing_for_what_is_cancelled(
    office: cast.Office, works: Works, inspection: Inspection
) -> None:
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=works.now)
    works.now = inspection.starts_at
    works.plans()  # before it has read the story
    assert letters("reminder") == letters("still-to-sign") == []
    assert only_plan("Reminder, the day before").because == "cancelled"


def test_an_automation_s_letter_does_not_leave_after_cancelling(
    office: cast.Office, works: Works, inspection: Inspection
) -> None:
    works.until(inspection.starts_at - timedelta(days=1), sends=False)
    scheduling.cancel(inspection=inspection, because="", by=office.owner, at=works.now)
    works.after(minutes=5)
    assert {letter.state for letter in letters("reminder")} == {Message.State.WITHDRAWN}


# --- rescheduled


def test_rescheduling_moves_what_is_to_come(office: cast.Office, works: Works, inspection: Inspection) -> None:
    before, later = inspection.starts_at, inspection.starts_at + timedelta(days=4, hours=2)
    reschedule(office, inspection, later, works.now)
    works.turn()
    day = later.astimezone(ZoneInfo(inspection.home.zone)) - timedelta(days=1)
    assert due(inspection)["Reminder, the day before"] == f"{day:%d %H:%M}"
    works.until(before + timedelta(minutes=1))
    assert letters("reminder") == []


def test_a_reminder_goes_again_for_the_new_day(office: cast.Office, works: Works, inspection: Inspection) -> None:
    works.until(inspection.starts_at - timedelta(hours=3))
    assert len(letters("reminder")) == 1
    assert len(letters("still-to-sign")) == 1
    reschedule(office, inspection, inspection.starts_at + timedelta(days=7), works.now)
    works.turn()
    works.until(inspection.starts_at)
    assert len(letters("reminder")) == 2
    assert len(letters("still-to-sign")) == 1  # once


def test_what_the_new_day_leaves_no_time_for_is_off(office: cast.Office, works: Works, inspection: Inspection) -> None:
    reschedule(office, inspection, works.now + timedelta(hours=20), works.now)
    works.turn()
    assert due(inspection) == {}
    assert only_plan("Still to sign").because == "too late for the new time"


def test_another_zone_moves_what_is_to_come(office: cast.Office, works: Works, inspection: Inspection) -> None:
    place = scheduling.Place("9 Elm Street", "America/New_York", "Albany", "NY", "12207", "ranch")
    changing.correct_place(inspection=inspection, place=place, by=office.owner, at=works.now)
    works.turn()
    inspection.refresh_from_db()
    plan = only_plan("Reminder, the day before")
    assert plan.due_at is not None
    assert plan.due_at.astimezone(ZoneInfo("America/New_York")).time() == time(9)


# --- rules of their own


def test_a_rule_of_their_own_when_a_fee_is_added_each_time(
    office: cast.Office, works: Works, inspection: Inspection
) -> None:
    rule(office, works.now, name="Fees", moment="fee added", to=["office"], each_time=True)
    for words in ("Return trip", "Key pick-up"):
        changing.add_fee(inspection=inspection, fee=invoicing.Fee(words, 50_00), by=office.owner, at=works.now)
        works.after(minutes=1)
    assert [letter.to_name for letter in letters("reminder")] == ["Dana Ortiz", "Olga Brandt"] * 2
    assert all("path" in block for block in letters("reminder")[0].body if "button" in block)


def test_once_is_once(office: cast.Office, works: Works, inspection: Inspection) -> None:
    rule(office, works.now, name="Fees", moment="fee added", to=["inspector"])
    for words in ("Return trip", "Key pick-up"):
        changing.add_fee(inspection=inspection, fee=invoicing.Fee(words, 50_00), by=office.owner, at=works.now)
        works.after(minutes=1)
    assert len(letters("reminder")) == 1


@pytest.mark.parametrize(
    ("conditions", "asks", "goes"),
    [
        (["unpaid", "unsigned"], "all", "goes"),
        (["!unpaid", "unsigned"], "all", "stays"),
        (["!unpaid", "unsigned"], "any", "goes"),
        (["agent"], "all", "goes"),
        (["!agent"], "all", "stays"),
        (["role:listing agent"], "all", "stays"),
        (["kind:two-storey", "state:ID", "year_built<1960", "square_feet>2000"], "all", "goes"),
        (["year_built<1900"], "all", "stays"),
        (["square_feet>2140"], "all", "stays"),
        (["!published", "!read"], "all", "goes"),
    ],
)
def test_conditions(
    office: cast.Office, works: Works, inspection: Inspection, conditions: list[str], asks: str, goes: str
) -> None:
    rule(office, works.now, moment="fee added", to=["inspector"], conditions=conditions, needs_all=asks == "all")
    changing.add_fee(inspection=inspection, fee=invoicing.Fee("Return trip", 50_00), by=office.owner, at=works.now)
    works.turn()
    assert bool(letters("reminder")) is (goes == "goes")


def test_a_condition_on_a_service_and_on_the_inspector(office: cast.Office, works: Works) -> None:
    asked = [f"service:{office.special.key}", f"inspector:{office.inspector.pk}"]
    rule(office, works.now, conditions=asked, letter="thanks", to=["inspector"])
    rule(office, works.now, conditions=["!" + asked[0]], letter="still-to-pay", to=["inspector"])
    cast.book(office, at=works.now)
    works.turn()
    assert len(letters("thanks")) == 1
    assert letters("still-to-pay") == []


def test_to_an_address_goes_no_link(office: cast.Office, works: Works) -> None:
    rule(office, works.now, to=["address"], address="desk@partner.example")
    cast.book(office, at=works.now)
    works.turn()
    (letter,) = letters("reminder")
    assert (letter.to_address, letter.link) == ("desk@partner.example", None)
    assert not [block for block in letter.body if "button" in block]


def test_after_the_confirmation_has_left(office: cast.Office, works: Works) -> None:
    rule(office, works.now, moment="confirmation sent", way="after", amount=2, unit="hours", letter="still-to-sign")
    cast.book(office, at=works.now)
    works.turn(sends=False)
    works.now += timedelta(hours=3)
    works.turn(sends=False)
    assert letters("still-to-sign") == []
    works.send()
    left = works.now
    works.until(left + timedelta(hours=2, minutes=2))
    (letter,) = letters("still-to-sign")
    assert letter.written_at >= left + timedelta(hours=2) - timedelta(minutes=1)


# --- manners


def test_nothing_goes_by_itself_at_night(office: cast.Office, works: Works) -> None:
    rule(office, works.now, name="Early", moment="start", way="before", amount=3, unit="hours", letter="thanks")
    early = cast.book(office, at=works.now, hour=7)
    works.turn()
    evening = early.local_start() - timedelta(days=1)
    assert due(early)["Early"] == f"{evening:%d} 20:59"
    assert due(early)["Reminder, the day before"] == f"{evening:%d} 08:00"


def test_nobody_gets_more_than_two_a_day(office: cast.Office, works: Works, inspection: Inspection) -> None:
    for nth in range(3):
        rule(
            office,
            works.now,
            name=f"Rule {nth}",
            moment="start",
            way="before",
            amount=30 + nth,
            unit="hours",
            letter="thanks",
        )
    works.until(inspection.starts_at - timedelta(hours=29), sends=True)
    sent = [letter for letter in letters("thanks") if letter.state == Message.State.SENT]
    assert len(sent) + len([one for one in letters("reminder") if one.sent_at]) <= 2
    works.until(inspection.starts_at)
    assert len([letter for letter in letters("thanks") if letter.state == Message.State.SENT]) == 3


# --- ours, switched


def test_a_letter_of_ours_that_is_off_is_not_written(office: cast.Office, works: Works) -> None:
    agent = Rule.objects.get(fixed="agent", company=office.company)
    agent.company = office.company
    ruling.switch(rule=agent, on=False, by=office.owner, at=works.now)
    cast.book(office, at=works.now)
    assert letters("agent") == []
    assert len(letters("confirmation")) == 1


def test_a_condition_holds_for_a_letter_of_ours(office: cast.Office, works: Works) -> None:
    Rule.objects.filter(fixed="assigned").update(conditions=["square_feet>9000"])
    office.company.bends_letters = True
    office.company.save()
    cast.book(office, at=works.now)
    assert letters("assigned") == []


def test_the_confirmation_cannot_be_switched_off(office: cast.Office, works: Works) -> None:
    confirmation = Rule.objects.get(fixed="confirmation", company=office.company)
    with pytest.raises(ruling.StaysOn):
        ruling.switch(rule=confirmation, on=False, by=office.owner, at=works.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.filter(pk=confirmation.pk).update(is_on=False)


def test_the_neighbours_rules_are_their_own(office: cast.Office, works: Works) -> None:
    juniper = cast.juniper_ridge()
    rule(office, works.now, letter="thanks")
    cast.book(juniper, at=works.now)
    works.turn(sends=False)
    assert letters("thanks") == []


# --- saving a rule


def test_a_new_rule_plans_for_what_is_coming(office: cast.Office, works: Works, inspection: Inspection) -> None:
    rule(office, works.now, name="New", moment="start", way="before", amount=5, unit="days", letter="thanks")
    assert "New" in due(inspection)


def test_a_rule_switched_off_withdraws_what_it_planned(
    office: cast.Office, works: Works, inspection: Inspection
) -> None:
    ruling.switch(rule=starter(office, "Still to sign"), on=False, by=office.owner, at=works.now)
    assert "Still to sign" not in due(inspection)
    works.until(inspection.starts_at)
    assert letters("still-to-sign") == []


def test_a_rule_that_was_changed_plans_anew(office: cast.Office, works: Works, inspection: Inspection) -> None:
    nudge = starter(office, "Still to sign")
    Rule.objects.filter(pk=nudge.pk).update(amount=4)
    nudge.refresh_from_db()
    automating.replan_rule(nudge, at=works.now)
    assert due(inspection)["Still to sign"] == f"{inspection.local_start() - timedelta(days=4):%d} 09:00"


# --- by hand


def test_words_by_hand_go_and_keep_the_conditions_they_had(
    office: cast.Office, works: Works, inspection: Inspection
) -> None:
    plan = only_plan("Still to sign")
    planning.edit(plan=plan, words=Words("Cora, one thing", "Please sign, {{FIRST_NAME}}."), by=office.owner)
    Rule.objects.filter(pk=plan.rule_id).update(conditions=["!unsigned"])
    works.until(inspection.starts_at)
    (letter,) = letters("still-to-sign")
    assert (letter.subject, letter.body) == ("Cora, one thing", [{"p": "Please sign, Cora."}])


def test_sent_now_whatever_its_conditions(office: cast.Office, works: Works, inspection: Inspection) -> None:
    cast.sign(inspection, at=works.now)
    planning.send_now(plan=only_plan("Reminder, the day before"), by=office.owner, at=works.now)
    works.turn()
    assert len(letters("reminder")) == 1
    assert letters("reminder")[0].state == Message.State.SENT


def test_withdrawn_by_hand_it_stays_away(office: cast.Office, works: Works, inspection: Inspection) -> None:
    plan = only_plan("Still to sign")
    planning.withdraw_one(plan=plan, by=office.owner, at=works.now)
    with pytest.raises(planning.NotToCome):
        planning.send_now(plan=plan, by=office.owner, at=works.now)
    works.until(inspection.starts_at)
    assert letters("still-to-sign") == []


# --- when it fails


def test_a_letter_that_cannot_be_filled_fails_and_says_so(
    office: cast.Office, works: Works, inspection: Inspection
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
    rule(office, works.now, name="Gate", moment="start", way="before", amount=4, unit="days", letter=own.kind)
    Wording.objects.filter(pk=own.pk).update(body="The code is {{GATE_CODE}}.")
    works.until(inspection.starts_at)
    plan = only_plan("Gate")
    assert plan.state == Plan.State.FAILED
    assert plan.last_error == "The letter uses a placeholder that no longer exists: {{GATE_CODE}}."


def test_a_worker_that_wakes_up_after_the_start_sends_no_reminder(works: Works, inspection: Inspection) -> None:
    works.now = inspection.starts_at + timedelta(hours=1)
    works.turn()
    assert letters("reminder") == []
    assert only_plan("Reminder, the day before").because == "too late: the time it was to come before has come"


# --- texts


def test_a_text_goes_to_who_agreed_and_to_nobody_else(office: cast.Office, works: Works) -> None:
    rule(office, works.now, name="By text", letter="text-confirmation")
    couple = cast.book(office, at=works.now, people=(cast.CORA, replace(cast.THEO, phone="(208) 555-0188")))
    texting.agree(participant=cast.part(couple), how="on the telephone", by=office.owner, at=works.now)
    works.turn(sends=False)
    (text,) = letters("text-confirmation")
    assert (text.channel, text.to_address, text.link) == ("text", "+12085550171", cast.link(couple))
    assert texts.words(text).startswith("Cedar & Stone Home Inspections: 1214 Harrison Boulevard is booked")
    assert texts.LINK in texts.words(text)


def test_where_nobody_agreed_no_text_is_written_and_it_says_so(office: cast.Office, works: Works) -> None:
    rule(office, works.now, name="By text", letter="text-confirmation")
    cast.book(office, at=works.now)
    works.turn(sends=False)
    assert letters("text-confirmation") == []
    assert only_plan("By text").because == "nobody agreed to texts"


def test_after_a_restore_nothing_goes_that_may_have_gone_before(
    office: cast.Office, works: Works, inspection: Inspection
) -> None:
    works.now = inspection.starts_at - timedelta(days=2)
    restoring.calm(at=works.now)
    works.until(inspection.starts_at)
    assert letters("still-to-sign") == []
    assert only_plan("Still to sign").because == "a backup was restored: it may have left already"
    assert len(letters("reminder")) == 1
