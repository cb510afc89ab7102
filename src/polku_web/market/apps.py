"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.market"
    label = "market"

    def ready(self) -> None:
        """Declare the rules."""
        from polku_web.market import rules

        rules.declare_rules()
