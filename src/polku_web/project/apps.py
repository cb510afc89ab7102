"""The app's name for Django, and the checks it adds to Django's own."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Registers the checks before deployment."""

    name = "polku_web.project"
    label = "project"

    def ready(self) -> None:
        """Register the checks, and tell the log the app's words."""
        from polku_web.audit.words import learn
        from polku_web.project import checks, words

        learn(actions=words.ACTIONS)
        checks.register_checks()
