"""The product as users meet it: a real server on a database of its own, for browser stories and pictures."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).parents[1]


def python(*args: str, env: dict[str, str]) -> str:
    """Run a program of ours and return what it printed; if it fails, raise with what it said."""
    done = subprocess.run([sys.executable, *args], cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(args)}: {done.stdout}{done.stderr}")
    return done.stdout


def manage(*args: str, env: dict[str, str]) -> str:
    return python("manage.py", *args, env=env)


@contextmanager
def new_database(database_url: str, name: str) -> Iterator[str]:
    """An empty database beside the PostgreSQL one that is named; yields its address, and drops it afterwards."""
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(database_url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running_product(folder: Path, database_url: str = "", **settings: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve the product with demo data; yields its address and the environment for more `manage` commands."""
    own = {"DEBUG": "true", "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.served_settings"}
    env = {**os.environ, **own, **settings}
    env.pop("DATABASE_URL", None)
    if database_url:
        env["DATABASE_URL"] = database_url
    python("-m", "big.make", "prepare", env=env)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    # Two processes, as in real use: what is counted or remembered in one must hold in the other.
    command = [sys.executable, "-m", "gunicorn", "big.wsgi", "--bind", address, "--no-control-socket"]
    command += ["--workers", "2", "--threads", "4"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            _wait_until_healthy(f"http://{address}", server)
            yield f"http://{address}", env
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_until_healthy(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("The server stopped while starting; see server.log.")
        try:
            urllib.request.urlopen(f"{address}/halsa/", timeout=2)
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not answer within a minute.")
