"""The application, served on a loopback port of this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler


class OneRequest(WSGIRequestHandler):
    """Each connection carries one request, so that no thread waits with a database in its hand."""

    protocol_version = "HTTP/1.0"

    def log_message(self, *_: object) -> None:
        """A test's requests are not news."""


class Server(ThreadedWSGIServer):
    daemon_threads = False  # closing waits for the answers under way


@contextmanager
def served() -> Iterator[str]:
    """Yields the address of a running site, without a slash at its end."""
    server = Server(("127.0.0.1", 0), OneRequest)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        server.set_app(WSGIHandler())
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
