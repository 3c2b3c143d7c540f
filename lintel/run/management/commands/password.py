"""Set somebody's password from the terminal."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser

from lintel.companies.models import User
from lintel.run import choices


class Command(BaseCommand):
    help = choices.COMMANDS["password"]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {options['email']}.")
        password = _asked() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, user)
        except ValidationError as faults:
            raise CommandError(" ".join(faults.messages)) from None
        user.set_password(password)
        user.save(update_fields=["password"])
        self.stdout.write(f"{user.email} signs in with the new password from now on.")


def _asked() -> str:
    password = getpass.getpass("New password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("The two are not the same. Nothing was changed.")
    return password
