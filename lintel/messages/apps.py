from django.apps import AppConfig


class Messages(AppConfig):
    name = "lintel.messages"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
