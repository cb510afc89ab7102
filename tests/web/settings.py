"""The service's own settings, with secrets and a database of the tests. DATABASE_URL may name another database."""

from __future__ import annotations

import os

for name, value in {
    "POLKU_DEMO": "0",
    "SECRET_KEY": "a key of the tests, which opens nothing outside them, 50 long",
    "SEARCH_KEY": "another key of the tests, for the hash of numbers",
    "DATA_KEYS": "bm90LWEtc2VjcmV0LWp1c3QtMzItYnl0ZXMtbG9uZyE=",
    "DATABASE_URL": "sqlite:///:memory:",
    "HTTPS": "0",
    "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "LOG_LEVEL": "WARNING",
}.items():
    os.environ.setdefault(name, value)

from polku_web.project.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing here is worth a slow one
SECOND_FACTOR = False  # tests of the second factor put it on
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # no files need be gathered
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}  # done at once, in the test
