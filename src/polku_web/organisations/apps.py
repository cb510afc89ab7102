"""The app's name for Django, its rules and what it listens to."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Declares the rules, and records sign-ins."""

    name = "polku_web.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Declare the rules and listen to sign-ins."""
        from polku_web.organisations import rules, sign_ins

        rules.declare_rules()
        sign_ins.listen()
