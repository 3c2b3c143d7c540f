from django.apps import AppConfig


class Billing(AppConfig):
    name = "lintel.billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"
