"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.intake"
    label = "intake"

    def ready(self) -> None:
        """Declare the rules and the app's words, and tell what is kept of a client."""
        from polku_web.audit.words import learn
        from polku_web.intake import keeping, rules, words

        rules.declare_rules()
        keeping.declare_kept()
        learn(actions=words.ACTIONS, kinds=words.KINDS, bases=words.BASES, to_client=words.TO_CLIENT)
