"""Addresses of this app."""

from django.urls import path

from polku_web.figures import views

CSV, XLSX = {"form": "csv"}, {"form": "xlsx"}

urlpatterns = [
    path("contracts/", views.contracts, name="contracts"),
    path("contracts/csv", views.contracts_file, CSV, name="contracts_csv"),
    path("contracts/xlsx", views.contracts_file, XLSX, name="contracts_xlsx"),
    path("contracts/<uuid:contract_id>/", views.contract, name="contract"),
    path("contracts/<uuid:contract_id>/csv", views.contract_file, CSV, name="contract_csv"),
    path("contracts/<uuid:contract_id>/xlsx", views.contract_file, XLSX, name="contract_xlsx"),
    path("picture/", views.pictures, name="pictures"),
    path("picture/<uuid:pilot_id>/", views.picture, name="picture"),
    path("picture/<uuid:pilot_id>/csv", views.picture_file, CSV, name="picture_csv"),
    path("picture/<uuid:pilot_id>/xlsx", views.picture_file, XLSX, name="picture_xlsx"),
]
