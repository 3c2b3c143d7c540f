import django.db.models.deletion
from django.db import migrations, models

from lintel.core import appendonly


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('agreements', '0001_initial'),
        ('agreements', '0002_signatures_only_grow'),
        ('agreements', '0003_words_before'),
        ('agreements', '0004_templates_have_conditions'),
        ('agreements', '0005_agreements_are_updated'),
        ('agreements', '0006_signatures_are_sealed'),
        ('agreements', '0007_records_only_grow'),
    ]

    dependencies = [
        ('companies', '0001_tables'),
        ('directory', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('services', models.JSONField(blank=True, default=list)),
                ('kinds', models.JSONField(blank=True, default=list)),
                ('states', models.JSONField(blank=True, default=list)),
                ('signing', models.CharField(blank=True, choices=[('checkbox', 'A tick, and the typed name'), ('written', 'A signature, drawn or typed')], max_length=8, null=True)),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template_version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('words', models.TextField()),
                ('words_before', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=64)),
                ('fields', models.JSONField(blank=True, null=True)),
                ('dismissed_digest', models.CharField(blank=True, max_length=64, null=True)),
                ('prepared_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('instead_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='agreements.agreement')),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.contact')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.template')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('words', models.TextField()),
                ('consent', models.TextField()),
                ('signed_at', models.DateTimeField()),
                ('address', models.CharField(blank=True, max_length=45)),
                ('browser', models.CharField(blank=True, max_length=300)),
                ('link_public_id', models.CharField(max_length=16)),
                ('how', models.CharField(blank=True, choices=[('checkbox', 'Ticked, with the name typed'), ('written', 'Signature drawn or typed'), ('paper', 'On paper')], max_length=8, null=True)),
                ('disclosure', models.TextField(blank=True, null=True)),
                ('drawing', models.TextField(blank=True, null=True)),
                ('zone', models.CharField(blank=True, max_length=64, null=True)),
                ('scan', models.CharField(blank=True, max_length=200, null=True)),
                ('scan_digest', models.CharField(blank=True, max_length=64, null=True)),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200, null=True)),
                ('recorded_by', models.CharField(blank=True, max_length=120, null=True)),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signature', to='agreements.agreement')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('body', models.TextField()),
                ('before', models.CharField(max_length=64)),
                ('head', models.CharField(max_length=64)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proof', to='agreements.signature')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('company'), models.F('number'), name='proof_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('by_name', models.CharField(blank=True, max_length=120)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='agreements.template')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('template'), models.F('number'), name='template_version_once')],
            },
        ),
        appendonly.protect("agreements_signature"),
        appendonly.protect("agreements_version"),
        appendonly.protect("agreements_proof"),
    ]
