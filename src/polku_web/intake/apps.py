"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.intake"
    label = "intake"

    def ready(self) -> None:
        """Declare the rules."""
        from polku_web.intake import rules

        rules.declare_rules()
