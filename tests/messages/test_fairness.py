"""One company that sends thousands does not keep another's letter waiting."""

from contextlib import closing

from lintel.core import clock
from lintel.messages import sending
from lintel.messages.models import Message
from lintel.messages.providers.email import Email
from tests import cast
from tests.cast import Office
from tests.rig.smtp import Sink

MANY = 10_000


def test_a_confirmation_leaves_before_ten_thousand_of_somebody_else(cedar: Office, smtp_sink: Sink) -> None:
    inspection = cast.book(cedar)
    letter = Message.objects.get(thread=inspection.thread, kind="agent")
    crowd = []
    for nth in range(MANY):
        fields = {field.attname: getattr(letter, field.attname) for field in Message._meta.concrete_fields}
        fields |= {"id": None, "key": f"crowd{nth:06}", "dedupe_key": f"crowd:{nth}", "message_id": f"<{nth}@crowd>"}
        crowd.append(Message(**fields))
    Message.objects.bulk_create(crowd, batch_size=2000)
    juniper = cast.juniper_ridge()
    juniper.company.subscribed_at = clock.now()
    juniper.company.save()
    cast.book(juniper)
    with closing(Email()) as post:
        sending.drain(through=post, clock=clock.now)
    assert smtp_sink.to(cast.PRUDENCE.email)
    assert Message.objects.filter(dedupe_key__startswith="crowd:", state="queued").count() > MANY - sending.BATCH


def test_alone_a_company_has_the_whole_batch(cedar: Office, smtp_sink: Sink) -> None:
    for days in range(10, 10 + 3 * sending.BATCH // 3 + 2):
        cast.book(cedar, days=days)
    with closing(Email()) as post:
        assert sending.drain(through=post, clock=clock.now) == sending.BATCH
