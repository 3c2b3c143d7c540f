from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say_so(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    in_test = apps.get_model("billing", "StripeAccount").objects.filter(is_live=False).exclude(sealed_key="")
    companies = apps.get_model("companies", "Company").objects.filter(pk__in=in_test.values("company"))
    companies.update(paid_in_test=True)


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0011_numbers_are_left_out"),
        ("companies", "0005_companies_are_paid_in_test"),
    ]

    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
