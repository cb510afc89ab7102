"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.figures"
    label = "figures"

    def ready(self) -> None:
        """Declare the rules, and tell the log the app's words."""
        from polku_web.audit.words import learn
        from polku_web.figures import rules, words

        rules.declare_rules()
        learn(actions=words.ACTIONS, kinds=words.KINDS)
