"""Do what is due: letters, payments."""

from typing import Any

from django.core.management import BaseCommand

from lintel.run import serving, worker


class Command(BaseCommand):
    help = "Send letters and look after payments. On SQLite there is one; on PostgreSQL there may be many."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        serving.hold_worker()
        serving.check()
        worker.serve()
