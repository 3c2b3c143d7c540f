import django.db.models.deletion
import lintel.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('services', '0001_initial'),
        ('services', '0002_taxes'),
    ]

    dependencies = [
        ('companies', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tax',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=40)),
                ('rate', models.PositiveIntegerField()),
                ('number', models.CharField(blank=True, max_length=40)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rate__lte', 100000)), name='tax_is_at_most_the_whole')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('description', models.CharField(blank=True, max_length=200)),
                ('price_cents', models.PositiveIntegerField()),
                ('minutes', models.PositiveSmallIntegerField(default=0)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('tax', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='services.tax')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__lte', 1440)), name='service_fits_in_a_day')],
            },
        ),
    ]
