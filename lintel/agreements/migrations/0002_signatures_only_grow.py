from django.db import migrations

from lintel.core import appendonly


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [appendonly.protect("agreements_signature")]
