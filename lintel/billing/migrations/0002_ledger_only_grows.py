from django.db import migrations

from lintel.core import appendonly


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [appendonly.protect("billing_entry")]
