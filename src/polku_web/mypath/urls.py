"""Addresses of this app."""

from django.urls import path

from polku_web.mypath import views

urlpatterns = [
    path("my/", views.own_path, name="own_path"),
    path("my/messages/", views.own_messages, name="own_messages"),
    path("my/agreements/<uuid:agreement_id>/accept/", views.accept, name="accept_agreement"),
    path("my/agreements/<uuid:agreement_id>/change/", views.change, name="change_agreement"),
    path("my/steps/<uuid:step_id>/done/", views.done, name="step_done"),
    path("my/meetings/<uuid:meeting_id>/calendar.ics", views.calendar, name="meeting_calendar"),
    path("my/services/<uuid:participation_id>/feedback/", views.feedback, name="give_feedback"),
]
