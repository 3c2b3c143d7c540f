from django.apps import AppConfig


class Reports(AppConfig):
    name = "lintel.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
