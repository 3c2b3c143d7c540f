"""Django's own PostgreSQL, which asks a connection once a second at most whether it still lives.

Asked before every request, the question costs a page a twentieth of its time.
"""

import time
from typing import Any

from django.db.backends.postgresql import base

SECONDS = 1.0
# What PostgreSQL's manual suggests where no disk turns. Its usual 4 reads a whole table for three hundred of its rows.
PLANNING = "SET random_page_cost = 1.1"


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a connection that lived less than a second ago for a living one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = 0.0

    def init_connection_state(self) -> None:
        """Tells a new connection what it is to be like."""
        super().init_connection_state()
        with self.cursor() as cursor:
            cursor.execute(PLANNING)

    def close_if_health_check_failed(self) -> None:
        """Django's check of a kept connection, where the last one is long enough ago; before a request alone."""
        now = time.monotonic()
        if now - self._asked < SECONDS:
            self.health_check_done = True
        else:
            super().close_if_health_check_failed()
            self._asked = now
