"""What Stripe answers when it does not do what was asked: https://docs.stripe.com/api/errors."""

from typing import Any


class Refused(Exception):
    """An error body with its status."""

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str = "", param: str = ""
    ) -> None:
        self.status, self.message = status, message
        self.body: dict[str, Any] = {"error": {"type": kind, "message": message}}
        if code:
            link = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
            self.body["error"] |= {"code": code, "doc_url": link}
        if param:
            self.body["error"]["param"] = param
        super().__init__(message)


def missing(kind: str, key: str) -> Refused:
    words = f"No such {kind.replace('.', ' ')}: '{key}'"
    return Refused(words, status=404, code="resource_missing", param=kind.rsplit(".", 1)[-1])
