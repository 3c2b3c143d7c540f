from django.apps import AppConfig


class Config(AppConfig):
    """The installation itself: no tables, only what is checked at start."""

    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401 - registers them
