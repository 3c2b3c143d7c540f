"""Who may come through each of allauth's addresses. One that is not named here does not open at all."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern

from lintel.web import doors
from lintel.web.accounts import views

ANYONE, MEMBER = "account", "member"
BY_NAME = {
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_signup": ANYONE,
    "account_inactive": ANYONE,
    "account_reauthenticate": MEMBER,
    "account_email": MEMBER,
    "account_email_verification_sent": ANYONE,
    "account_confirm_email": ANYONE,
    "account_change_password": MEMBER,
    "account_set_password": MEMBER,
    "account_reset_password": ANYONE,
    "account_reset_password_done": ANYONE,
    "account_reset_password_from_key": ANYONE,
    "account_reset_password_from_key_done": ANYONE,
    "mfa_index": MEMBER,
    "mfa_authenticate": ANYONE,  # between the password and the code nobody is signed in yet
    "mfa_reauthenticate": MEMBER,
    "mfa_activate_totp": MEMBER,
    "mfa_deactivate_totp": MEMBER,
    "mfa_view_recovery_codes": MEMBER,
    "mfa_generate_recovery_codes": MEMBER,
    "mfa_download_recovery_codes": MEMBER,
    "mfa_list_webauthn": MEMBER,
    "mfa_add_webauthn": MEMBER,
    "mfa_edit_webauthn": MEMBER,
    "mfa_remove_webauthn": MEMBER,
    "mfa_reauthenticate_webauthn": MEMBER,
    "mfa_login_webauthn": ANYONE,
}
OURS = {"account_signup": views.SignUp.as_view(), "account_email": views.OwnAddress.as_view()}
SHUT = {"account_confirm_login_code"}  # signing in by a code sent by email is not offered
MAKE_CODES = {"mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"}

View = Callable[..., HttpResponse]


def marked(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, flat, each view marked with its door. Raises ImproperlyConfigured for a strange one."""
    return [_marked(pattern, route) for pattern, route in _flat(patterns, "") if pattern.name not in SHUT]


def _flat(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _flat(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield pattern, before


def _marked(pattern: URLPattern, before: str) -> URLPattern:
    name = pattern.name or ""
    if name not in BY_NAME:
        raise ImproperlyConfigured(f"allauth has an address {name!r} that no door is named for.")
    view: View = OURS.get(name, pattern.callback)
    if name in MAKE_CODES:
        view = _codes_seen(view)
    marked_view = doors.mark(_same(view), BY_NAME[name])
    if isinstance(pattern.pattern, RoutePattern):
        return path(before + str(pattern.pattern), marked_view, name=name)
    return URLPattern(_prefixed(pattern, before), marked_view, name=name)


def _prefixed(pattern: URLPattern, before: str) -> Any:
    if before:
        raise ImproperlyConfigured(f"allauth's {pattern.name!r} is a pattern below another: mark it by hand.")
    return pattern.pattern


def _same(view: View) -> View:
    """A function of our own in front of the view, so that allauth's stays as it is."""

    @wraps(view)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return through


def _codes_seen(view: View) -> View:
    """Allauth notes on the first look that recovery codes were seen; a look must not write, so it is noted here."""

    @wraps(view)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if request.method == "POST" and request.user.is_authenticated:
            kind = Authenticator.Type.RECOVERY_CODES
            for codes in Authenticator.objects.filter(user_id=request.user.pk, type=kind):
                codes.wrap().mark_as_viewed()
        return answer

    return through
