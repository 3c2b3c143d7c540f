import django.db.models.deletion
import lintel.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('automations', '0001_automations'),
    ]

    dependencies = [
        ('companies', '0001_tables'),
        ('outbox', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('fixed', models.CharField(blank=True, max_length=40)),
                ('moment', models.CharField(max_length=40)),
                ('way', models.CharField(choices=[('at once', 'at once'), ('before', 'before'), ('after', 'after')], default='at once', max_length=8)),
                ('amount', models.PositiveIntegerField(default=0)),
                ('unit', models.CharField(choices=[('minutes', 'minutes'), ('hours', 'hours'), ('days', 'days'), ('weeks', 'weeks'), ('months', 'months')], default='hours', max_length=8)),
                ('conditions', models.JSONField(blank=True, default=list)),
                ('needs_all', models.BooleanField(default=True)),
                ('channel', models.CharField(choices=[('letter', 'letter'), ('text', 'text'), ('webhook', 'webhook')], default='letter', max_length=8)),
                ('letter', models.CharField(max_length=40)),
                ('to', models.JSONField(blank=True, default=list)),
                ('address', models.CharField(blank=True, max_length=400)),
                ('each_time', models.BooleanField(default=False)),
                ('is_on', models.BooleanField(default=True)),
                ('thrown_away_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('by_name', models.CharField(blank=True, max_length=120)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('company'), models.F('fixed'), condition=models.Q(('fixed', ''), _negated=True), name='rule_of_ours_once'), models.CheckConstraint(condition=models.Q(('is_on', True), models.Q(('fixed', 'confirmation'), _negated=True), _connector='OR'), name='rule_confirmation_is_on'), models.CheckConstraint(condition=models.Q(('way', 'at once'), ('amount__gt', 0), _connector='XOR'), name='rule_waits_for_an_amount')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('occasion', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('waiting', 'To come'), ('written', 'Written'), ('dropped', 'Not sent'), ('withdrawn', 'Withdrawn'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('planned_at', models.DateTimeField()),
                ('happened_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('because', models.CharField(blank=True, max_length=200)),
                ('by_hand', models.BooleanField(default=False)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True)),
                ('conditions', models.JSONField(blank=True, null=True)),
                ('edited_by', models.CharField(blank=True, max_length=120)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='outbox.thread')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='automations.rule')),
            ],
            options={
                'indexes': [models.Index(models.F('due_at'), models.F('id'), condition=models.Q(('due_at__isnull', False)), name='plan_due'), models.Index(models.F('thread'), models.F('planned_at'), name='plan_by_thread'), models.Index(models.F('company'), models.F('state'), condition=models.Q(('state', 'failed')), name='plan_failed')],
                'constraints': [models.UniqueConstraint(models.F('rule'), models.F('thread'), models.F('occasion'), name='plan_once_for_an_occasion'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('due_at', None), _connector='XOR'), name='plan_is_due_while_it_waits')],
            },
        ),
    ]
