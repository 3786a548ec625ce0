"""Make, start, kill and throw away a cluster. PostgreSQL refuses to run as root, so as root it runs as ``nobody``."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

_USER = "keeper"


def server_program(name: str) -> str:
    """Where a program of the server lies: on the path, or where Debian puts it (the newest version)."""
    found = shutil.which(name)
    if found:
        return str(Path(found).resolve())
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4]))
    if not places:
        raise RuntimeError(f"PostgreSQL's {name} is not on this machine: `make need-postgresql` says what to install")
    return str(places[-1])


def _times(pid: int) -> list[int]:
    """Ticks of processor that a process and its ended children took; none when it is gone."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return [int(word) for word in said.rpartition(")")[2].split()[11:15]]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _database(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


class Cluster:
    """One cluster with data checksums and the settings of PostgreSQL's own defaults: everything durable. In ``memory`` it
    is as durable for whoever is killed, though not for a loss of power, and quicker. In a ``folder`` of its own it is
    the one that was left there, where there is one.
    """

    def __init__(self, *settings: str, memory: bool = False, folder: Path | None = None) -> None:
        place = "/dev/shm" if memory and Path("/dev/shm").is_dir() else None
        # Short: a socket's path has at most 107 characters.
        self.folder = folder or Path(tempfile.mkdtemp(prefix="cwpg-", dir=place))
        self.data, self.settings = self.folder / "data", settings
        self._made = 0
        if not self.data.exists():
            self._make()
        self.start()

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._run("initdb", "-D", str(self.data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--data-checksums")  # fmt: skip

    def start(self, *more: str) -> None:
        """Start it as a child of this process, and wait until it takes connections."""
        self.launch(*more)
        until = time.monotonic() + 60
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the cluster did not start:\n{self.log()}")
            time.sleep(0.01)

    def launch(self, *more: str) -> None:
        """Start it, and do not wait until it has recovered."""
        own = ("listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings, *more)
        options = [word for setting in own for word in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            command = self._as_user("postgres", "-D", str(self.data), *options)
            self._server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self) -> None:
        """Stop it in order; sessions are ended."""
        self._server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
        self._server.wait(60)

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would end them."""
        self._server.send_signal(signal.SIGSTOP)  # it starts no process more, and ends none in order
        children = self._processes()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._server.kill()
        self._server.wait(60)
        while any(_runs(child) for child in children):  # while one holds the shared memory, the next start is refused
            time.sleep(0.005)

    def _processes(self) -> list[int]:
        """The server's processes besides its first one."""
        first = self._server.pid
        try:
            return [int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split()]
        except FileNotFoundError:  # not every kernel lists them
            asked = ["ps", "-o", "pid=", "--ppid", str(first)]
            return [
                int(pid) for pid in subprocess.run(asked, check=False, capture_output=True, text=True).stdout.split()
            ]

    def processor(self) -> float:
        """Seconds of processor that its processes have taken since it was started."""
        ticks = sum(sum(_times(pid)) for pid in (self._server.pid, *self._processes()))
        return ticks / os.sysconf("SC_CLK_TCK")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def remove(self) -> None:
        """Stop it if it runs, and delete everything."""
        if self._server.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres", user: str = _USER) -> str:
        """How to reach a database of it."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.folder), safe='')}"

    def new_database(self, encoding: str = "UTF8") -> str:
        """An empty database; its address."""
        self._made += 1
        name = f"kept_{self._made}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            made = sql.SQL("CREATE DATABASE {} ENCODING {} TEMPLATE template0")
            connection.execute(made.format(sql.Identifier(name), sql.Literal(encoding)))
        return self.url(name)

    def copied(self, url: str) -> str:
        """A copy of one of its databases, to which nobody may be connected; its address."""
        copy = self.new_database()
        self.put_back(copy, url)
        return copy

    def put_back(self, url: str, copy: str) -> None:
        """Make a database what its copy is; nobody may be connected to the copy."""
        self.drop_database(url)
        with psycopg.connect(self.url(), autocommit=True) as connection:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(made.format(sql.Identifier(_database(url)), sql.Identifier(_database(copy))))

    def drop_database(self, url: str) -> None:
        """Delete one of its databases, whoever is connected to it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(_database(url))))

    def version(self) -> str:
        """What it says it is."""
        with psycopg.connect(self.url()) as connection:
            return str(connection.execute("SELECT version()").fetchall()[0][0])

    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "log").read_text()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(self._as_user(program, *arguments), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
        if done.returncode:
            said = self.log() if (self.folder / "log").exists() else ""
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr}\n{said}")

    def _as_user(self, program: str, *arguments: str) -> list[str]:
        command = [server_program(program), *arguments]
        if os.geteuid() == 0:
            return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--", *command]
        return command
