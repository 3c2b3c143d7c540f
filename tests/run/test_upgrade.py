"""An installation with people and letters in it is brought up to date: what an earlier Lintel kept stays."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lintel.companies.models import Company
from lintel.run import database
from tests.rig import databases

EARLIER = [
    ("companies", "0002_subscriptions_lapse"),
    ("directory", "0002_contacts_by_address"),
    ("agreements", "0002_signatures_only_grow"),
    ("billing", "0004_entries_by_time"),
    ("outbox", "0006_letters_that_came_back"),
    ("inspections", "0007_people_change"),
]


def test_tables_that_others_triggers_look_into_are_changed_in_place(committed_db: str) -> None:
    with databases.empty():
        MigrationExecutor(connection).migrate(EARLIER)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO companies_company (key, name, zone, telephone, email, address, colour, currency, steps, "
                "payment_instructions, created_at) VALUES ('cedarstone', 'Cedar & Stone', 'America/Boise', '', '', '', "
                "'', 'USD', 'sign', '', '2026-11-24 09:00:00+00:00')"
            )
        call_command("migrate", verbosity=0)
        assert database.lacking() == []
        assert Company.objects.get().paid_through is None
