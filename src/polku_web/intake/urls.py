"""Addresses of taking in."""

from django.urls import path

from polku_web.intake import allocation_views, column_views, national_views, people_views, views

urlpatterns = [
    path("intake/", views.batches, name="batches"),
    path("intake/national/", national_views.national, name="national"),
    path("intake/columns/", column_views.column_matches, name="column_matches"),
    path("intake/columns/<uuid:match_id>/forget/", column_views.forget_column, name="forget_column"),
    path("intake/<uuid:batch_id>/", views.batch, name="batch"),
    path("intake/<uuid:batch_id>/columns/", views.columns, name="batch_columns"),
    path("intake/<uuid:batch_id>/take-in/", views.take_in, name="batch_take_in"),
    path("intake/<uuid:batch_id>/go-on/", views.go_on, name="batch_go_on"),
    path("intake/<uuid:batch_id>/cancel/", views.cancel, name="batch_cancel"),
    path("intake/<uuid:batch_id>/faulty/", views.faulty_file, name="batch_faulty"),
    path("intake/<uuid:batch_id>/corrected/", views.correct, name="batch_correct"),
    path("intake/rows/<uuid:row_id>/", views.mend, name="batch_row"),
    path("intake/undecided/", people_views.undecided, name="undecided"),
    path("intake/undecided/<uuid:client_id>/", people_views.decide, name="decide_client"),
    path("intake/leaving/", people_views.leaving, name="leaving"),
    path("intake/coaches/", allocation_views.allocations, name="allocations"),
    path("intake/coaches/<uuid:unit_id>/", allocation_views.scopes, name="coach_scopes"),
    path("intake/coaches/<uuid:unit_id>/propose/", allocation_views.propose, name="propose_allocation"),
    path("intake/allocations/<uuid:allocation_id>/", allocation_views.allocation, name="allocation"),
    path("intake/allocations/<uuid:allocation_id>/confirm/", allocation_views.confirm, name="confirm_allocation"),
    path("intake/allocations/<uuid:allocation_id>/undo/", allocation_views.undo, name="undo_allocation"),
]
