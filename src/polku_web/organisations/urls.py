"""The administrator's addresses, and the organiser's colour and logo."""

from django.urls import path

from polku_web.organisations import token_views, views
from polku_web.organisations.passwords import SetPassword

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/add/", views.add_person, name="add_person"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/invite/", views.invite, name="invite"),
    path("people/<uuid:person_id>/posts/", views.give_post, name="give_post"),
    path("posts/<uuid:post_id>/end/", views.end_post, name="end_post"),
    path("units/", views.units, name="units"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", token_views.revoke, name="revoke_token"),
    path("organisations/<uuid:organisation_id>/appearance/", views.appearance, name="appearance"),
    path("colours.css", views.colours, name="colours"),
    path("logo.png", views.logo, name="logo"),
    path("account/password/set/<str:who>/<str:token>/", SetPassword.as_view(), name="set_password"),
]
