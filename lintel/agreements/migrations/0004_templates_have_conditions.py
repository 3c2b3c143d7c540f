import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lintel.core import appendonly


def note_versions(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each template's words of now are the first version that is kept of it."""
    version = apps.get_model("agreements", "Version")
    version.objects.bulk_create(
        version(
            company_id=one.company_id,
            template_id=one.pk,
            number=one.version,
            title=one.title,
            text=one.text,
            made_at=one.changed_at,
        )
        for one in apps.get_model("agreements", "Template").objects.all()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0003_words_before'),
        ('companies', '0006_invoices_of_others'),
    ]

    operations = [
        migrations.AddField(
            model_name='template',
            name='services',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='template',
            name='kinds',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='template',
            name='states',
            field=models.JSONField(blank=True, default=list),
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
        migrations.RunPython(note_versions, migrations.RunPython.noop),
        appendonly.protect("agreements_version"),
    ]
