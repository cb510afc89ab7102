"""The app's name for Django, and the checks it adds to Django's own."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers the checks before deployment."""

    name = "polku_web.project"
    label = "project"

    def ready(self) -> None:
        """Register the checks."""
        from polku_web.project import checks

        checks.register_checks()
