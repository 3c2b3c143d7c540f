import django.db.models.deletion
from django.db import migrations, models

from lintel.billing import balances


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0012_accounts_in_test_say_so'),
        ('companies', '0005_companies_are_paid_in_test'),
    ]

    operations = [
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('invoice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='balance_kept', serialize=False, to='billing.invoice')),
                ('cents', models.BigIntegerField()),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'indexes': [models.Index(models.F('company'), models.F('cents'), condition=models.Q(('cents', 0), _negated=True), name='balance_uneven')],
            },
        ),
        balances.keep(),
    ]
