"""Addresses of taking in."""

from django.urls import path

from polku_web.intake import views

urlpatterns = [
    path("intake/", views.batches, name="batches"),
    path("intake/<uuid:batch_id>/", views.batch, name="batch"),
    path("intake/<uuid:batch_id>/columns/", views.columns, name="batch_columns"),
    path("intake/<uuid:batch_id>/take-in/", views.take_in, name="batch_take_in"),
    path("intake/<uuid:batch_id>/go-on/", views.go_on, name="batch_go_on"),
    path("intake/<uuid:batch_id>/cancel/", views.cancel, name="batch_cancel"),
    path("intake/<uuid:batch_id>/faulty/", views.faulty_file, name="batch_faulty"),
    path("intake/<uuid:batch_id>/corrected/", views.correct, name="batch_correct"),
    path("intake/rows/<uuid:row_id>/", views.mend, name="batch_row"),
]
