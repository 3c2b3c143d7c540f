"""One file with everything but the secrets."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from lintel.core import clock
from lintel.run import backing_up


class Command(BaseCommand):
    help = "Write the database and the uploaded files into FILE, while Lintel works on. The secrets are not in it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        to: Path = options["file"].absolute()
        try:
            backing_up.back_up(to, at=clock.now())
        except OSError as fault:
            raise CommandError(f"{to} could not be written: {fault.strerror}. There is no backup.") from None
        megabytes = to.stat().st_size / 1_000_000
        self.stdout.write(f"{to}: {megabytes:.1f} MB. The secrets are not in it: keep a copy of them somewhere else.")
