"""What is measured of the application, in the form that Prometheus reads: by route and status, never by address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from caseward.web.jobs.queries import exposed, health
from caseward.web.keeping import Keeping

OWN = CollectorRegistry()
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)
REQUESTS = Counter("caseward_requests", "Requests answered.", ("route", "method", "status"), registry=OWN)
SECONDS = Histogram("caseward_request_seconds", "How long answers took.", ("route",), registry=OWN, buckets=BOUNDS)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


def count(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. ``route`` is the name of an address, not the address: that may hold an id."""
    said = method if method in METHODS else "other"
    REQUESTS.labels(route, said, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def page(keeping: Keeping, at: datetime) -> tuple[bytes, str]:
    """The measures at an instant, and their content type; of all processes where they share a folder for it."""
    registry = OWN
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    now.register(_Standing(keeping, at))
    return generate_latest(registry) + generate_latest(now), CONTENT_TYPE_LATEST


class _Standing(Collector):
    """How the outbox, the jobs, the drawing and the witness stand."""

    def __init__(self, keeping: Keeping, at: datetime) -> None:
        self._keeping, self._at = keeping, at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The measures that are asked for when they are read."""
        found = health(self._keeping, self._at)
        entries, seconds = exposed(self._keeping, self._at)
        outbox, jobs, files = found["outbox"], found["jobs"], found["files"]
        assert isinstance(outbox, dict)
        assert isinstance(jobs, dict)
        assert isinstance(files, dict)
        yield _gauge("record_entries", "Entries of the kept record.", found["entries"])
        yield _gauge("drawn_entries", "Entries that the drawn tables follow.", found["drawn_entries"])
        yield _gauge("drawing_waiting", "People waiting to be drawn.", found["people_waiting_to_be_drawn"])
        yield _gauge("outbox_waiting", "Messages not sent yet.", outbox["waiting"])
        yield _gauge("outbox_oldest_seconds", "Age of the oldest message not sent yet.", outbox["oldest_seconds"])
        yield _gauge("outbox_dead", "Messages that were given up.", outbox["dead"])
        yield _gauge("files_held", "Files that wait for the virus scanner.", files["held"])
        yield _gauge("files_apart", "Files in which the virus scanner found something.", files["apart"])
        yield _gauge("exposed_entries", "Entries that no witness cosigned yet.", entries)
        if seconds is not None:
            yield _gauge("exposed_seconds", "How long the oldest of them has been without a witness.", seconds)
        yield _by_job("job_last_run_seconds", "Seconds since the job last came to its end.", jobs)
        yield _by_job("job_failing", "Whether the last run of the job failed.", jobs)


def _gauge(name: str, said: str, value: object) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"caseward_{name}", said, value=float(str(value)))


def _by_job(name: str, said: str, jobs: dict[str, dict[str, object]]) -> GaugeMetricFamily:
    found = GaugeMetricFamily(f"caseward_{name}", said, labels=["job"])
    for job, of in jobs.items():
        value = of["last_run_seconds_ago"] if name.endswith("seconds") else int(bool(of["fault"]))
        if value is not None:
            found.add_metric([job], float(str(value)))
    return found
