from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bench.limit import doing
from bench.limit.models import Page


def page(request: HttpRequest, token: str) -> HttpResponse:
    """One indexed SELECT and a small template."""
    return render(request, "page.html", {"page": Page.objects.get(token=token)})


def listing(request: HttpRequest) -> HttpResponse:
    """The first fifty and how many there are."""
    pages = Page.objects.order_by("-starts_at", "-pk")
    return render(request, "list.html", {"pages": pages[:50], "count": pages.count()})


def book(request: HttpRequest) -> HttpResponse:
    """A row and its letter."""
    given = request.POST
    doing.book(given["token"], given["person"], given["house"], given["recipient"], given["letter"])
    return HttpResponse(status=201)


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")
