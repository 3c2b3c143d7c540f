"""The addresses that providers call; `billing/accounts.py` writes them out."""

from django.urls import path

from lintel.web.hooks import stripe

app_name = "hooks"

urlpatterns = [path("hooks/stripe/<slug:hook_key>/", stripe.call, name="stripe")]
