"""`python -m lintel COMMAND …`: the operator's command line."""

import os
import sys
from pathlib import Path

from config import keeping
from lintel.run import choices, verifying

HELP = {"help", "-h", "--help"}
MAKE_SECRETS = {"up", "demo"}


def main(arguments: list[str]) -> None:
    """Runs one command; a fault of the installation is told in a sentence, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = arguments[0] if arguments else "help"
    if command in HELP and len(arguments) < 2:
        sys.stdout.write(f"{choices.overview()}\n")
        return
    if command == "verify":
        sys.exit(verifying.verify(arguments[1:]))
    if command in choices.SERVING:
        choices.decide(command, arguments[1:])
    try:
        if command in MAKE_SECRETS:
            keeping.make(Path(os.environ.get("LINTEL_DATA", "data")))
        _run(arguments)
    except keeping.Unkept as why:
        sys.exit(str(why))


def _run(arguments: list[str]) -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        django.setup()
    except ImproperlyConfigured as why:
        sys.exit(str(why))
    execute_from_command_line(["lintel", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
