"""Serve the web pages alone."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from lintel.run import choices, serving, web


class Command(BaseCommand):
    help = choices.SERVING["web"]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        choices.add(parser, "web")

    def handle(self, *args: Any, **options: Any) -> None:
        serving.check()
        web.serve(host=options["host"], port=settings.PORT, threads=options["threads"], workers=options["processes"])
