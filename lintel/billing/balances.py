"""What each invoice comes to, kept beside the ledger by a trigger: for lists and sums over thousands of invoices.

Every decision about one invoice sums its own entries. Entries only grow, so adding each as it comes is all there is to
do; `lintel doctor` compares.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAME = "billing_entry_adds_to_balance"
ADD = """
    INSERT INTO billing_balance (invoice_id, company_id, cents)
    SELECT NEW.invoice_id, NEW.company_id, 0
    WHERE NOT EXISTS (SELECT 1 FROM billing_balance WHERE invoice_id = NEW.invoice_id);
    UPDATE billing_balance SET cents = cents + NEW.amount_cents WHERE invoice_id = NEW.invoice_id;
"""
FILL = """
    INSERT INTO billing_balance (invoice_id, company_id, cents)
    SELECT invoice_id, company_id, SUM(amount_cents) FROM billing_entry GROUP BY invoice_id, company_id
"""
KEEP = {
    "sqlite": [f"CREATE TRIGGER {NAME} AFTER INSERT ON billing_entry BEGIN {ADD} END"],
    "postgresql": [
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {ADD} RETURN NULL; END$$",
        f"CREATE TRIGGER {NAME} AFTER INSERT ON billing_entry FOR EACH ROW EXECUTE FUNCTION {NAME}()",
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER {NAME}"],
    "postgresql": [f"DROP TRIGGER {NAME} ON billing_entry", f"DROP FUNCTION {NAME}()"],
}


def keep() -> migrations.RunPython:
    """A migration step: sum what is there, and from then on add what comes."""

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in [FILL, *KEEP[editor.connection.vendor]]:
            editor.execute(statement)

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in DROP[editor.connection.vendor]:
            editor.execute(statement)

    return migrations.RunPython(forwards, backwards)
