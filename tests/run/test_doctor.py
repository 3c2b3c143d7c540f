"""The doctor finds what is broken: each of its questions has been answered with no, once."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from config import keeping
from lintel.agreements.models import Signature
from lintel.billing import invoicing
from lintel.billing.models import Attempt, Entry, Line
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.directory.models import Contact
from lintel.inspections import changing, filing
from lintel.inspections.models import Inspection, Participant
from lintel.messages.models import Message
from lintel.run import doctor
from lintel.services import levying
from tests import cast
from tests.reports.files import kept

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def story(committed_db: str, settings: Settings) -> Inspection:
    """Two companies with signed, paid and open inspections; all is well."""
    settings.DEMO = True
    cedar, juniper = cast.cedar_stone(), cast.juniper_ridge()
    cast.book(juniper)
    inspection = cast.book(cedar)
    cast.sign(inspection)
    cast.pay(inspection)
    cast.receive(cast.book(cedar, days=12), 100_00, by=cedar.owner)
    return inspection


def answers() -> tuple[list[str], str]:
    told = StringIO()
    return doctor.examine(told), told.getvalue()


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unguarded(table: str) -> None:
    """Takes away what keeps this table's rows as they are, as somebody with the database in hand could."""
    if connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            sql(f"DROP TRIGGER {table}_refuses_{verb}")
    else:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def without_rules(table: str) -> None:
    """The same rows in a table without constraints."""
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()
    sql(f"CREATE TABLE bare AS SELECT * FROM {table}")  # noqa: S608 - a name from this file
    sql(f"DROP TABLE {table}" if connection.vendor == "sqlite" else f"DROP TABLE {table} CASCADE")
    sql(f"ALTER TABLE bare RENAME TO {table}")


def test_all_is_well(story: Inspection) -> None:
    assert answers()[0] == []


def test_it_writes_nothing(story: Inspection) -> None:
    told = StringIO()
    call_command("doctor", stdout=told)
    assert "All is well." in told.getvalue()


def test_a_report_whose_file_is_gone(story: Inspection) -> None:
    owner = Member.objects.filter(company=story.company, role="owner")[0]
    (report,) = filing.add(inspection=story, files=[kept(story.company, "Report")], by=owner, at=clock.now())
    assert answers()[0] == []
    default_storage.delete(report.newest().file)
    broken, told = answers()
    assert broken == ["Every report that can be read has its file"]
    assert "The file of “Report” of Cedar & Stone Home Inspections is gone: reports/" in told


def test_a_client_without_a_letter(story: Inspection) -> None:
    Message.objects.filter(kind="confirmation", to_address="cora@whitfield.example").delete()
    broken, told = answers()
    assert broken == ["Every client of a scheduled inspection has their confirmation letter"]
    assert "Cora Whitfield has no confirmation letter for 1214 Harrison Boulevard, Boise, ID 83702." in told
    with pytest.raises(CommandError, match="confirmation letter"):
        call_command("doctor", stdout=StringIO())


def test_contacts_merged_in_a_circle_across_companies_or_read_as_somebody_else(story: Inspection) -> None:
    question = "No contact is merged in a circle, or with another company's"
    cora, marisol = (one.contact for one in story.people())
    prudence = Contact.objects.get(name="Prudence Oakhurst")
    cases = [
        ({"merged_into": cora, "survivor": cora}, {"merged_into": marisol}, "is merged in a circle"),
        ({"merged_into": prudence, "survivor": prudence}, {}, "merged with somebody of another company"),
        ({"merged_into": cora}, {}, "merged into Cora Whitfield, but is read as somebody else"),
        ({"survivor": cora}, {}, "read as somebody else without being merged"),
    ]
    for marisols, coras, words in cases:
        Contact.objects.update(merged_into=None, survivor=None)
        Contact.objects.filter(pk=marisol.pk).update(**marisols)
        Contact.objects.filter(pk=cora.pk).update(**coras)
        broken, told = answers()
        assert question in broken
        assert words in told


def test_two_letters_for_one_event(story: Inspection) -> None:
    without_rules("outbox_message")
    sql("INSERT INTO outbox_message SELECT * FROM outbox_message WHERE kind = 'receipt'")
    assert "No event wrote two letters to one recipient" in answers()[0]


def test_a_line_that_was_changed_behind_the_ledger(story: Inspection) -> None:
    line = Line.objects.filter(invoice=cast.invoice(story)).order_by("pk")[0]
    sql("UPDATE billing_line SET amount_cents = amount_cents + 100 WHERE id = %s", line.pk)
    broken, told = answers()
    assert broken == ["Every line was charged what it says"]
    assert "“Home inspection” of invoice #1001 says $451.00, but $450.00 was charged." in told


def test_a_charge_for_nothing(story: Inspection) -> None:
    unguarded("billing_entry")
    charge = Entry.objects.filter(kind="charge").order_by("pk")[0]
    sql("UPDATE billing_entry SET line_id = NULL WHERE id = %s", charge.pk)
    assert "Every line was charged what it says" in answers()[0]


def test_a_tax_that_is_not_what_its_lines_say(story: Inspection) -> None:
    what = levying.Levy("GST", 5000, "123")
    tax = levying.levy(company=story.company, what=what, by=story.booked_by, at=clock.now())
    fee = invoicing.Fee("Key", 100_00, tax=tax)
    changing.add_fee(inspection=story, fee=fee, by=story.booked_by, at=clock.now())
    assert answers()[0] == []
    Line.objects.filter(invoice=cast.invoice(story), kind="service").update(tax=tax)
    broken, told = answers()
    assert broken == ["Every tax is what the lines that carry it come to"]
    assert "GST 5% on invoice #1001 is $5.00, but its lines come to $34.50." in told
    Line.objects.filter(kind="tax").update(removed_at=clock.now())
    assert "Every tax is what the lines that carry it come to" in answers()[0]


def test_a_payment_on_the_wrong_invoice(story: Inspection) -> None:
    unguarded("billing_entry")
    attempt = Attempt.objects.get()
    other = Entry.objects.filter(company=story.company).exclude(invoice=attempt.invoice)[0].invoice_id
    sql("UPDATE billing_entry SET invoice_id = %s WHERE attempt_id = %s", other, attempt.pk)
    assert "Every entry of the ledger fits its invoice" in answers()[0]


def test_an_entry_in_another_currency(story: Inspection) -> None:
    unguarded("billing_entry")
    sql("UPDATE billing_entry SET currency = 'CAD' WHERE kind = 'payment'")
    assert "Every entry of the ledger fits its invoice" in answers()[0]


def test_a_paid_attempt_that_is_not_in_the_ledger(story: Inspection) -> None:
    unguarded("billing_entry")
    sql("UPDATE inspections_moment SET entry_id = NULL")
    sql("DELETE FROM billing_entry WHERE attempt_id IS NOT NULL")
    broken, told = answers()
    assert "Every payment that arrived is in the ledger once" in broken
    assert "The attempt of $590.00 on invoice #1001 is paid, and stands in the ledger 0 times." in told


def test_a_payment_that_nobody_was_told_of(story: Inspection) -> None:
    sql("UPDATE inspections_moment SET entry_id = NULL")
    broken, told = answers()
    assert "Every payment is told, and its letters are written or due" in broken
    assert "The payment of $590.00 on invoice #1001 is in no story." in told


def test_a_receipt_that_cannot_be_written(story: Inspection) -> None:
    sql("UPDATE inspections_moment SET due_at = at, last_error = 'KeyError: street' WHERE kind = 'payment.received'")
    broken, told = answers()
    assert "Every payment is told, and its letters are written or due" in broken
    assert "Cora Whitfield paid $590.00 by card (TEST)" in told
    assert "KeyError: street" in told


def test_money_booked_for_an_attempt_that_failed(story: Inspection) -> None:
    sql("UPDATE billing_attempt SET state = 'failed'")
    assert answers()[0] == ["Every payment that arrived is in the ledger once"]


def test_an_invoice_number_that_was_left_out(story: Inspection) -> None:
    sql("UPDATE billing_invoice SET number = 1009 WHERE number = 1002")
    broken, told = answers()
    assert broken == ["The invoice numbers of each company have no gap"]
    assert "Cedar & Stone Home Inspections has left out an invoice number between 1001 and 1009." in told
    assert "is 1009, but 1002 is noted as the last number" in told


def test_an_invoice_number_that_was_given_twice(story: Inspection) -> None:
    without_rules("billing_invoice")
    sql("UPDATE billing_invoice SET number = 1001 WHERE number = 1002")
    assert "The invoice numbers of each company have no gap" in answers()[0]
    assert "has given an invoice number twice" in answers()[1]


def test_two_live_attempts_on_one_invoice(story: Inspection) -> None:
    sql("DROP INDEX one_live_attempt_per_invoice")
    attempt = Attempt.objects.get()
    for key in ("first", "second"):
        attempt.pk, attempt.key, attempt.reference, attempt.state = None, key, key, "open"
        attempt.save(force_insert=True)
    assert answers()[0] == ["No invoice can be paid twice at once"]


def another(company: str) -> int:
    return Contact.objects.filter(company__name__startswith=company)[0].pk


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("inspections_participant", "contact_id"),
        ("billing_invoice", "payer_id"),
        ("access_link", "holder_id"),
        ("agreements_agreement", "signer_id"),
    ],
)
def test_what_points_into_another_company(story: Inspection, table: str, column: str) -> None:
    strangers = f"UPDATE {table} SET {column} = %s WHERE company_id = %s"  # noqa: S608 - names from this file
    sql(strangers, another("Juniper"), story.company_id)
    assert "Nothing points into another company" in answers()[0]


def test_every_relation_is_asked() -> None:
    from django.apps import apps

    from lintel.companies.models import Owned
    from lintel.run import invariants

    asked = {
        (model, field)
        for model in apps.get_models()
        if issubclass(model, Owned)
        for field in invariants._relations(model)
    }
    assert {(Participant, "contact"), (Participant, "inspection"), (Message, "link"), (Signature, "agreement")} <= asked
    assert len(asked) > 30


def test_a_letter_in_the_hands_of_a_worker_that_is_gone(story: Inspection) -> None:
    now = clock.now()
    one = Message.objects.filter(state="queued").order_by("pk")[0]
    Message.objects.filter(pk=one.pk).update(leased_until=now - timedelta(seconds=10))
    assert answers()[0] == []
    Message.objects.filter(pk=one.pk).update(leased_until=now - timedelta(seconds=20))
    assert answers()[0] == ["No work lies with a worker that is gone"]


@pytest.mark.parametrize("table", ["billing_entry", "agreements_signature"])
def test_a_ledger_that_could_be_changed(story: Inspection, table: str) -> None:
    unguarded(table)
    assert answers()[0] == ["The ledger and the signatures can only grow"]


@pytest.mark.parametrize("name", ["insert", "update"])
def test_a_trial_that_the_database_no_longer_keeps_inside(story: Inspection, name: str) -> None:
    where = " ON outbox_message" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER outbox_trial_gate_{name}{where}")
    broken, told = answers()
    assert broken == ["The database itself keeps a trial's letters inside"]
    assert f"The trigger outbox_trial_gate_{name} is gone" in told


def test_a_search_index_that_nothing_keeps_up_to_date(story: Inspection) -> None:
    index = "inspections_inspection_words"
    sql(f"DROP TRIGGER {index}_changed" if connection.vendor == "sqlite" else f"DROP INDEX {index}")
    broken, told = answers()
    assert broken == ["The search index is kept up to date"]
    assert "search index of inspections_inspection" in told


def test_who_asks_for_an_upgrade_is_a_note(story: Inspection) -> None:
    Company.objects.filter(name__startswith="Juniper").update(upgrade_asked_at=clock.now())
    broken, told = answers()
    assert broken == []
    assert "note Juniper Ridge Inspectors asks to be upgraded. Grant it: lintel subscribe" in told


def test_secrets_that_others_can_read(story: Inspection, settings: Settings, tmp_path: Path) -> None:
    keeping.make(tmp_path)  # other tests look at the run's own folder in the same moment
    settings.DATA = tmp_path
    assert answers()[0] == []
    (tmp_path / "secrets" / "link_keys").chmod(0o644)
    broken, told = answers()
    assert broken == ["The secrets are the owner's alone, and the database keeps what it acknowledges"]
    assert "chmod 600" in told


def test_rows_that_point_at_nothing(story: Inspection) -> None:
    if connection.vendor != "sqlite":
        return
    connection.disable_constraint_checking()
    sql("UPDATE billing_invoice SET payer_id = 999999")
    connection.enable_constraint_checking()
    broken, told = answers()
    assert "The database finds itself whole" in broken
    assert "rows point at rows that do not exist" in told


def test_tables_that_are_behind_the_code(committed_db: str) -> None:
    sql("DELETE FROM django_migrations WHERE app = 'billing' AND name = '0001_tables'")
    broken, told = answers()
    assert broken == ["The database is as the code wants it"]
    assert "lintel migrate" in told


def test_what_is_not_configured_is_a_note_and_no_fault(story: Inspection, settings: Settings) -> None:
    settings.PUBLIC_ORIGIN, settings.MAIL_CONFIGURED = "", False
    broken, told = answers()
    assert broken == []
    assert "note No public address" in told
    assert "note No mail server" in told


def test_a_demo_knows_that_it_is_one(story: Inspection, settings: Settings, tmp_path: Path) -> None:
    keeping.make(tmp_path)
    settings.DATA, settings.PUBLIC_ORIGIN, settings.MAIL_CONFIGURED = tmp_path, "", False
    (tmp_path / "demo").write_text("loaded")
    _, told = answers()
    assert "note This is a demo" in told
    assert "note No " not in told
