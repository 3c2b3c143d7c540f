from django.apps import AppConfig


class Services(AppConfig):
    name = "lintel.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"
