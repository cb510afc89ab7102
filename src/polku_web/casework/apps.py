"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Declares who may see and do what when all models are there, and tells the apps below what they need to know."""

    name = "polku_web.casework"
    label = "casework"

    def ready(self) -> None:
        """Declare the rules and what is kept of a client, and tell the log the app's words."""
        from polku_web.audit.words import learn
        from polku_web.base.changes import when_facts_change
        from polku_web.casework import facts, imported_kinds, keeping, rules, sections, tasks, words

        rules.declare_rules()
        keeping.declare_kept()
        facts.declare_facts()
        learn(actions=words.ACTIONS, kinds=words.KINDS, to_client=words.TO_CLIENT, bases=words.BASES)
        when_facts_change(tasks.recount)
        sections.declare_sections()
        imported_kinds.declare_kinds()
