"""Clients' addresses."""

from django.urls import path

from polku_web.clients import log_search, views

urlpatterns = [
    path("clients/", views.clients, name="clients"),
    path("clients/search/", views.search, name="search_clients"),
    path("clients/register/", views.register, name="register_client"),
    path("clients/emergency/", views.emergency, name="emergency"),
    path("clients/<uuid:client_id>/", views.client, name="client"),
    path("clients/<uuid:client_id>/change/", views.change, name="change_client"),
    path("clients/<uuid:client_id>/coach/", views.assign, name="assign_coach"),
    path("clients/<uuid:client_id>/unit/", views.move, name="move_client"),
    path("my/looks/", views.looks, name="looks"),
    path("log/", log_search.entries, name="log"),
    path("log/search/", log_search.search, name="search_log"),
]
