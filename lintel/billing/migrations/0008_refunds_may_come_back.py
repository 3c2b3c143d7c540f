from django.db import migrations, models

from lintel.core import appendonly


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0007_the_ledger_still_only_grows'),
        ('companies', '0002_subscriptions_lapse'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='entry',
            name='what_is_undone_is_above_zero',
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'void'), _negated=True), models.Q(('amount_cents__gt', 0), ('of__isnull', False)), _connector='OR'), name='voids_are_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['refund', 'dispute']), _negated=True), ('of__isnull', False), _connector='OR'), name='what_is_undone_has_a_payment'),
        ),
        appendonly.protect_again("billing_entry"),
    ]
