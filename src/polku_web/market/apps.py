"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.market"
    label = "market"

    def ready(self) -> None:
        """Declare the rules, have the triggers asked for, and tell the log the app's words."""
        from polku_web.audit.triggers import guard
        from polku_web.audit.words import learn
        from polku_web.base.sections import show_on
        from polku_web.market import desk, facts, keeping, rules, words

        rules.declare_rules()
        guard("market_referralevent")
        learn(actions=words.ACTIONS, kinds=words.KINDS, to_client=words.TO_CLIENT, bases=words.BASES)
        keeping.declare_kept()
        facts.declare_facts()
        show_on("client", "market", "market/client_section.html", desk.client_section, order=40)
