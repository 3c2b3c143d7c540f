"""Serve a real installation in one terminal."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from lintel.run import choices, serving


class Command(BaseCommand):
    help = choices.SERVING["up"]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        choices.add(parser, "up")

    def handle(self, *args: Any, **options: Any) -> None:
        serving.up(host=options["host"], port=settings.PORT, threads=options["threads"])
