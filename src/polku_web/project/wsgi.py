"""The door for a WSGI server: `polku_web.project.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku_web.project.settings")
application = get_wsgi_application()

# The pages and all that they need are loaded and stay: the collector need not look through them again and again while
# somebody waits, which took a tenth of a second each time.
get_resolver().check()
gc.collect()
gc.freeze()
