"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Declares who may search the log when all models are there."""

    name = "polku_web.audit"
    label = "audit"

    def ready(self) -> None:
        """Declare the rules."""
        from polku_web.audit import rules

        rules.declare_rules()
