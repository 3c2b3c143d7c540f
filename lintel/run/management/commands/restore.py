"""A backup becomes the installation."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.run import doctor, restoring


class Command(BaseCommand):
    help = "Put the backup FILE in place of what is here, and look whether all is well. Stop web and worker first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restoring.restore(options["file"], say=self.stdout.write, at=clock.now())
        except Refusal as refusal:
            raise CommandError(refusal.say) from None
        broken = doctor.examine(self.stdout)  # type: ignore[arg-type]
        if broken:
            raise CommandError(f"Restored, but not true: {'; '.join(broken)}.")
        self.stdout.write(
            f"Restored as of {manifest.made_at}. Letters that had not left then are held until you look at them; "
            "online payment waits until Stripe was asked what came in since."
        )
