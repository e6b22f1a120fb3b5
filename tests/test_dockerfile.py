"""The container image, without a container engine: its file is read, its commands are run as far as they go here."""

import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import pytest

from big import make


def instructions() -> list[tuple[str, str]]:
    """The file's (instruction, arguments), with continued lines joined and comments left out."""
    text = re.sub(r"^\s*#.*\n", "", (make.ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line.strip()]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for instruction, arguments in instructions():
        if instruction == "FROM":
            found.append([])
        found[-1].append((instruction, arguments))
    return found


def the(instruction: str) -> str:
    """The arguments of the one `instruction` of the last stage."""
    [arguments] = [arguments for name, arguments in stages()[-1] if name == instruction]
    return arguments


def ignored(path: str) -> bool:
    """True when .dockerignore keeps `path`, a file or folder at any depth, out of the image."""
    patterns = (make.ROOT / ".dockerignore").read_text().split()
    parts = path.split("/")
    return any(
        fnmatch(parts[-1], pattern[3:]) if pattern.startswith("**/") else fnmatch(parts[0], pattern)
        for pattern in patterns
    )


def run(command: list[str], folder: Path, **environment: str) -> None:
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_image_holds_neither_history_nor_data_nor_tests() -> None:
    for path in (".git", ".venv", "data", "tests", "staticfiles", ".pytest_cache", "reports/__pycache__"):
        assert ignored(path), path
    for path in ("big", "manage.py", "minutes", "reports", "static", "templates", "big/locks/runtime.txt"):
        assert not ignored(path), path


def test_base_image_is_the_same_in_all_stages_and_names_no_registry() -> None:
    assert {stage[0][1].split()[0] for stage in stages()} == {"python:3.13-slim-bookworm"}
    assert set(re.findall(r"https?://[^/'\"]+", (make.ROOT / "Dockerfile").read_text())) == {"http://127.0.0.1:8000"}


def test_processes_are_not_root_and_write_in_data_only() -> None:
    last = stages()[-1]
    user = the("USER")
    assert int(user) > 0
    assert f"--uid {user} " in next(arguments for name, arguments in last if "useradd" in arguments)
    after_user = [name for name, _ in last[last.index(("USER", user)) :]]
    assert {"CMD", "HEALTHCHECK"} <= set(after_user)
    assert not {"RUN", "COPY", "ADD"} & set(after_user)
    assert the("VOLUME") == "/data"
    assert not any("chown" in arguments for _, arguments in last)
    assert "DATA_DIR=/data" in the("ENV").split()


def test_last_stage_installs_the_libraries_for_pdfs_and_nothing_else() -> None:
    [command] = [arguments for name, arguments in stages()[-1] if name == "RUN" and "apt-get" in arguments]
    packages = re.search(r"--no-install-recommends ([^&]+)", command).group(1).split()
    assert packages == [*make.SYSTEM_TOOLS["pango"].apt.split(), "fontconfig"]


def test_packages_come_from_the_locked_list_by_hash() -> None:
    [command] = [arguments for name, arguments in stages()[0] if name == "RUN" and "pip install" in arguments]
    install = shlex.split(command.partition("&&")[2])
    assert {"--require-hashes", "--only-binary", ":all:"} <= set(install)
    if find_spec("pip") is None:
        return  # uv made this environment
    # The same command understands the list: here everything in it is installed, so no index is asked.
    options = [*install[install.index("install") :], "--dry-run", "--no-index", "--quiet"]
    run([sys.executable, "-m", "pip", *options], make.ROOT, **os.environ)


# -- The commands ------------------------------------------------------------------------------------------------------


def is_listening(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def server(command: list[str], folder: Path, port: int, **environment: str) -> Iterator[subprocess.Popen]:
    """The server, from when it listens."""
    log = folder.parent / "log"
    with log.open("w") as output, subprocess.Popen(command, cwd=folder, env=environment, stderr=output) as process:
        try:
            deadline = time.monotonic() + 30
            while not is_listening(port):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=15)


@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="Only Linux has /dev/shm, and only there images run.")
def test_image_builds_migrates_and_serves(tmp_path: Path) -> None:
    app = tmp_path / "app"
    shutil.copytree(
        make.ROOT,
        app,
        ignore=lambda folder, names: [
            name for name in names if ignored(os.path.relpath(os.path.join(folder, name), make.ROOT))
        ],
    )
    for name, arguments in stages()[0]:
        if name == "RUN" and "pip install" not in arguments:
            settings, command = re.fullmatch(r"((?:\w+=\S+ )*)/venv/bin/python (.+)", arguments).groups()
            run([sys.executable, *shlex.split(command)], app, **dict(pair.split("=") for pair in settings.split()))
    assert (app / "staticfiles" / "staticfiles.json").exists()
    assert list((app / "staticfiles" / "django_prose_editor").glob("editor.*.js.br"))
    assert not list((app / "staticfiles").rglob("*.map*"))
    assert list((app / "big" / "__pycache__").glob("settings.*.pyc"))
    assert not (app / "data").exists()

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    production = {
        "PATH": f"{os.path.dirname(sys.executable)}:/usr/bin:/bin",
        "HOME": str(tmp_path / "data"),
        "SECRET_KEY": "only-for-this-test",
        "ALLOWED_HOSTS": "big.example.org,www.example.org",
        **dict(pair.split("=", 1) for pair in the("ENV").split() if not pair.startswith("PATH=")),
        "DATA_DIR": str(tmp_path / "data"),
    }
    run([sys.executable, "manage.py", "migrate"], app, **production)
    files = set(app.rglob("*"))
    command = [part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in json.loads(the("CMD"))]
    with server(command, app, port, **production) as process:
        health = json.loads(the("HEALTHCHECK").partition("CMD ")[2].replace(":8000", f":{port}"))
        run(health, app, **production)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 2
    with pytest.raises(AssertionError, match="Connection refused"):
        run(health, app, **production)
    # It wrote in its data folder only: no control socket, no bytecode.
    assert set(app.rglob("*")) == files
    assert {path.name.partition("-")[0] for path in (tmp_path / "data").iterdir()} == {"big.sqlite3"}
