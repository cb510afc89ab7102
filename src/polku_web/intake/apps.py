"""The app's name for Django, and its rules."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Declares who may see and do what when all models are there."""

    name = "polku_web.intake"
    label = "intake"

    def ready(self) -> None:
        """Declare the rules and the app's words, tell what is kept of a client, and know what a file of clients is."""
        from polku_web.audit.words import learn
        from polku_web.intake import checks, columns, keeping, rules, taking_in, words
        from polku_web.intake.kinds import FileKind, add_kind

        needs = tuple((name,) for name in columns.MUST)
        add_kind(FileKind("clients", columns.FIELDS, needs, checks.check_rows, taking_in.take_in))
        rules.declare_rules()
        keeping.declare_kept()
        learn(actions=words.ACTIONS, kinds=words.KINDS, bases=words.BASES, to_client=words.TO_CLIENT)
