"""The app's name for Django."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Templates, styles and template tags that all apps share."""

    name = "polku_web.base"
    label = "base"
