from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("companies", "0004_companies_are_paid_through_a_provider")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="paid_in_test",
            field=models.BooleanField(
                blank=True, help_text="Whether that provider moves no real money", null=True
            ),
        ),
    ]
