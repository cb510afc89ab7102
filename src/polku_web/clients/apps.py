"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Declares who may see and do what to a client when all models are there."""

    name = "polku_web.clients"
    label = "clients"

    def ready(self) -> None:
        """Declare the rules and the app's words, tell what is kept of a client, and how clients are facts."""
        from polku_web.audit.words import learn
        from polku_web.clients import facts, keeping, rules, words

        rules.declare_rules()
        keeping.declare_kept()
        facts.declare_facts()
        learn(actions=words.ACTIONS, kinds=words.KINDS, to_client=words.TO_CLIENT)
