"""What goes wrong with experiments."""

from polku.base import PolkuError


class ExperimentError(PolkuError):
    """An experiment that cannot be designed, frozen or drawn."""


class DrawError(ExperimentError):
    """Places that cannot be drawn; nothing was written."""
