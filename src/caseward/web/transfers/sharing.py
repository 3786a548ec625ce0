"""Who sees people beside the officer responsible: whoever stands in for that officer, and both during a hand-over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from caseward.web.casework.models import Term
from caseward.web.transfers.models import Cover, HandOver


def covers_by(staff: str, day: date) -> list[Cover]:
    """For whom an officer stands in on a day."""
    return list(_on(Cover.objects.filter(covered_by=staff), day).order_by("officer", "id"))


def absences_of(officer: str, day: date) -> list[Cover]:
    """Who stands in for an officer on a day: none when the officer is not known to be out."""
    return list(_on(Cover.objects.filter(officer=officer), day).order_by("starts", "id"))


def beside(staff: str, day: date) -> Q:
    """The terms that an officer sees beside their own on a day: of those they cover, and while they hand over."""
    # Both are asked for first: within the question they would have every term of the agency looked through.
    shared = HandOver.objects.filter(before=staff, shared_until__gt=day, day__lte=day).values_list("term_id", flat=True)
    return Q(officer__in=[cover.officer for cover in covers_by(staff, day)]) | Q(pk__in=list(shared))


def why_beside(staff: str, terms: Iterable[Term], day: date) -> str:
    """Why an officer sees one of the terms who is not responsible for any; '' when they do not."""
    held = list(terms)
    officers = {term.officer for term in held}
    cover = next((cover for cover in covers_by(staff, day) if cover.officer in officers), None)
    if cover is not None:
        return f"covers for {cover.officer}"
    shared = HandOver.objects.filter(before=staff, shared_until__gt=day, day__lte=day, term__in=held).first()
    return "" if shared is None else f"hands over until {shared.shared_until}"


def who_else(terms: Iterable[Term], day: date) -> list[str]:
    """Sentences: who sees a person's terms beside the officer responsible, and until when."""
    held = list(terms)
    found = []
    for one in HandOver.objects.filter(term__in=held, shared_until__gt=day, day__lte=day).order_by("term_id"):
        said = {"before": one.before, "after": one.after, "until": _in_words(one.shared_until)}
        found.append(_("%(before)s hands over to %(after)s. Both are there until %(until)s.") % said)
    officers = sorted({term.officer for term in held} - {""})
    found += [said_of(cover) for officer in officers for cover in absences_of(officer, day)]
    return found


def said_of(cover: Cover) -> str:
    """A cover in one sentence."""
    said = {"officer": cover.officer, "by": cover.covered_by}
    if cover.until is None:
        return _("%(officer)s is out of the office until further notice; %(by)s stands in.") % said
    said["until"] = _in_words(cover.until)
    return _("%(officer)s is out of the office and back on %(until)s; %(by)s stands in.") % said


def _on(covers: QuerySet[Cover], day: date) -> QuerySet[Cover]:
    return covers.filter(Q(until=None) | Q(until__gt=day), starts__lte=day)


def _in_words(day: date | None) -> str:
    return "" if day is None else date_format(day, "j F Y")
