from django.apps import AppConfig


class Companies(AppConfig):
    name = "lintel.companies"
    label = "companies"
    default_auto_field = "django.db.models.BigAutoField"
