"""What officers do, for locust: they open pages and record contacts, with time to think between.

``LOAD_DESKS`` names the file of those who are signed in. An officer looks at one page for 20 seconds, usually less and
sometimes much more (exponential, a minute at most): to read a caseload, to dial a number; and as long before and after
what a contact counts for is shown, since recording one is to take under a minute. It is dense: 200 officers who never
leave their desks ask for ten pages a second. Half of what they begin is a person's page, a fifth a contact to record,
and the rest the lists that one comes from.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from locust import FastHttpUser, task

THINKING, LONGEST = 20.0, 60.0
TODAY, CASELOAD, PERSON, FORM, PREVIEW, SAVE = (
    "Today", "Caseload", "Person", "Contact, the form", "Contact, what it counts for", "Contact, saved",
)  # fmt: skip
ZONE = ZoneInfo("America/Los_Angeles")
_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|request)"[^>]*value="([^"]+)"')


def _desks() -> Iterator[dict[str, object]]:
    while True:
        yield from json.loads(Path(os.environ["LOAD_DESKS"]).read_text())


class Officer(FastHttpUser):
    """One officer at a desk."""

    desks = _desks()

    def wait_time(self) -> float:
        """Seconds until the next page."""
        return min(random.expovariate(1 / THINKING), LONGEST)

    def on_start(self) -> None:
        """Sit down: signed in already."""
        desk = next(Officer.desks)
        self.people, (name, value) = desk["people"], desk["cookie"]
        self.cookie = f"{name}={value}"

    def _get(self, address: str, name: str) -> str:
        with self.client.get(address, name=name, headers={"Cookie": self.cookie}, catch_response=True) as answer:
            if answer.status_code != 200 or "<h1" not in answer.text:
                answer.failure(f"{answer.status_code} {answer.url}")
            return answer.text or ""

    @task(2)
    def today(self) -> None:
        """What is due."""
        self._get("/today/", TODAY)

    @task(1)
    def caseload(self) -> None:
        """Whom one is responsible for."""
        self._get("/caseload/", CASELOAD)

    @task(5)
    def person(self) -> None:
        """Somebody's page."""
        self._get(f"/people/{random.choice(self.people)[0]}/", PERSON)

    @task(2)
    def contact(self) -> None:
        """Record a contact: the form, what it counts for while it is filled in, saved, and the page that follows."""
        person, term = random.choice(self.people)
        address = f"/people/{person}/contact/"
        hidden = dict(_HIDDEN.findall(self._get(address, FORM)))
        outcome = random.choice(("spoke", "spoke", "spoke", "left_message"))
        mode = random.choice(("in_person", "phone")) if outcome == "spoke" else "phone"
        said = hidden | {
            "term": term, "day": datetime.now(ZONE).date().isoformat(), "mode": mode, "outcome": outcome,
            "with_whom": "person", "note": f"Works at the bakery, {random.randrange(10**6)}",
        }  # fmt: skip
        self.wait()
        self._post(f"{address}preview/", said, PREVIEW, 200)
        self.wait()
        if self._post(address, said, SAVE, 302):
            self._get(f"/people/{person}/", PERSON)

    def _post(self, address: str, said: dict[str, str], name: str, wanted: int) -> bool:
        cookie = f"{self.cookie}; csrftoken={said.get('csrfmiddlewaretoken', '')}"
        with self.client.post(
            address, said, name=name, headers={"Cookie": cookie}, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != wanted:
                answer.failure(f"{answer.status_code} {answer.url}")
            return bool(answer.status_code == wanted)
