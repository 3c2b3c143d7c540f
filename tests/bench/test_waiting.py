"""What is due later comes and goes, and what is due now leaves beside it."""

import pytest

from bench import loading
from bench.inside import waiting
from lintel.automations.models import Plan
from lintel.core import clock
from lintel.messages.models import Message
from tests.rig.smtp import Sink

pytestmark = pytest.mark.usefixtures("committed_db")


def test_what_is_due_now_leaves_beside_what_is_due_later(smtp_sink: Sink) -> None:
    loading.load(20, at=clock.now())
    waiting.later({"count": 30})
    assert Message.objects.filter(state="queued", due_at__gt=clock.now()).count() == 30
    assert Plan.objects.waiting().filter(due_at__gt=clock.now()).count() == 30
    took = waiting.soonest({"count": 3})
    assert min(took.values()) > 0
    assert len(smtp_sink.letters) == 3 + waiting.WARMING
    assert Plan.objects.filter(state="dropped").count() == 3 + waiting.WARMING
    waiting.never({})
    assert not Message.objects.filter(state="queued").exists()
    assert not Plan.objects.waiting().exists()
