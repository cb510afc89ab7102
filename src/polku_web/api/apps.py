"""The app's name for Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Brings the API's texts."""

    name = "polku_web.api"
    label = "api"
