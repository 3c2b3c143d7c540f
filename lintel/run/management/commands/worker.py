"""Do what is due: letters, payments."""

from typing import Any

from django.core.management import BaseCommand

from lintel.run import choices, serving, worker


class Command(BaseCommand):
    help = choices.COMMANDS["worker"]
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        serving.hold_worker()
        serving.check()
        worker.serve()
