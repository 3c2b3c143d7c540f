"""Serve the demo company on this machine."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from lintel.run import choices, serving


class Command(BaseCommand):
    help = choices.SERVING["demo"]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        choices.add(parser, "demo")

    def handle(self, *args: Any, **options: Any) -> None:
        serving.demo_company(port=settings.PORT, as_json=options["json"])
