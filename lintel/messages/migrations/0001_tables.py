import django.db.models.deletion
import django.db.models.functions.text
import lintel.core.ids
from django.db import migrations, models

from lintel.core import appendonly
from lintel.messages import trialgate


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('outbox', '0001_initial'),
        ('outbox', '0002_stuck_ones'),
        ('outbox', '0003_letters_keep_their_steps'),
        ('outbox', '0004_trials_reach_nobody_outside'),
        ('outbox', '0005_letters_by_address'),
        ('outbox', '0006_letters_that_came_back'),
        ('outbox', '0007_addresses_without_case'),
        ('outbox', '0008_held_after_a_restore'),
        ('outbox', '0009_channels'),
        ('outbox', '0010_wordings'),
        ('outbox', '0011_listed_by_company'),
        ('outbox', '0012_texts'),
        ('outbox', '0013_letters_come_back_later'),
    ]

    dependencies = [
        ('access', '0001_tables'),
        ('companies', '0001_tables'),
        ('directory', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('text', 'Text'), ('webhook', 'Webhook')], default='email', max_length=8)),
                ('kind', models.CharField(max_length=40)),
                ('dedupe_key', models.CharField(max_length=120, unique=True)),
                ('to_name', models.CharField(max_length=120)),
                ('to_address', models.CharField(help_text='An email address, or a telephone number (E.164)', max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('heading', models.CharField(blank=True, max_length=240)),
                ('body', models.JSONField(default=list)),
                ('calendar', models.TextField(blank=True)),
                ('zone', models.CharField(blank=True, help_text='Whose nights a text leaves in peace', max_length=64, null=True)),
                ('message_id', models.CharField(max_length=200)),
                ('written_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('held', 'Held'), ('queued', 'Queued'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Came back'), ('withdrawn', 'Withdrawn')], default='queued', max_length=10)),
                ('held_because', models.CharField(blank=True, choices=[('trial', 'trial'), ('no public address', 'no public address'), ('no mail server', 'no mail server'), ('restored', 'restored from a backup'), ('texts not set up', 'texts not set up'), ('opted out of texts', 'opted out of texts'), ('no consent to texts', 'no consent to texts'), ('address bounced', 'letters to it come back')], max_length=20)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=120)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.link')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='outbox.thread')),
            ],
            options={
                'indexes': [models.Index(models.F('channel'), models.F('due_at'), models.F('id'), condition=models.Q(('due_at__isnull', False)), name='message_due'), models.Index(models.F('channel'), models.F('company'), models.F('due_at'), condition=models.Q(('due_at__isnull', False)), name='message_due_by_company'), models.Index(models.F('thread'), models.F('written_at'), name='message_by_thread'), models.Index(models.F('company'), models.F('written_at'), models.F('id'), name='message_by_company'), models.Index(models.F('company'), django.db.models.functions.text.Lower('to_address'), models.F('state'), models.F('written_at'), name='message_by_lower_address'), models.Index(models.F('state'), models.F('company'), condition=models.Q(('due_at', None), ('sent_at', None), ('withdrawn_at', None)), name='message_stuck')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'sent'), ('sent_at', None), _connector='XOR'), name='message_sent_has_its_time'), models.CheckConstraint(condition=models.Q(('state', 'held'), ('held_because', ''), _connector='XOR'), name='message_held_has_its_reason'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending']), ('due_at', None), _connector='XOR'), name='message_is_due_while_it_may_leave')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField()),
                ('changed_at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=120)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('company'), models.F('kind'), name='wording_once_for_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('held', 'Held'), ('released', 'Released'), ('put off', 'Put off'), ('came back', 'Came back'), ('retried', 'Tried again'), ('readdressed', 'Address changed'), ('taken', 'Taken by the mail server')], max_length=12)),
                ('at', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=500)),
                ('by_name', models.CharField(blank=True, max_length=120)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='outbox.message')),
            ],
            options={
                'indexes': [models.Index(models.F('message'), models.F('at'), name='step_by_message')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('words', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('company'), models.F('address'), condition=models.Q(('lifted_at', None)), name='suppressed_once')],
            },
        ),
        migrations.CreateModel(
            name='TextAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hook_key', models.CharField(editable=False, max_length=32, unique=True)),
                ('account_sid', models.CharField(max_length=34)),
                ('sender', models.CharField(help_text='A number (E.164), or a messaging service (MG…)', max_length=34)),
                ('sealed_token', models.TextField(blank=True)),
                ('change', models.CharField(help_text='What was done last', max_length=60)),
                ('changed_at', models.DateTimeField()),
                ('refused_at', models.DateTimeField(blank=True, help_text='Since when the token is refused', null=True)),
                ('heard_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('company'), name='one_text_account_per_company')],
            },
        ),
        migrations.CreateModel(
            name='TextConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16)),
                ('agreed', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('words', models.CharField(max_length=200)),
                ('source', models.CharField(choices=[('their own text', 'their own text'), ('staff', 'staff'), ('provider', 'the text provider')], max_length=16)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.contact')),
            ],
            options={
                'indexes': [models.Index(models.F('company'), models.F('number'), models.F('id'), name='consent_by_number')],
            },
        ),
        migrations.CreateModel(
            name='TextState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sid', models.CharField(max_length=34)),
                ('state', models.CharField(choices=[('queued', 'Taken by Twilio'), ('sent', 'Sent to the network'), ('delivered', 'Delivered'), ('undelivered', 'Not delivered'), ('failed', 'Failed')], max_length=12)),
                ('at', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=300)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='text_states', to='outbox.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('message'), models.F('sid'), models.F('state'), name='text_state_told_once')],
            },
        ),
        migrations.CreateModel(
            name='TextHeard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sid', models.CharField(max_length=34)),
                ('number', models.CharField(max_length=16)),
                ('name', models.CharField(help_text='Whose it is, as far as it is known; else the number', max_length=120)),
                ('words', models.TextField()),
                ('meaning', models.CharField(choices=[('stop', 'No more texts'), ('start', 'Texts again'), ('help', 'Asked for help'), ('words', 'Words')], max_length=8)),
                ('at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('thread', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='texts_heard', to='outbox.thread')),
            ],
            options={
                'indexes': [models.Index(models.F('company'), models.F('at'), condition=models.Q(('answered_at', None)), name='text_unanswered')],
                'constraints': [models.UniqueConstraint(models.F('company'), models.F('sid'), name='text_heard_once')],
            },
        ),
        appendonly.protect("outbox_textconsent"),
        trialgate.hold(),
    ]
