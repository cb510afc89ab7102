"""Django's settings. What differs between installations comes from the environment (docs/web/settings.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from polku_web.project import environment as env

DEMO = env.flag("POLKU_DEMO")
DEBUG = False  # an error page with values on it would show personal data
SECRET_KEY = env.secret("SECRET_KEY", demo=DEMO, what="50 random characters that sign sessions")
DATA_KEYS = env.words("DATA_KEYS") or [
    env.secret("DATA_KEYS", demo=DEMO, what="the key that encrypts identity numbers")
]
SEARCH_KEY = env.secret("SEARCH_KEY", demo=DEMO, what="50 random characters for the hash that finds identity numbers")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env.flag("HTTPS", default=not DEMO)
PROXIES = env.number("TRUSTED_PROXIES", 0)

DATABASES = {"default": env.database("DATABASE_URL", "sqlite:///polku.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One for all processes, so that a limit of attempts is one limit.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

INSTALLED_APPS = [
    "polku_web.base.apps.BaseConfig",
    "polku_web.audit.apps.AuditConfig",
    "polku_web.organisations.apps.OrganisationsConfig",
    "polku_web.contracts.apps.ContractsConfig",
    "polku_web.figures.apps.FiguresConfig",
    "polku_web.clients.apps.ClientsConfig",
    "polku_web.intake.apps.IntakeConfig",
    "polku_web.market.apps.MarketConfig",
    "polku_web.casework.apps.CaseworkConfig",
    "polku_web.mypath.apps.MypathConfig",
    "polku_web.privacy.apps.PrivacyConfig",
    "polku_web.api.apps.ApiConfig",
    "polku_web.project.apps.ProjectConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "polku_web.base.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "polku_web.base.middleware.ContentPolicy",
    "polku_web.api.middleware.NoCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "polku_web.base.middleware.SessionEnd",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "polku_web.organisations.middleware.Rights",
]
ROOT_URLCONF = "polku_web.project.urls"
WSGI_APPLICATION = "polku_web.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "polku_web.project.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "polku_web.base.renderer.PolkuForms"

# Signing in
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # how long an invitation is good
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "home"
ACCOUNT_ADAPTER = "polku_web.organisations.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "referral_link": "30/m/ip",
    "api_token": "10/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
SECOND_FACTOR = env.flag("SECOND_FACTOR", default=not DEMO)
MFA_ADAPTER = "polku_web.organisations.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Polku"
SOCIALACCOUNT_ADAPTER = "polku_web.organisations.adapters.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.sign_in_services("SIGN_IN_SERVICES")}}
# A form that begins a sign-in leads to the service, and the content policy has to know it.
SIGN_IN_ORIGINS = sorted(
    {
        "{0.scheme}://{0.netloc}".format(urlsplit(app["settings"]["server_url"]))
        for app in SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    }
)

# Sessions end
SESSION_IDLE = env.number("SESSION_IDLE_MINUTES", 30) * 60
SESSION_LONGEST = env.number("SESSION_HOURS", 10) * 3600
SESSION_COOKIE_AGE = SESSION_LONGEST
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
EMERGENCY_HOURS = env.number("EMERGENCY_HOURS", 2)

# How long data are kept: a file like src/polku_web/privacy/terms.yaml; empty: that one
RETENTION_TERMS = env.text("RETENTION_TERMS")
# Where jobseekers report their job search; pages for clients lead there.
JOB_MARKET_URL = env.text("JOB_MARKET_URL", "https://tyomarkkinatori.fi/")

# Safe on the way
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
# A probe asks from inside. The API refuses: were it redirected, nobody would notice that its token came readable.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^api/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "polku_web.project.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# Files of clients: how large they may be, packed and unpacked. What is larger is dropped while it comes in.
INTAKE_FILE_MB = env.number("INTAKE_FILE_MB", 30)
INTAKE_UNPACKED_MB = env.number("INTAKE_UNPACKED_MB", 300)
INTAKE_ROWS = env.number("INTAKE_ROWS", 100_000)
FILE_UPLOAD_HANDLERS = [
    "polku_web.base.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Work in the background, by `polku work`, which `polku serve` starts beside itself.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Languages: the texts are written in Finnish; catalogues give the others.
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
FORMAT_MODULE_PATH = "polku_web.base.formats"
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Helsinki"

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_FOLDER", "polku-static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": env.text("STATIC_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage")},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "polku_web.base.logs.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    # Django would repeat each refused path in words of its own; the line of the request tells it without.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},
    },
}
