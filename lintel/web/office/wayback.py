"""An address that only takes a form, opened as a page: on to the page it belongs to."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

OFFICE = "/office/"


class WayBack:
    """After the back button, a reload or signing in again nobody stands before an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        looked = request.method == "GET" and request.path.startswith(OFFICE)
        if looked and answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return redirect(above(request.path))
        return answer


def above(path: str) -> str:
    """The next shorter address below the office that leads anywhere."""
    while path.startswith(OFFICE) and path != OFFICE:
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return OFFICE
