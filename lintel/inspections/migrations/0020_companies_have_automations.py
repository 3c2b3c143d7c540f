from django.db import migrations
from django.utils import timezone

from lintel.inspections import starter_rules


def begin(apps, schema_editor):
    """The starter automations for companies that were there before them."""
    Company, Rule = apps.get_model("companies", "Company"), apps.get_model("automations", "Rule")
    at = timezone.now()
    for company in Company.objects.order_by("pk"):
        Rule.objects.bulk_create([Rule(company=company, changed_at=at, **row) for row in starter_rules.rows()])


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0019_automations"),
        ("automations", "0001_automations"),
        ("companies", "0009_automations"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
