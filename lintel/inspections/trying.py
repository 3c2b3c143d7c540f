"""A letter's words looked at before they are kept: filled with a real inspection, or with an invented one."""

from collections.abc import Mapping
from datetime import datetime

from lintel.companies.models import Company, Member
from lintel.core import ids
from lintel.core.refusal import Refusal
from lintel.inspections import bills, composing, kinds, letters, placeholders
from lintel.inspections.invoicepost import InvoicePost
from lintel.inspections.kinds import Kind
from lintel.inspections.models import Inspection
from lintel.inspections.posting import Post
from lintel.messages import outbox
from lintel.messages.models import Message, Thread
from lintel.messages.wording import Words

INVENTED = letters.Particulars(
    facts=[("Date", "Tuesday, November 24"), ("Time", "9:00 AM to 12:00 PM Mountain Time"), ("Inspector", "Ike Marsh")],
    fees=[("Home inspection", "$450.00"), ("Radon test", "$175.00"), ("Total", "$625.00")],
    office_path="/office/",
)
HEADING = "1214 Harrison Boulevard\nBoise, ID 83702"


class NoAddress(Refusal):
    say = "There is no email address to send the test to. Add yours under Your account."


def letter(*, kind: Kind, words: Words, company: Company, sample: Inspection | None, at: datetime) -> Message:
    """The letter as the first client of `sample` would get it; neither saved nor holding a link."""
    client = sample.clients()[0].contact if sample else None
    return outbox.message(
        _composed(kind, words, company, sample, at),
        company=company,
        thread=sample.thread if sample else Thread(company=company),
        to_name=client.name if client else kinds.VISIT["CLIENT_NAME"],
        to_address=client.email if client else "cora@example.com",
        once="preview",
        at=at,
    )


def send_test(
    *, kind: Kind, words: Words, company: Company, sample: Inspection | None, by: Member, at: datetime
) -> Message:
    """The same letter to whoever asked for it, in a thread of its own. Raises NoAddress."""
    if not by.user.email:
        raise NoAddress
    made = _composed(kind, words, company, sample, at)
    message = outbox.message(
        outbox.Letter("test", f"Test: {made.subject}", made.heading, made.body),
        company=company,
        thread=Thread.objects.create(company=company),
        to_name=by.name,
        to_address=by.user.email,
        author=by,
        once=f"test:{ids.new_key(16)}",
        at=at,
    )
    outbox.write([message])
    return message


def as_text(message: Message) -> str:
    """The words of a text, without the address in it."""
    return "\n".join(str(block["p"]) for block in message.body if "p" in block)


def fields(kind: Kind, company: Company, sample: Inspection | None, at: datetime) -> dict[str, str]:
    """Every placeholder of this kind: real ones where `sample` has them, else the examples."""
    own = {"COMPANY_NAME": company.name, "COMPANY_PHONE": company.telephone}
    filled = {**kind.examples, **{name: value for name, value in own.items() if name in kind.examples}}
    if sample:
        filled |= {name: value for name, value in _real(kind, sample, at).items() if name in kind.examples}
    return filled


def _real(kind: Kind, sample: Inspection, at: datetime) -> Mapping[str, str]:
    first = sample.clients()[0]
    if "PAYER_NAME" in kind.examples:
        invoice = bills.of(sample).select_related("company", "payer").first()
        return InvoicePost(invoice, at=at).fields() if invoice else {}
    post = Post(sample, at=at)
    return {
        **placeholders.fields(sample, first.contact, post.fees),
        "FIRST_NAME": first.contact.first_name(),
        "OPEN_SENTENCE": bills.open_sentence(sample, first),
        "BUTTON": composing.button(sample, post.links.get(first.pk)) or "Sign & Pay",
    }


def _composed(kind: Kind, words: Words, company: Company, sample: Inspection | None, at: datetime) -> outbox.Letter:
    heading = f"{sample.home.street}\n{sample.home.locality()}" if sample else HEADING
    particulars = Post(sample, at=at).particulars() if sample else INVENTED
    filled = fields(kind, company, sample, at)
    return letters.composed(kind.name, words, filled, heading=heading, particulars=particulars)
