from django.apps import AppConfig


class Agreements(AppConfig):
    name = "lintel.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
