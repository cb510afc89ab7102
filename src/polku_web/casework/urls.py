"""Addresses of this app."""

from django.urls import path

from polku_web.casework import desk_views, national_views, team_views, views

CLIENT = "clients/<uuid:client_id>/"
urlpatterns = [
    path("desk/", desk_views.my_desk, name="desk"),
    path("desk/search/", desk_views.search_desk, name="search_desk"),
    path("desk/lists/", desk_views.keep_list, name="keep_list"),
    path("desk/lists/<uuid:list_id>/remove/", desk_views.remove_list, name="remove_list"),
    path("desk/many/", desk_views.bulk_act, name="bulk_act"),
    path("desk/many/<uuid:act_id>/", desk_views.bulk_done, name="bulk_done"),
    path("desk/many/<uuid:act_id>/undo/", desk_views.bulk_undo, name="bulk_undo"),
    path("team/", team_views.team, name="team"),
    path("team/absences/add/", team_views.add_absence, name="add_absence"),
    path("team/absences/<uuid:absence_id>/end/", team_views.end_absence, name="end_absence"),
    path(f"{CLIENT}timeline/", views.client_timeline, name="client_timeline"),
    path(f"{CLIENT}note/", views.add_note, name="add_note"),
    path(f"{CLIENT}meeting/", views.add_meeting, name="add_meeting"),
    path(f"{CLIENT}messages/", views.client_messages, name="client_messages"),
    path(f"{CLIENT}messages/read/", views.read_messages, name="read_client_messages"),
    path(f"{CLIENT}steps/", views.propose_steps, name="propose_steps"),
    path(f"{CLIENT}support/", views.add_supporter, name="add_supporter"),
    path(f"{CLIENT}text/", views.paste_text, name="paste_text"),
    path("organisations/<uuid:organisation_id>/links/", national_views.national_links, name="national_links"),
    path("meetings/<uuid:meeting_id>/mark/", views.mark_meeting, name="mark_meeting"),
    path("agreements/<uuid:agreement_id>/accepted/", views.accepted_here, name="accepted_here"),
    path("steps/<uuid:step_id>/mark/", views.mark_step, name="mark_step"),
    path("supporters/<uuid:supporter_id>/end/", views.end_supporter, name="end_supporter"),
]
