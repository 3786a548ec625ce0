"""What every page is given: the agency's name, and where whoever reads it may go."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from caseward.web.accounts.access import roles_of
from caseward.web.accounts.models import Role, User

#: The places of the head of a page, each with the roles that see it.
PLACES = (
    ("today", "Today", {Role.OFFICER}),
    ("unit", "Unit", {Role.SUPERVISOR, Role.INSPECTOR}),
    ("caseload", "Caseload", {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("reports", "Reports", {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("promises", "Promises", {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("transfers", "Transfers", {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR}),
    ("reviews", "Reviews", {Role.SUPERVISOR, Role.INSPECTOR}),
    ("warnings", "Warnings", {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("disputes", "Disputes", {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.RECORDS, Role.DUTY}),
    ("inspection", "Inspection", {Role.INSPECTOR}),
    ("recordroom", "Record room", {Role.RECORDS}),
    ("machines", "Machines", {Role.ADMINISTRATOR}),
    ("users", "Administration", {Role.ADMINISTRATOR}),
    ("notices", "Notices", set(Role)),
    ("notices-unsent", "Messages not sent", {Role.ADMINISTRATOR}),
)


def page(request: HttpRequest) -> dict[str, object]:
    """The agency, the roles and the places of whoever asks."""
    said: dict[str, object] = {
        "agency": settings.AGENCY.name,
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
    }
    if isinstance(getattr(request, "user", None), User):
        grants = roles_of(request)
        held = {grant.role for grant in grants}
        said["roles"] = grants
        said["places"] = [(name, title) for name, title, roles in PLACES if held & roles]
    return said
