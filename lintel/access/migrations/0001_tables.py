import django.db.models.deletion
import lintel.access.keys
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('access', '0001_initial'),
        ('access', '0002_links_say_who_revoked_them'),
        ('access', '0003_invoices_of_others'),
        ('access', '0004_reports'),
    ]

    dependencies = [
        ('companies', '0001_tables'),
        ('directory', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=lintel.access.keys.new_public_id, editable=False, max_length=16, unique=True)),
                ('rights', models.JSONField(default=list)),
                ('entrance', models.CharField(choices=[('portal', 'Client Portal'), ('invoice', 'Payment Portal')], default='portal', max_length=8)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='directory.contact')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('fetched', 'Fetched by a machine'), ('opened', 'Opened by a person'), ('signed', 'Signed'), ('paid', 'Paid'), ('read', 'Report read')], max_length=8)),
                ('at', models.DateTimeField()),
                ('network', models.CharField(blank=True, max_length=45)),
                ('device', models.CharField(blank=True, max_length=80)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='access.link')),
            ],
            options={
                'indexes': [models.Index(models.F('link'), models.F('kind'), models.F('at'), name='use_by_link')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['fetched', 'opened', 'signed', 'paid', 'read'])), name='use_kind_known')],
            },
        ),
    ]
