"""`python -m bench.limit COMMAND JSON` prints one JSON object."""

import json
import os
import sys

import django


def main(command: str, asked: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.limit.settings"
    django.setup()
    from bench.limit import commands

    known = (commands.make, commands.book, commands.pay, commands.queue, commands.mail, commands.web)
    print(json.dumps({each.__name__: each for each in known}[command](json.loads(asked))))


if __name__ == "__main__":
    main(*sys.argv[1:])
