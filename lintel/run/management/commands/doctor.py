"""Is all well?"""

from typing import Any

from django.core.management import BaseCommand, CommandError

from lintel.run import choices, doctor


class Command(BaseCommand):
    help = choices.COMMANDS["doctor"]
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        broken = doctor.examine(self.stdout)  # type: ignore[arg-type]
        if broken:
            raise CommandError(f"Not true: {'; '.join(broken)}.")
        self.stdout.write("All is well.")
