"""Who may see and do what in this app."""


def declare_rules() -> None:
    """Called once, when the app is ready."""
