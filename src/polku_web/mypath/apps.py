"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class MypathConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.mypath"
    label = "mypath"

    def ready(self) -> None:
        """Declare the rules, and what is kept of a client."""
        from polku_web.audit.words import learn
        from polku_web.mypath import facts, keeping, rules, words

        rules.declare_rules()
        keeping.declare_kept()
        facts.declare_facts()
        learn(actions=words.ACTIONS, kinds=words.KINDS)
