"""What every page is given: the agency's name, and where whoever reads it may go."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from caseward.web.accounts.access import roles_of
from caseward.web.accounts.models import Role, User
from caseward.web.languages import choices

#: The places of the head of a page, each with the roles that see it.
PLACES = (
    ("today", _("Today"), {Role.OFFICER}),
    ("unit", _("Unit"), {Role.SUPERVISOR, Role.INSPECTOR}),
    ("caseload", _("Caseload"), {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("reports", _("Reports"), {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("promises", _("Promises"), {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("transfers", _("Transfers"), {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR}),
    ("reviews", _("Reviews"), {Role.SUPERVISOR, Role.INSPECTOR}),
    ("warnings", _("Warnings"), {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("warning-new", _("Record a warning"), {Role.ADMINISTRATOR}),
    ("disputes", _("Disputes"), {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("inspection", _("Inspection"), {Role.INSPECTOR}),
    ("recordroom", _("Record room"), {Role.RECORDS}),
    ("machines", _("Machines"), {Role.ADMINISTRATOR}),
    ("users", _("Administration"), {Role.ADMINISTRATOR}),
    ("notices", _("Notices"), set(Role)),
    ("files-apart", _("Files kept apart"), {Role.ADMINISTRATOR}),
    ("notices-unsent", _("Messages not sent"), {Role.ADMINISTRATOR}),
)


def page(request: HttpRequest) -> dict[str, object]:
    """The agency, the languages of the page, the roles and the places of whoever asks."""
    said: dict[str, object] = {
        "agency": settings.AGENCY.name,
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
        "languages": choices(request),
        "provider": _provider(),
        "notice": settings.AGENCY.notice,
        "typed_again": getattr(request, "typed_again", None),
    }
    if isinstance(getattr(request, "user", None), User):
        grants = roles_of(request)
        held = {grant.role for grant in grants}
        said["roles"] = grants
        said["places"] = [(name, title) for name, title, roles in PLACES if held & roles]
    return said


def _provider() -> str:
    """What people call the agency's identity provider; '' where there is none."""
    return settings.AGENCY.oidc_name or settings.AGENCY.oidc_issuer if settings.AGENCY.oidc_issuer else ""
