"""Health and measures are open to whoever reaches them: nothing in them is about a person. The server in front of the
application keeps both to the machine itself (see ``docs/how-to/deploy.md``); measures have a setting besides.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404


def measured() -> None:
    """Http404 where the agency's settings do not ask for measures."""
    if not settings.AGENCY.metrics:
        raise Http404
