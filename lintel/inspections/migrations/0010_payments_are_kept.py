from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0009_payments_told_know_their_entry'),
    ]

    operations = [
        migrations.AlterField(
            model_name='moment',
            name='kind',
            field=models.CharField(choices=[('inspection.scheduled', 'Scheduled'), ('inspection.rescheduled', 'Rescheduled'), ('inspection.changed', 'Changed'), ('people.changed', 'People changed'), ('inspection.cancelled', 'Cancelled'), ('fees.changed', 'Fees changed'), ('agreement.signed', 'Signed'), ('agreements.signed', 'All agreements signed'), ('payment.received', 'Payment received'), ('balance.paid', 'Paid in full'), ('balance.overpaid', 'Overpaid'), ('payment.voided', 'Payment voided'), ('payment.under way', 'Payment under way'), ('payment.failed', 'Payment failed'), ('payment.refunded', 'Payment refunded'), ('refund.failed', 'Refund failed'), ('payment.disputed', 'Payment disputed'), ('dispute.closed', 'Dispute closed'), ('payment.kept', 'Payment kept'), ('payment.strayed', 'Payment that fits no invoice'), ('letter.sent again', 'Letter sent again'), ('link.shared', 'Link shared'), ('link.revoked', 'Link revoked'), ('link.limited', 'Link given an end'), ('device.handed over', 'Device handed over')], max_length=32),
        ),
    ]
