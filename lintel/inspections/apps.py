from django.apps import AppConfig


class Inspections(AppConfig):
    name = "lintel.inspections"
    label = "inspections"
    default_auto_field = "django.db.models.BigAutoField"
