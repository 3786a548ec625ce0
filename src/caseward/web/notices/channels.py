"""The ways out: email by SMTP, text messages by a gateway's HTTP, webhooks signed as Standard Webhooks says."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import override

from caseward.web.languages import ENGLISH
from caseward.web.notices.models import Delivery, Notice
from caseward.web.notices.texts import message, said

SECRET_PREFIX: Final = "whsec_"
REFUSED: Final = 300


class NotReached(Exception):
    """The other side did not take a message. What it says names a status or a missing setting, never the message."""


def send(row: Delivery, http: httpx.Client, at: datetime) -> None:
    """Send one message now. NotReached, OSError (SMTP), httpx.HTTPError when it did not arrive."""
    {"email": _email, "sms": _sms, "webhook": _webhook}[row.channel](row, http, at)


def _email(row: Delivery, _: httpx.Client, at: datetime) -> None:
    agency, notice = settings.AGENCY, _notice(row)
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=agency.email_host,
        port=agency.email_port,
        username=agency.email_user or None,
        password=_secret(agency.path(agency.email_password)) if agency.email_user else None,
        use_tls=agency.email_security == "starttls",
        use_ssl=agency.email_security == "tls",
        timeout=10,
    )
    sender = agency.email_from
    headers = {"Message-ID": f"<{row.message}@{sender.rpartition('@')[2]}>", "Auto-Submitted": "auto-generated"}
    headers |= {"Date": at.strftime("%a, %d %b %Y %H:%M:%S +0000"), "Content-Language": _language(notice)}
    to = [_reached(notice, "email")]
    with override(_language(notice)):
        subject, text = said(notice.kind), message(notice.kind, agency.address, notice.path)
    EmailMessage(subject, text, sender, to, headers=headers, connection=connection).send()


def _sms(row: Delivery, http: httpx.Client, _: datetime) -> None:
    agency, notice = settings.AGENCY, _notice(row)
    headers = {"Idempotency-Key": row.message}
    if agency.sms_key:
        headers["Authorization"] = f"Bearer {_secret(agency.path(agency.sms_key))}"
    body = {"to": _reached(notice, "phone"), "text": "", "id": row.message}
    with override(_language(notice)):
        body["text"] = message(notice.kind, agency.address, notice.path)
    _taken(http.post(agency.sms_url, json=body, headers=headers))


def _webhook(row: Delivery, http: httpx.Client, at: datetime) -> None:
    agency = settings.AGENCY
    url = agency.endpoints().get(row.endpoint)
    if url is None:
        raise NotReached(f"web.toml names no webhook {row.endpoint!r} any more")
    body = json.dumps(row.body, separators=(",", ":"), sort_keys=True).encode()
    stamp = str(int(at.timestamp()))
    secret = _secret(agency.webhook_secret(row.endpoint))
    headers = {
        "content-type": "application/json",
        "webhook-id": row.message,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(secret, row.message, stamp, body),
    }
    _taken(http.post(url, content=body, headers=headers))


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """``v1,`` and the HMAC-SHA256 over id, timestamp and body (Standard Webhooks 1.0.0)."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    said = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, said, "sha256")).decode()


def _notice(row: Delivery) -> Notice:
    assert row.notice is not None  # every message but a webhook's has one
    return row.notice


def _reached(notice: Notice, by: str) -> str:
    reach = getattr(notice.user, "reach", None)
    found = str(getattr(reach, by, ""))
    if not found or not notice.user.is_active:
        raise NotReached(f"the user has no {by} any more")
    return found


def _language(notice: Notice) -> str:
    """In which language whoever gets a message reads."""
    return str(getattr(getattr(notice.user, "reach", None), "language", ENGLISH))


def _secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise NotReached(f"the file of a secret cannot be read: {error.strerror}") from None


def _taken(answer: httpx.Response) -> None:
    if answer.status_code >= REFUSED:
        raise NotReached(f"status {answer.status_code}")
