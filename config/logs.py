"""What goes to the log, and what never does: the address of a client's page is a key, and keys are not written down."""

import logging
import re

SECRET = re.compile(
    r"(/[pi]/|/return/|/join/|/unsubscribe/|/password/reset/key/|/confirm-email/)[A-Za-z0-9_~.%=:-]{8,}"
)


def redact(text: str) -> str:
    """`text` with every link token and return code replaced by dots."""
    return SECRET.sub(r"\1…", text)


class Redacting(logging.Formatter):
    """Redacts the finished line, so that arguments and tracebacks are covered as well as the message."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.Redacting",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own handlers mail tracebacks to administrators and print to the console: ours alone is enough.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "stripe": {"level": "WARNING"},  # else it tells of every request, with what it was about
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
    },
}
