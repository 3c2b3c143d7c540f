from django.apps import AppConfig


class Run(AppConfig):
    name = "lintel.run"
    label = "run"
    default_auto_field = "django.db.models.BigAutoField"
