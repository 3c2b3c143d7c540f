from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lintel.core import appendonly


def name_services(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("billing", "Line").objects.exclude(service=None).update(kind="service")


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_money_is_undone")]
    operations = [
        appendonly.protect_again("billing_entry"),
        migrations.RunPython(name_services, migrations.RunPython.noop),
    ]
