"""`python -m bench.inside COMMAND JSON` prints one JSON object."""

import json
import os
import sys

import django


def main(command: str, asked: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.inside import looking, preparing, printing, racing, reading, waiting, working

    commands = {
        each.__name__: each
        for each in (
            *(preparing.migrate, preparing.load, preparing.doctor),
            *(looking.targets, looking.statements),
            *(working.schedule, working.forms, working.shares, working.letters, working.queue),
            *(working.pay, working.settle),
            reading.report,
            *(waiting.later, waiting.never, waiting.soonest),
            *(racing.races, racing.raced, printing.invoices, printing.signed),
        )
    }
    print(json.dumps(commands[command](json.loads(asked))))


if __name__ == "__main__":
    main(*sys.argv[1:])
