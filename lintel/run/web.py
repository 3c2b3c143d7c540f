"""The web server: granian, with a few threads that each hold one database connection."""

import os
from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from lintel.run import processes

SECONDS_TO_FINISH = 10


def load() -> WSGIHandler:
    """The application with its middleware and address map, ready before anything is forked."""
    from config.wsgi import application

    _ = get_resolver().reverse_dict
    return application


def serve(*, host: str, port: int, threads: int = 4, workers: int = 1) -> None:
    """Answer requests until SIGTERM or SIGINT.

    No access log: addresses of client pages are keys. The number of threads bounds the database connections.
    """
    application, server = load(), os.getpid()
    processes.keep_what_is_loaded()

    def loader() -> Callable[..., Any]:
        processes.end_with_parent(server)
        return application

    Granian(
        target="config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve(target_loader=loader, wrap_loader=False)
