"""What a company keeps about money beyond its invoices: one row of each kind, with words of its own."""

from datetime import datetime
from io import BytesIO

from PIL import Image

from lintel.billing import invoicing, picturing
from lintel.billing.models import (
    Attempt,
    Dispute,
    Entry,
    ProviderEvent,
    Refund,
    Stray,
    StripeAccount,
    Terms as UsualTerms,
    Way,
)
from lintel.core import ids, sealing
from lintel.inspections import one_offs, presenting
from lintel.inspections.adding import Terms
from lintel.messages.models import Message
from lintel.services.models import Tax
from tests import cast

Ids = dict[str, str | int]


def picture(office: cast.Office) -> str:
    """Of a check, kept for this company."""
    drawn = BytesIO()
    Image.new("RGB", (40, 20), "#ddeedd").save(drawn, "PNG")
    return picturing.keep(office.company, BytesIO(drawn.getvalue()))


def fill(office: cast.Office, word: str, attempt: Attempt, at: datetime) -> Ids:
    """A refund, a dispute, a stray, keys at Stripe and what it called about, a tax, a way of paying, the terms."""
    company, by = office.company, office.owner
    taken, by_card = (Entry.objects.filter(company=company, kind="payment", method=how)[0] for how in ("check", "card"))
    tax = Tax.objects.create(company=company, name=f"{word} tax", rate=5000, number=f"{word} 1")
    way = Way.objects.create(company=company, name=f"{word} transfer")
    UsualTerms.objects.create(company=company)
    refund = Refund.objects.create(
        company=company, key=ids.new_key(32), payment=by_card, amount_cents=5_00, reason=word, by=by, asked_at=at
    )
    dispute = Dispute.objects.create(
        company=company, payment=by_card, reference=f"du_{word}", amount_cents=10_00, opened_at=at
    )
    stray = Stray.objects.create(
        company=company,
        attempt=attempt,
        source="stripe",
        external_id=f"pi_{word}",
        amount_cents=30_00,
        currency="CAD",
        why=word,
        arrived_at=at,
    )
    account = StripeAccount.objects.create(
        company=company,
        hook_key=ids.new_key(32),
        account_id=f"acct_{word}",
        is_live=False,
        sealed_key=sealing.seal(f"sk_test_{word}", purpose=b"lintel stripe"),
        key_ends_with="1234",
        sealed_hook_secret=sealing.seal(f"whsec_{word}", purpose=b"lintel stripe"),
        connected_at=at,
        connected_by=by,
    )
    ProviderEvent.objects.create(
        company=company, source="stripe", event_id=f"evt_{word}", kind="charge.refunded", body="{}", received_at=at
    )
    return {
        "tax": tax.key,
        "way": way.key,
        "payment": taken.pk,
        "invoice": taken.invoice.key,
        "invoice number": taken.invoice.number or 0,
        "first": 1,
        "card payment": by_card.pk,
        "refund": refund.key,
        "standing": Entry.objects.filter(invoice=by_card.invoice).latest("pk").pk,
        "dispute": dispute.pk,
        "stray": stray.pk,
        "hook": account.hook_key,
        **_one_off(office, word, at),
    }


def _one_off(office: cast.Office, word: str, at: datetime) -> Ids:
    """An invoice outside any inspection, with its letter, that nobody has paid; and who might pay it instead."""
    made = one_offs.bill(
        company=office.company,
        payer=one_offs.Payer(f"{word} Mutual", f"claims@{word.lower()}.example"),
        subject=one_offs.Subject(f"{word} consultation"),
        fees=[invoicing.Fee(f"{word} hour", 90_00)],
        terms=Terms(f"{word}-77"),
        once=word,
        by=office.owner,
        at=at,
    )
    letter = presenting.again(made, by=office.owner, once=word, at=at)
    Message.objects.filter(pk=letter.pk).update(
        state=Message.State.HELD, held_because=Message.Held.NO_MAIL_SERVER, due_at=None
    )
    return {"one-off": made.key, "one-off letter": letter.key, "one-off link": made.invoice_links.get().link_id}
