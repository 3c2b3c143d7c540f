from django.apps import AppConfig


class Automations(AppConfig):
    name = "lintel.automations"
    label = "automations"
    default_auto_field = "django.db.models.BigAutoField"
