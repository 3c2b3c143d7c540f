from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_entries(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """A payment and its line were written in one transaction, at the same instant."""
    entries = apps.get_model("billing", "Entry").objects.filter(kind="payment")
    for moment in apps.get_model("inspections", "Moment").objects.filter(kind="payment.received", entry=None):
        told = entries.filter(invoice__bill__inspection=moment.inspection_id, at=moment.at).order_by("pk").first()
        if told is not None:
            moment.entry = told
            moment.save(update_fields=["entry"])


class Migration(migrations.Migration):
    dependencies = [("inspections", "0008_moments_are_due")]
    operations = [migrations.RunPython(name_entries, migrations.RunPython.noop)]
