"""What a company keeps about texts: an account, who agreed, one that went and one that came, with words of its own."""

from datetime import datetime

from lintel.core import ids, sealing
from lintel.inspections import texting
from lintel.inspections.models import Inspection
from lintel.messages import outbox
from lintel.messages.models import Message, TextAccount, TextHeard, TextState
from tests import cast

Ids = dict[str, str | int]


def fill(office: cast.Office, inspection: Inspection, client: str, word: str, at: datetime) -> Ids:
    """An account at Twilio, a client who agreed, a text to them with what became of it, and one from them."""
    who = cast.part(inspection, client)
    account = TextAccount.objects.create(
        company=office.company,
        hook_key=ids.new_key(32),
        account_sid=f"AC{word}",
        sender="+12085550100",
        sealed_token=sealing.seal(f"token of {word}", purpose=b"lintel texts"),
        change="Connected",
        changed_at=at,
        changed_by=office.owner,
    )
    texting.agree(participant=who, how=f"{word} said so", by=office.owner, at=at)
    text = outbox.text(
        f"{word}: {{{{LINK}}}}",
        kind="share",
        company=office.company,
        thread=inspection.thread,
        to_name=client,
        to_address="+12085550171",
        link=cast.link(inspection, client),
        once=f"text:{word}",
        at=at,
    )
    outbox.write([text])
    made = Message.objects.get(dedupe_key=text.dedupe_key)
    TextState.objects.create(company=office.company, message=made, sid=f"SM{word}", state="queued", at=at)
    heard = TextHeard.objects.create(
        company=office.company,
        sid=f"SM{word}",
        number="+12085550171",
        name=client,
        words=f"{word} asks",
        meaning="words",
        at=at,
        thread=inspection.thread,
    )
    return {"text hook": account.hook_key, "text heard": heard.pk}
