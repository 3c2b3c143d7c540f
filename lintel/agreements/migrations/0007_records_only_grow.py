from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lintel.agreements import chaining, record
from lintel.core import appendonly


def seal_what_is_signed(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each company's signatures of before, in the order in which they were made."""
    proof = apps.get_model("agreements", "Proof")
    last: dict[int, tuple[int, str]] = {}
    signatures = apps.get_model("agreements", "Signature").objects.order_by("signed_at", "pk")
    for one in signatures.select_related("agreement__company", "agreement__signer").iterator():
        number, before = last.get(one.company_id, (0, record.FIRST))
        body = record.body(chaining.facts(one, number + 1))
        head = record.seal(before, body)
        proof.objects.create(
            company_id=one.company_id, signature=one, number=number + 1, body=body, before=before, head=head
        )
        last[one.company_id] = (number + 1, head)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_signatures_are_sealed")]
    operations = [
        migrations.RunPython(seal_what_is_signed, migrations.RunPython.noop),
        appendonly.protect("agreements_proof"),
    ]
