"""Pages that everybody in the company sees and only some may change."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lintel.web import doors
from lintel.web.office import door

Rest = ParamSpec("Rest")


def seen_by_all(*, changed_with: str) -> Callable[[door.View[Rest]], door.Guarded[Rest]]:
    """A view for every member; what is sent to it comes through for those alone who may do `changed_with`."""

    def guard(view: door.View[Rest]) -> door.Guarded[Rest]:
        looking, changing = door.office()(view), door.office(may=changed_with)(view)

        @wraps(looking)
        def either(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            return (changing if request.method == "POST" else looking)(request, *args, **kwargs)

        return doors.mark(either, "office")

    return guard
