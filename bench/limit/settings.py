"""As little as Django starts with: no middleware, one app, one template loader, kept connections."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

SECRET_KEY = "limit"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["bench.limit"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.limit.urls"
USE_TZ = True
USE_I18N = False
LOGGING_CONFIG = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
    },
]


def database(address: str) -> dict[str, Any]:
    """The product's own options, so that both wait for the disk alike; the connection is kept without being asked."""
    found: dict[str, Any] = {**dj_database_url.parse(address, conn_max_age=None)}
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    return found


DATABASES = {"default": database(os.environ["BENCH_LIMIT_DATABASE"])}
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["BENCH_LIMIT_MAIL_PORT"])
