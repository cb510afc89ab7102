"""Addresses of this app."""

from django.urls import path

from polku_web.privacy import views

urlpatterns = [
    path("my/data/", views.own_data, name="own_data"),
    path("my/data/file/", views.own_file, name="own_file"),
    path("data-requests/", views.data_requests, name="data_requests"),
    path("data-requests/<uuid:data_request_id>/", views.answer_request, name="answer_request"),
    path("own-data/", views.give_data, name="give_data"),
]
