"""The addresses that providers call; `billing/accounts.py` and `messages/hooks.py` write them out."""

from django.urls import path

from lintel.web.hooks import mail, stripe, twilio

app_name = "hooks"

urlpatterns = [
    path("hooks/stripe/<slug:hook_key>/", stripe.call, name="stripe"),
    path("hooks/twilio/<slug:hook_key>/", twilio.heard, name="text_heard"),
    path("hooks/twilio/<slug:hook_key>/sent/<slug:message_key>/", twilio.told, name="text_told"),
    path("hooks/mail/<slug:service>/", mail.call, name="mail"),
]
