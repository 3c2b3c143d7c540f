from django.apps import AppConfig


class Web(AppConfig):
    name = "lintel.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
