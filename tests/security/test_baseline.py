"""What a passive and a gentle active scan would look for, on the application as it is served: every page, every role."""

from __future__ import annotations

import re
import socket
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.casework.agency import make_agency
from tests.casework.serving import free_port, served
from tests.casework.test_doors import DOORS

SIGN_IN = "/account/login/"
OPEN = (
    SIGN_IN,
    "/health",
    "/nothing/here",
    "/api/v1/health",
    "/api/v1/people",
    "/api/v1/nothing",
    "/static/nothing.css",
)
ACCOUNT = ("/account/second-factor/", "/account/password/change/", "/account/logout/")
ROLES = ("", "officer", "supervisor", "administrator")
SCRIPT = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"
ELSEWHERE = "elsewhere.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    agency = make_agency(tmp_path_factory.mktemp("security") / "agency")
    with served(agency.folder, free_port()) as found:
        yield found


def csrf(page: str) -> dict[str, str]:
    return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]}


def signed_in(server, role: str) -> httpx.Client:
    address, roles = server
    browser = httpx.Client(base_url=address, timeout=60)
    if role:
        name, password = roles[role]
        said = {"login": name, "password": password, **csrf(browser.get(SIGN_IN).text)}
        assert browser.post(SIGN_IN, data=said).status_code == 302
    return browser


@pytest.fixture(scope="module")
def browsers(server) -> Iterator[dict[str, httpx.Client]]:
    found = {role: signed_in(server, role) for role in ROLES}
    yield found
    for browser in found.values():
        browser.close()


def addresses() -> list[str]:
    return [*OPEN, *ACCOUNT, "/", *(where.format_map(defaultdict(lambda: 1)) for where, _ in DOORS.values())]


@pytest.fixture(scope="module")
def answers(browsers) -> list[tuple[str, str, httpx.Response]]:
    """Every page as every role sees it, refusals and what is not there among them."""
    return [(role, where, browser.get(where)) for role, browser in browsers.items() for where in addresses()]


def test_every_kind_of_answer_is_among_them_and_none_fails(answers):
    statuses = {answer.status_code for _, _, answer in answers}
    assert {200, 302, 403, 404} <= statuses
    assert [(role, where) for role, where, answer in answers if answer.status_code >= 500] == []


def test_every_answer_has_the_headers_that_guard_it(answers):
    for role, where, answer in answers:
        said = (role, where, answer.status_code)
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", said
        assert headers["X-Frame-Options"] == "DENY", said
        assert headers["Referrer-Policy"] == "same-origin", said
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", said
        assert where.startswith("/static/") or headers.get("Cache-Control") == "no-store", said
        assert not set(headers) & {"x-powered-by", "access-control-allow-origin"}, said
        assert not re.search(r"\d", headers.get("Server", "")), "no version of the server is told"
        if answer.content:
            assert re.search(r"charset=utf-8|json|svg|calendar|csv", headers["Content-Type"]), said


def test_every_page_may_load_its_own_files_alone(answers):
    for role, where, answer in answers:
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        rules = dict(rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";"))
        said = (role, where)
        assert rules["default-src"] == "'self'", said
        assert rules["object-src"] == rules["frame-ancestors"] == "'none'", said
        assert rules["base-uri"] == rules["form-action"] == "'self'", said
        assert not re.search(r"unsafe|\*|https?:", " ".join(rules.values())), said
        assert not re.search(
            r"<script(?![^>]* (?:src=|type=.application/json.))|<style|\sstyle=|\son\w+=|javascript:", answer.text
        ), said
        loaded = re.findall(r'<(?:script|img|link|iframe|source|object)[^>]*?(?:src|href)="([^"]*)"', answer.text)
        assert [one for one in loaded if not re.match(r"/(?!/)|data:,?", one)] == [], said


def test_no_answer_tells_how_it_is_made(answers):
    told = re.compile(
        r"Traceback|DisallowedHost|site-packages|\.py\b|DEBUG|Django Version|sqlite3?\.|psycopg", re.IGNORECASE
    )
    assert [(where, found[0]) for _, where, answer in answers if (found := told.search(answer.text))] == []


def test_every_form_that_changes_something_carries_a_token(answers):
    seen = 0
    for role, where, answer in answers:
        for form in re.findall(r'<form[^>]*method="post".*?</form>', answer.text, re.DOTALL | re.IGNORECASE):
            seen += 1
            assert 'name="csrfmiddlewaretoken"' in form, (role, where)
    assert seen > 20


def test_no_address_takes_a_post_from_another_site(browsers):
    """By a browser that is signed in, with its cookies and without the token of the form."""
    for role in ("officer", "administrator"):
        for where in addresses():
            answer = browsers[role].post(
                where, data={"reason": "from elsewhere"}, headers={"Origin": f"https://{ELSEWHERE}"}
            )
            assert answer.status_code in (401, 403, 404, 405), (role, where, answer.status_code)


def test_cookies_are_for_this_site_and_no_script_reads_them(server):
    browser = signed_in(server, "inspector")
    cookies = {c.name: c for c in browser.cookies.jar}
    assert {"sessionid", "csrftoken"} <= set(cookies)
    for cookie in cookies.values():
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "Lax"
        assert not cookie.domain_specified
    assert cookies["sessionid"].expires is None, "it ends with the browser"
    browser.close()


def test_a_session_is_new_at_sign_in_and_over_at_sign_out(server):
    browser = httpx.Client(base_url=server[0], cookies={"sessionid": "a" * 32})
    name, password = server[1]["inspector"]
    form = csrf(browser.get(SIGN_IN).text)
    browser.post(SIGN_IN, data={"login": name, "password": password, **form})
    kept = [c.value for c in browser.cookies.jar if c.name == "sessionid" and c.value != "a" * 32]
    assert len(kept) == 1
    stolen = httpx.Client(base_url=server[0], cookies={"sessionid": kept[0]})
    assert stolen.get("/caseload/").status_code == 200
    browser.post(
        "/account/logout/",
        data=csrf(stolen.get("/account/logout/").text),
        headers={"Cookie": f"sessionid={kept[0]}; csrftoken={stolen.cookies['csrftoken']}"},
    )
    assert stolen.get("/caseload/").status_code == 302
    for one in (browser, stolen):
        one.close()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "TRACK", "CONNECTED", "PROPFIND"])
def test_methods_that_no_page_knows_do_nothing(browsers, method):
    for where in ("/", "/caseload/", SIGN_IN, "/health", "/api/v1/health", "/people/p-3/"):
        answer = browsers["supervisor"].request(method, where)
        assert answer.status_code in (302, 400, 403, 405, 501), (where, answer.status_code)
        assert method not in answer.text, "what was sent is not echoed"


def test_another_name_in_the_host_header_is_refused_and_never_echoed(browsers):
    browser = browsers["supervisor"]
    for headers in ({"Host": ELSEWHERE}, {"Host": f"{ELSEWHERE}:80"}):
        answer = browser.get("/caseload/", headers=headers)
        assert answer.status_code == 400
        assert ELSEWHERE not in answer.text
    for headers in (
        {"X-Forwarded-Host": ELSEWHERE},
        {"Forwarded": f"host={ELSEWHERE}"},
        {"X-Original-URL": "/machines/"},
    ):
        for where in ("/caseload/", "/"):
            answer = browser.get(where, headers=headers)
            assert ELSEWHERE not in answer.text + answer.headers.get("Location", "")
            assert "Let a machine in" not in answer.text


@pytest.mark.parametrize(
    "to", ["//{}/", "https://{}/", "/\\{}/", "https:{}", "///{}", "/%09/{}", "http:///{}", "javascript://{}/", "\x00//{}"]
)  # fmt: skip
def test_signing_in_leads_nowhere_else(server, to):
    target = to.format(ELSEWHERE)
    address, roles = server
    browser = httpx.Client(base_url=address)
    page = browser.get(SIGN_IN, params={"next": target})
    name, password = roles["duty"]
    said = {"login": name, "password": password, "next": target, **csrf(page.text)}
    answer = browser.post(SIGN_IN, data=said)
    assert answer.status_code == 302
    where = urlsplit(answer.headers["Location"])
    assert (where.scheme, where.netloc) == ("", ""), answer.headers["Location"]
    assert not re.match(r"/[/\\\x00-\x20]", answer.headers["Location"]), answer.headers["Location"]
    browser.close()


def test_what_is_typed_into_an_address_or_a_form_comes_back_harmless(browsers):
    asked = [(where, name) for where in ("/caseload/", "/unit/", "/people/p-3/", "/warnings/", "/warnings/new/", "/tokens/")
             for name in ("q", "officer", "office", "order", "show", "known_at", "kind", "about", "next", "format")]  # fmt: skip
    for where, name in asked:
        answer = browsers["supervisor"].get(where, params={name: SCRIPT})
        assert answer.status_code < 500, (where, name)
        assert "<script>alert" not in answer.text, (where, name)
        assert "onerror=alert(1)>" not in answer.text, (where, name)
    browser = browsers[""]
    form = csrf(browser.get(SIGN_IN).text)
    assert "<script>alert" not in browser.post(SIGN_IN, data={"login": SCRIPT, "password": SCRIPT, **form}).text
    assert "<script>alert" not in browsers["officer"].get(f"/{SCRIPT}/").text


def test_no_line_is_smuggled_into_a_header(browsers):
    for where in (f"{SIGN_IN}?next=/%0d%0aSet-Cookie:%20a=b", "/caseload/?q=%0d%0aX-Evil:%201", "/%0d%0aX-Evil:%201"):
        answer = browsers[""].get(where)
        assert "X-Evil" not in answer.headers
        assert "a=b" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "path",
    ["/static/../web.toml", "/static/%2e%2e/%2e%2e/keys/web.key", "/static/..%2f..%2fweb.toml", "/..%2f..%2f/etc/passwd", "/.git/config",
     "/web.toml", "/.env", "/static/", "/admin/", "/static/%00"],
)  # fmt: skip
def test_no_file_is_served_but_those_for_pages(server, path):
    where = urlsplit(server[0])
    with socket.create_connection((where.hostname, where.port)) as line:  # a client would tidy the path
        line.sendall(f"GET {path} HTTP/1.0\r\nHost: {where.netloc}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    status, body = int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]
    assert status in (302, 400, 404), path
    assert not re.search(rb"root:|policies =|\[core\]|repositoryformat", body), path


def test_too_much_is_refused_and_never_fails(browsers):
    browser = browsers["officer"]
    form = csrf(browser.get("/people/p-3/contact/").text)
    for said in ({"note": "x" * 3_000_000}, {f"field{n}": "x" for n in range(1500)}):
        with httpx.Client(base_url=browser.base_url, cookies=browser.cookies) as fresh:
            try:
                status = fresh.post("/people/p-3/contact/", data={**form, **said}).status_code
            except httpx.TransportError:
                status = 413  # the server hung up before it had read all of it
        assert status in (400, 403, 413)
    assert browser.get("/health").status_code == 200


def test_nothing_of_a_request_is_taken_as_sql(browsers):
    whole = browsers["supervisor"].get("/caseload/").text.count("/people/p-")
    assert whole
    for said in ("' OR '1'='1", "p-3'; DROP TABLE casework_term; --", '" OR 1=1 --', "%' OR '%'='"):
        assert browsers["supervisor"].get("/caseload/", params={"q": said}).text.count("/people/p-") == 0
        assert browsers["supervisor"].get(f"/people/{said}/").status_code == 404
    assert browsers["supervisor"].get("/caseload/").text.count("/people/p-") == whole


def test_five_wrong_passwords_lock_the_account_for_the_right_one_too(server):
    address, roles = server
    name, password = roles["records"]
    with httpx.Client(base_url=address, timeout=60) as browser:
        form = csrf(browser.get(SIGN_IN).text)
        statuses = [
            browser.post(SIGN_IN, data={"login": name, "password": f"wrong {n}", **form}).status_code for n in range(5)
        ]
        assert 302 not in statuses
        answer = browser.post(SIGN_IN, data={"login": name, "password": password, **form})
        assert answer.status_code in (403, 429)
        unknown = browser.post(SIGN_IN, data={"login": "nobody-at-all", "password": "wrong", **form})
        known = browser.post(SIGN_IN, data={"login": roles["duty"][0], "password": "wrong", **form})
        assert unknown.status_code == known.status_code, "nobody learns which users there are"
