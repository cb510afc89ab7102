"""The app's name for Django, its rules and what it listens to."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Declares the rules, and records sign-ins."""

    name = "polku_web.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Declare the rules, listen to sign-ins, and tell the log the app's words."""
        from polku_web.audit.words import learn
        from polku_web.organisations import rules, sign_ins, words

        rules.declare_rules()
        sign_ins.listen()
        learn(actions=words.ACTIONS, kinds=words.KINDS)
