from django.apps import AppConfig


class Directory(AppConfig):
    name = "lintel.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
