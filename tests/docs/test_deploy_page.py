"""The page on running it for an agency: its units and nginx file parse, name what there is, and gunicorn runs as it says."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import httpx
import pytest

from tests.casework.agency import make_agency
from tests.casework.serving import free_port
from tests.docs.pages import read

PAGE = read("docs/how-to/deploy.md")
FILE = re.compile(r"^`(/etc/\S+)`[^\n]*(?:\n[^\n`]+)*:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILES = {Path(where).name: text for where, text in FILE.findall(PAGE)}
UNITS = sorted(name for name in FILES if name.endswith((".service", ".timer")))
RELEASE = "/opt/caseward/current/.venv/bin/"
BIN = f"{Path(sys.executable).parent}/"


class Unit(configparser.RawConfigParser):
    """A unit's file; a key that comes twice has both values."""

    def __init__(self, text: str) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",), empty_lines_in_values=False)
        self.optionxform = str
        self.commands = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
        self.read_string(text)


@cache
def help_of(*words: str) -> str:
    done = subprocess.run([f"{BIN}caseward", *words, "--help"], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def test_the_page_has_every_file():
    assert set(FILES) == {
        "caseward-web.service", "caseward-jobs.service", "caseward-witness.service", "caseward-witness.timer",
        "caseward-backup.service", "caseward-backup.timer", "caseward",
    }  # fmt: skip


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_as_nobody_else_and_its_commands_are_there(name):
    unit = Unit(FILES[name])
    if name.endswith(".timer"):
        assert unit["Timer"]["OnCalendar"]
        assert name.replace(".timer", ".service") in FILES
        return
    assert unit["Service"]["User"] == "caseward"
    assert unit["Service"]["UMask"] == "0077"
    assert unit.commands
    for command in unit.commands:
        for said in re.findall(rf"{RELEASE}caseward ((?:[a-z]+ )+)(?:/|--)", command):
            words = said.split()
            assert "Usage: caseward" in help_of(*words), command


def test_options_on_the_page_are_options_of_the_commands():
    for line in re.findall(r"caseward (?:serve|backup|restore|init|witness \w+|verify|jobs)[^\n`']*", PAGE):
        words = shlex.split(line.replace("$$(date +%%FT%%H%%M)", "TODAY").rstrip(","))[1:]
        command = words[: 2 if words[0] == "witness" else 1]
        known = help_of(*command)
        assert [word for word in words if word.startswith("--") and word not in known] == [], line


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit(name, tmp_path):
    analyze = shutil.which("systemd-analyze")
    assert analyze, "systemd is not on this machine: make need-running"
    for one, text in FILES.items():
        if one != "caseward":
            (tmp_path / one).write_text(text.replace(RELEASE, BIN), encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / name)], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "caseward" in line]) == (0, [])


def test_nginx_takes_its_file(tmp_path):
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "nginx is not on this machine: make need-running"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
    ]
    names = [
        "-subj",
        "/CN=caseward.county.example",
        "-keyout",
        f"{tmp_path}/key.pem",
        "-out",
        f"{tmp_path}/fullchain.pem",
    ]
    subprocess.run([*command, *names], check=True, capture_output=True)
    text = FILES["caseward"].replace("/etc/ssl/caseward", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    text = re.sub(r"(listen \S*?)(80|443|9180)\b", lambda found: f"{found[1]}{free_port()}", text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{own}{text}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        [nginx, "-t", "-p", str(tmp_path), "-c", "nginx.conf"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_nginx_hides_health_and_measures_and_keeps_addresses_out_of_its_log():
    text = FILES["caseward"]
    outside, inside = text.split("# Health and measures")
    assert "location = /health { return 404; }" in outside
    assert "location = /metrics { return 404; }" in outside
    assert re.findall(r"listen ([^;]+);", inside) == ["[::1]:9180"]
    (format_,) = re.findall(r"log_format \w+ '([^']+)'", text)
    assert {"$request", "$request_uri", "$uri", "$args", "$remote_user", "$http_referer"} & set(
        format_.split()
    ) == set()
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in outside


@pytest.fixture(scope="module")
def agency(tmp_path_factory) -> Path:
    """An agency's folder as the page has it, made ready."""
    made = make_agency(tmp_path_factory.mktemp("deployed") / "agency")
    said = replace(made, https=True, second_factor="required", hosts=("caseward.county.example",), metrics=True)
    (made.folder / "web.toml").write_text(said.toml(), encoding="utf-8")
    run("serve", made.folder, "--prepare")
    return made.folder


def run(*words: object, **environment: str) -> str:
    command = [f"{BIN}caseward", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=os.environ | environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_tables_of_an_earlier_release_are_brought_up_in_a_copy_and_no_entry_is_lost(agency, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(agency, copy)
    before = run("verify", copy)
    said = {"CASEWARD_AGENCY": str(copy), "DJANGO_SETTINGS_MODULE": "caseward.web.settings.agency"}
    for app in ("notices", "jobs"):  # as they were before these came
        subprocess.run(
            [f"{BIN}django-admin", "migrate", app, "zero"], env=os.environ | said, check=True, capture_output=True
        )
    run("backup", copy, "--to", tmp_path / "before")
    assert "8 people" in run("serve", copy, "--prepare")
    assert run("verify", copy) == before
    assert "sending: 0 done" in run("jobs", copy, "--once")
    assert "notices_notice" in tables(copy)
    for one in copy.glob("web.sqlite*"):
        one.unlink()
    run("restore", tmp_path / "before" / "tables", "--to", copy)
    assert {"accounts_user", "notices_notice"} & tables(copy) == {"accounts_user"}  # as they were, and nothing lost
    assert run("verify", copy) == before


def tables(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "web.sqlite")) as found:
        return {name for (name,) in found.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_gunicorn_runs_as_the_unit_says_and_answers_https_alone(agency, tmp_path):
    (tmp_path / "metrics").mkdir()
    command = Unit(FILES["caseward-web.service"]).commands[0].replace(RELEASE, BIN)
    command = command.replace("/run/caseward/", f"{tmp_path}/")
    environment = {"CASEWARD_AGENCY": str(agency), "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics")}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(shlex.split(command), env=os.environ | environment, stdout=log, stderr=log)
        try:
            socket = tmp_path / "web.sock"
            for _ in range(200):
                if socket.exists() or process.poll() is not None:
                    break
                time.sleep(0.1)
            answers(socket)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    assert process.returncode == 0, (tmp_path / "log").read_text(encoding="utf-8")


def answers(socket: Path) -> None:
    with httpx.Client(
        transport=httpx.HTTPTransport(uds=str(socket)), base_url="http://caseward.county.example", timeout=30
    ) as http:
        behind = {"X-Forwarded-Proto": "https"}
        assert http.get("/health", headers=behind).json()["entries"] > 0
        assert http.get("/health").headers["Location"].startswith("https://")
        page = http.get("/people/p-3/", headers=behind)
        assert page.headers["Location"].startswith("/account/login/")
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        measures = http.get("/metrics", headers=behind).text
        assert 'caseward_requests_total{method="GET",route="health",status="200"}' in measures
        assert http.get("/health", headers=behind | {"Host": "elsewhere.example"}).status_code == 400
