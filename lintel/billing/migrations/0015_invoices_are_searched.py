from django.db import migrations, models

from lintel.core import search


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_invoices_of_others")]
    operations = [
        migrations.AddField(
            model_name="invoice", name="search_text", field=models.TextField(blank=True, null=True)
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(models.F("company"), models.F("made_at"), models.F("id"), name="invoice_by_day"),
        ),
        search.index("billing_invoice"),
    ]
