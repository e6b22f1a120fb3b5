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

ROOT = Path(__file__).parents[1]


def manage(*args: str, env: dict[str, str]) -> str:
    """Run `manage.py` and return what it printed; a failing command raises with what it said."""
    done = subprocess.run([sys.executable, "manage.py", *args], cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(args)}: {done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def running_product(folder: Path, database_url: str = "", **settings: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve the product with demo data; yields its address and the environment for more `manage` commands."""
    own = {"DEBUG": "true", "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "big.settings"}
    env = {**os.environ, **own, **settings}
    env.pop("DATABASE_URL", None)
    if database_url:
        env["DATABASE_URL"] = database_url
    manage("migrate", "--verbosity=0", env=env)
    manage("demo", env=env)
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
