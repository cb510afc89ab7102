"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.contracts"
    label = "contracts"

    def ready(self) -> None:
        """Declare the rules."""
        from polku_web.contracts import rules

        rules.declare_rules()
