import django.db.models.deletion
import django.db.models.functions.text
import lintel.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('companies', '0001_initial'),
        ('companies', '0002_subscriptions_lapse'),
        ('companies', '0003_companies_are_restored'),
        ('companies', '0004_companies_are_paid_through_a_provider'),
        ('companies', '0005_companies_are_paid_in_test'),
        ('companies', '0006_invoices_of_others'),
        ('companies', '0007_reports'),
        ('companies', '0008_signatures_are_sealed'),
        ('companies', '0009_automations'),
        ('companies', '0010_own_letters'),
        ('companies', '0011_letters_come_back_later'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('zone', models.CharField(default='America/New_York', max_length=64)),
                ('telephone', models.CharField(blank=True, max_length=40)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('colour', models.CharField(blank=True, help_text="#rrggbb, or empty for Lintel's own", max_length=7)),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('steps', models.CharField(choices=[('sign', 'Sign, then pay'), ('pay', 'Pay, then sign')], default='sign', max_length=4)),
                ('payment_instructions', models.TextField(blank=True)),
                ('paid_through', models.CharField(blank=True, help_text='The provider it is paid through', max_length=12, null=True)),
                ('paid_in_test', models.BooleanField(blank=True, help_text='Whether that provider moves no real money', null=True)),
                ('hides_payers', models.BooleanField(help_text='Whether clients are told amounts alone of who else pays', null=True)),
                ('report_needs', models.CharField(blank=True, choices=[('both', 'It is published, signed and paid'), ('paid', 'It is published and paid'), ('signed', 'It is published and signed'), ('nothing', 'It is published')], max_length=7, null=True)),
                ('collects_after', models.BooleanField(help_text='Whether clients are asked to pay once it is published', null=True)),
                ('quiet_from', models.TimeField(blank=True, null=True)),
                ('quiet_until', models.TimeField(blank=True, null=True)),
                ('suppresses', models.BooleanField(help_text='Whether letters ever came back for good after they were sent', null=True)),
                ('bends_letters', models.BooleanField(help_text='Whether it has words, or conditions, of its own for ours', null=True)),
                ('most_letters_a_day', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('signing', models.CharField(blank=True, choices=[('checkbox', 'A tick, and the typed name'), ('written', 'A signature, drawn or typed')], max_length=8, null=True)),
                ('any_signer', models.BooleanField(help_text='Whether of several clients one signature is enough', null=True)),
                ('created_at', models.DateTimeField()),
                ('subscribed_at', models.DateTimeField(blank=True, null=True)),
                ('lapsed_at', models.DateTimeField(blank=True, null=True)),
                ('upgrade_asked_at', models.DateTimeField(blank=True, null=True)),
                ('restored_at', models.DateTimeField(blank=True, help_text='Until its payments since then are known', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once_whatever_its_case')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('office', 'Office staff'), ('inspector', 'Inspector')], max_length=12)),
                ('inspects', models.BooleanField(default=False)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='member', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('office', 'Office staff'), ('inspector', 'Inspector')], max_length=12)),
                ('inspects', models.BooleanField(default=False)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('company'), django.db.models.functions.text.Lower('email'), condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), name='one_open_invitation_per_address')],
            },
        ),
    ]
