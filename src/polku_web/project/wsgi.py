"""The door for a WSGI server: `polku_web.project.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku_web.project.settings")
application = get_wsgi_application()
