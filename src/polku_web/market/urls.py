"""Addresses of the market: for staff, for providers with an account, and by a link."""

from django.urls import path

from polku_web.market import provider_views, views

urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/open/", views.open_services, name="open_services"),
    path("services/<uuid:offer_id>/", views.change_service, name="change_service"),
    path("clients/<uuid:client_id>/services/", views.client_services, name="client_services"),
    path("clients/<uuid:client_id>/refer/", views.refer, name="refer"),
    path("clients/<uuid:client_id>/jobs/add/", views.add_job, name="add_job"),
    path("referrals/", views.waits, name="waits"),
    path("referrals/<uuid:referral_id>/", views.referral, name="referral"),
    path("referrals/<uuid:referral_id>/act/", views.act, name="act_on_referral"),
    path("jobs/<uuid:job_id>/", views.job, name="job"),
    path("inbox/", provider_views.inbox, name="inbox"),
    path("inbox/<uuid:referral_id>/", provider_views.received, name="received"),
    path("answer/<str:token>/", provider_views.open_referral, name="open_referral"),
    path("answered/", provider_views.answered, name="answered"),
    path("answered/<uuid:link_id>/", provider_views.received_by_link, name="received_by_link"),
]
