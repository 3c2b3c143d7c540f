"""A published report, and what is behind its reader's link."""

from typing import Any

from bench.founding import OWNER
from bench.inside import orders
from lintel.core import clock, work
from lintel.inspections import filing, publishing, scheduling, waiving
from lintel.inspections.models import Share
from lintel.reports import drawing
from lintel.reports.models import Version
from lintel.run import demo_report


def report(_asked: dict[str, Any]) -> dict[str, Any]:
    """Publishes one that everybody may read, its pages drawn: the address of its page."""
    (order,) = orders.free(orders.measured(), OWNER, 1)
    at, by = clock.now(), order["by"]
    inspection = scheduling.schedule(**order, at=at)
    (filed,) = filing.add(inspection=inspection, files=[demo_report.kept(inspection, at=at)], by=by, at=at)
    first, status = (publishing.starter(inspection.company, name) for name in (publishing.FIRST, publishing.STATUS))
    sending = publishing.Sending(first, status, to=[])
    publishing.publish(inspection=inspection, sending=sending, by=by, once="bench", at=at)
    waiving.waive(inspection=inspection, of="both", person=None, reason="measured", until=None, by=by, at=at)
    while work.run(Version, do=lambda one: drawing.draw(one, at=clock.now()), at=clock.now()):
        pass
    link = Share.objects.select_related("link").filter(inspection=inspection).earliest("pk").link
    return {"path": f"/p/{link.token()}/report/{filed.key}/"}
