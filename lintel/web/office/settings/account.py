"""What everybody has of their own: how they sign in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lintel.companies.models import Member
from lintel.web.office import door


@require_http_methods(["GET", "HEAD"])
@door.office()
def account(request: HttpRequest, member: Member) -> HttpResponse:
    """Where to change the password, the address, the second step."""
    kinds = list(Authenticator.objects.filter(user=member.user_id).values_list("type", flat=True))
    own = EmailAddress.objects.filter(user=member.user_id, email__iexact=str(request.user))
    shown = {
        "address": str(request.user),
        "confirmed": own.filter(verified=True).exists(),
        "app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
    }
    return door.show(request, member, "office/settings/account.html", here="settings", tab="account", **shown)
