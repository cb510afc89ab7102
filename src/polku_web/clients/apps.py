"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Declares who may see and do what to a client when all models are there."""

    name = "polku_web.clients"
    label = "clients"

    def ready(self) -> None:
        """Declare the rules, tell what is kept of a client, and how clients are facts."""
        from polku_web.clients import facts, keeping, rules

        rules.declare_rules()
        keeping.declare_kept()
        facts.declare_facts()
