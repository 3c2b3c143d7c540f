from django.apps import AppConfig


class Core(AppConfig):
    name = "lintel.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
