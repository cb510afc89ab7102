"""Every address of the service. Of allauth only what is used: nobody signs up or resets a password by e-mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import include, path

from polku_web.organisations.passwords import change_password
from polku_web.project import demo_views, figures_views, health, views

handler400 = "polku_web.project.errors.bad_request"
handler403 = "polku_web.project.errors.forbidden"
handler404 = "polku_web.project.errors.not_found"
handler500 = "polku_web.project.errors.broken"

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("demo/", demo_views.people, name="demo"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", change_password, name="account_change_password"),
    path("account/second-factor/", mfa.index, name="mfa_index"),
    path("account/second-factor/confirm/", mfa.authenticate, name="mfa_authenticate"),
    path("account/second-factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/service/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/service/error/", social.login_error, name="socialaccount_login_error"),
    path("account/service/<str:provider_id>/", openid.login, name="openid_connect_login"),
    path("account/service/<str:provider_id>/callback/", openid.callback, name="openid_connect_callback"),
    path("", include("polku_web.organisations.urls")),
    path("", include("polku_web.contracts.urls")),
    path("figures/make/", figures_views.make, name="make_figures"),
    path("", include("polku_web.figures.urls")),
    path("", include("polku_web.clients.urls")),
    path("", include("polku_web.intake.urls")),
    path("", include("polku_web.market.urls")),
    path("", include("polku_web.casework.urls")),
    path("", include("polku_web.mypath.urls")),
    path("", include("polku_web.privacy.urls")),
    path("", include("polku_web.api.urls")),
]
