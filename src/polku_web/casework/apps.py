"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.casework"
    label = "casework"

    def ready(self) -> None:
        """Declare the rules."""
        from polku_web.casework import rules

        rules.declare_rules()
