import django.db.models.deletion
import django.db.models.functions.text
import lintel.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('directory', '0001_initial'),
        ('directory', '0002_contacts_by_address'),
        ('directory', '0003_kinds_may_be_unknown'),
        ('directory', '0004_kinds_are_spelt_as_here'),
        ('directory', '0005_contacts_are_merged'),
    ]

    dependencies = [
        ('companies', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Property',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('street', models.CharField(max_length=120)),
                ('city', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(blank=True, max_length=2)),
                ('postcode', models.CharField(blank=True, max_length=12)),
                ('zone', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('unknown', 'Not known'), ('ranch', 'Ranch'), ('two-storey', 'Two-story'), ('townhouse', 'Townhouse'), ('condo', 'Condo'), ('farmhouse', 'Farmhouse'), ('under-construction', 'Under construction')], default='unknown', max_length=20)),
                ('year_built', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('square_feet', models.PositiveIntegerField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'verbose_name_plural': 'properties',
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('created_at', models.DateTimeField()),
                ('merged_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('merged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.contact')),
                ('survivor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='directory.contact')),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), models.F('company'), name='contact_by_address')],
            },
        ),
    ]
