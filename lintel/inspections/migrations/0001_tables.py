import django.db.models.deletion
import lintel.core.ids
from django.db import migrations, models

from lintel.core import search
from lintel.inspections import bookedonce


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('inspections', '0001_initial'),
        ('inspections', '0002_inspectors_are_booked_once'),
        ('inspections', '0003_moments_by_kind'),
        ('inspections', '0004_cancelled_ones'),
        ('inspections', '0005_moments_of_sharing'),
        ('inspections', '0006_links_get_an_end'),
        ('inspections', '0007_people_change'),
        ('inspections', '0008_moments_are_due'),
        ('inspections', '0009_payments_told_know_their_entry'),
        ('inspections', '0010_payments_are_kept'),
        ('inspections', '0011_roles_as_they_are_read'),
        ('inspections', '0012_invoices_of_others'),
        ('inspections', '0013_people_have_more_roles'),
        ('inspections', '0014_invoices_are_sent'),
        ('inspections', '0015_reports'),
        ('inspections', '0016_payers_receipt_to'),
        ('inspections', '0017_agreements_are_updated'),
        ('inspections', '0018_signatures_are_sealed'),
        ('inspections', '0019_automations'),
        ('inspections', '0020_companies_have_automations'),
        ('inspections', '0021_confirmations_are_skipped'),
        ('inspections', '0022_texts_in_the_story'),
    ]

    dependencies = [
        ('access', '0001_tables'),
        ('agreements', '0001_tables'),
        ('billing', '0001_tables'),
        ('companies', '0001_tables'),
        ('directory', '0001_tables'),
        ('outbox', '0001_tables'),
        ('reports', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=lintel.core.ids.new_row_key, editable=False, max_length=16, unique=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('booked_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('report_needs', models.CharField(blank=True, choices=[('both', 'It is published, signed and paid'), ('paid', 'It is published and paid'), ('signed', 'It is published and signed'), ('nothing', 'It is published')], max_length=7, null=True)),
                ('collects_after', models.BooleanField(null=True)),
                ('has_waivers', models.BooleanField(null=True)),
                ('any_signer', models.BooleanField(null=True)),
                ('once', models.CharField(blank=True, max_length=40, null=True, unique=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('search_text', models.TextField(blank=True)),
                ('booked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.property')),
                ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('thread', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='inspection', to='outbox.thread')),
            ],
            options={
                'indexes': [models.Index(models.F('company'), models.F('starts_at'), models.F('id'), name='inspection_by_start'), models.Index(models.F('inspector'), models.F('starts_at'), name='inspection_by_inspector'), models.Index(models.F('company'), models.F('starts_at'), condition=models.Q(('cancelled_at__isnull', False)), name='inspection_cancelled')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='inspection_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='filing', to='reports.report')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='inspections.inspection')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Bill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('invoice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bill', to='billing.invoice')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bills', to='inspections.inspection')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Moment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('inspection.scheduled', 'Scheduled'), ('inspection.rescheduled', 'Rescheduled'), ('confirmation.skipped', 'Confirmation skipped'), ('inspection.changed', 'Changed'), ('people.changed', 'People changed'), ('inspection.cancelled', 'Cancelled'), ('fees.changed', 'Fees changed'), ('agreement.signed', 'Signed'), ('agreement.updated', 'Agreement to be signed anew'), ('agreement.not updated', 'Agreement left as it was signed'), ('agreements.signed', 'All agreements signed'), ('payment.received', 'Payment received'), ('balance.paid', 'Paid in full'), ('balance.overpaid', 'Overpaid'), ('payment.voided', 'Payment voided'), ('payment.under way', 'Payment under way'), ('payment.failed', 'Payment failed'), ('payment.refunded', 'Payment refunded'), ('refund.failed', 'Refund failed'), ('payment.disputed', 'Payment disputed'), ('dispute.closed', 'Dispute closed'), ('payment.kept', 'Payment kept'), ('invoice.billed', 'Billed to somebody'), ('invoice.sent', 'Invoice sent'), ('payment.strayed', 'Payment that fits no invoice'), ('letter.sent again', 'Letter sent again'), ('link.shared', 'Link shared'), ('link.revoked', 'Link revoked'), ('link.limited', 'Link given an end'), ('device.handed over', 'Device handed over'), ('report.uploaded', 'Report uploaded'), ('report.published', 'Report published'), ('report.removed', 'Report removed'), ('report.read', 'Report read'), ('report.gates changed', 'What the report waits for changed'), ('report.waived', 'Waived for the report'), ('report.waiver ended', 'Waiver ended'), ('text.received', 'Text received'), ('texts.agreed', 'Agreed to texts, or not any more')], max_length=32)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=120)),
                ('words', models.CharField(max_length=400)),
                ('receipt_to', models.EmailField(blank=True, max_length=254, null=True)),
                ('marks', models.JSONField(blank=True, help_text='What automations call it, beside its kind', null=True)),
                ('attempt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.attempt')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.entry')),
                ('inspection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moments', to='inspections.inspection')),
                ('invoice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moments', to='billing.invoice')),
            ],
            options={
                'indexes': [models.Index(models.F('due_at'), models.F('id'), condition=models.Q(('due_at__isnull', False)), name='moment_due'), models.Index(models.F('inspection'), models.F('at'), name='moment_by_time'), models.Index(models.F('invoice'), models.F('at'), condition=models.Q(('invoice__isnull', False)), name='moment_by_invoice'), models.Index(models.F('company'), models.F('kind'), models.F('at'), name='moment_by_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('inspection__isnull', False), ('invoice__isnull', False), _connector='XOR'), name='moment_is_of_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('client', 'Client'), ('buyers agent', 'Buyer’s agent'), ('listing agent', 'Listing agent'), ('insurer', 'Insurer'), ('title company', 'Title company'), ('relocation firm', 'Relocation firm'), ('relative', 'Relative'), ('other', 'Other')], max_length=16)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='directory.contact')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='inspections.inspection')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='agreements.agreement')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='inspections.participant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='inspections.inspection')),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='share', to='access.link')),
                ('participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='inspections.participant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=[('payment', 'Payment'), ('signatures', 'Signatures'), ('both', 'Payment and signatures')], max_length=10)),
                ('reason', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.member')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='inspections.inspection')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.contact')),
            ],
            options={
                'abstract': False,
            },
        ),
        bookedonce.hold(),
        search.index("inspections_inspection"),
    ]
