"""What an application server such as gunicorn loads, with ``CASEWARD_AGENCY`` set to the agency's folder."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseward.web.settings.agency")
application = get_wsgi_application()
