"""What the invoices that are there can be found by."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from lintel.core import search

BATCH = 500


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    invoices = apps.get_model("billing", "Invoice").objects
    waiting = []
    for invoice in invoices.select_related("company", "payer").order_by("pk").iterator(BATCH):
        payer, subject = invoice.payer, invoice.subject
        about = (subject.get("property", ""), subject.get("locality", ""))
        invoice.search_text = search.text(
            invoice.company.key, payer.name, payer.email, invoice.reference or "", *about
        )
        waiting.append(invoice)
        if len(waiting) == BATCH:
            invoices.bulk_update(waiting, ["search_text"])
            waiting.clear()
    invoices.bulk_update(waiting, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [("billing", "0015_invoices_are_searched"), ("directory", "0005_contacts_are_merged")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
