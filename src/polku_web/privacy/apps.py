"""The app's name for Django, its rules and words."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Declare the rules, tell the log the app's words, and say what is kept of a client."""
        from polku_web.audit.words import learn
        from polku_web.privacy import keeping, rules, words

        rules.declare_rules()
        learn(actions=words.ACTIONS, kinds=words.KINDS, to_client=words.TO_CLIENT, bases=words.BASES)
        keeping.declare_kept()
