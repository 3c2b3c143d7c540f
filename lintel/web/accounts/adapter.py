"""How django-allauth meets Lintel: its letters, its sentences, and who may come in."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lintel.companies.models import Member, User
from lintel.messages.providers import Answer
from lintel.messages.providers.email import deliver_account
from lintel.web import staffmark

log = logging.getLogger(__name__)
CONFIRMATION_SENT = "account/messages/email_confirmation_sent.txt"
ADDRESSES = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Email addresses only; letters carry our own origin and never break a page; who left stays out."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This person has left the company and cannot sign in any more.",
        "email_password_mismatch": "This address and password do not belong together. "
        "Check both, or choose a new password.",
        "email_taken": "Someone already signs in with this address. Sign in, or use another address.",
        "duplicate_email": "This is your address already.",
        "enter_current_password": "This is not your present password.",
        "incorrect_code": "This code is not right. Codes change every 30 seconds: type the one shown now.",
        "incorrect_password": "This password is not right.",
        "invalid_login": "This did not sign you in. Check the address.",
        "invalid_password_reset": "This link does not open anything any more.",
        "rate_limited": "That was often in a short time. Wait a minute, then go on.",
        "same_as_current": "That is what it is now. Type the new one.",
        "too_many_login_attempts": "That was too many tries. Wait five minutes, then go on.",
        "unknown_email": "Nobody signs in with this address.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one letter to the address it proves; without a mail server, or a broken one, log that and go on."""
        if not settings.MAIL_CONFIGURED:
            log.warning("No mail server is configured: the letter %s was not sent.", template_prefix)
            return
        words = {name: value for name, value in context.items() if name != "request"}
        words |= {name: own_address(words[name]) for name in ADDRESSES if name in words}
        words |= {"email": email, "origin": settings.PUBLIC_ORIGIN_OR_LOCAL}
        try:
            deliver_account(self.render_mail(template_prefix, email, words), to=email)
        except (Answer, OSError, ValueError):
            log.warning("The letter %s could not be handed to the mail server.", template_prefix, exc_info=True)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **named: Any
    ) -> None:
        """Django's message; that a letter did not leave is no success."""
        unsent = message_template == CONFIRMATION_SENT and not settings.MAIL_CONFIGURED
        super().add_message(request, messages.WARNING if unsent else level, message_template, *rest, **named)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        """A new user with the name the form holds."""
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def pre_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse | None:
        """Nobody who has left a company comes in, whichever way they proved who they are."""
        if not Member.objects.present().filter(user=user).exists():
            user.is_active = False
        answer: HttpResponse | None = super().pre_login(request, user, **rest)
        return answer

    def post_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse:
        """Marks the browser as one of the company's staff."""
        answer: HttpResponse = super().post_login(request, user, **rest)
        staffmark.put(answer, user.member.company)
        return answer

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address, unless somebody else signs in with it."""
        others = User.objects.exclude(pk=email_address.user_id)
        if others.filter(email__iexact=email_address.email).exists():
            self.add_message(request, messages.ERROR, message=self.error_messages["email_taken"])
            return False
        return bool(super().confirm_email(request, email_address))

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """The address somebody signs in with stays until another is confirmed."""
        return bool(email_address.email.lower() != email_address.user.email.lower())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where one came from: one's own page."""
        return reverse("office:account")


def own_address(address: str) -> str:
    """The same page at the configured origin: the host of a request never comes into a letter."""
    return settings.PUBLIC_ORIGIN_OR_LOCAL + urlsplit(address).path
