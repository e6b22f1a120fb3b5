"""The script behind `make`: what it needs, it finds or installs; what it cannot, it says in one sentence."""

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from big import make

# Runs the script as a machine would that has no other Python than those on its PATH.
DRIVER = "import sys; sys.path.insert(0, '.'); sys.executable = '/nowhere/python3'; from big import make; "
DRIVER += "sys.exit(make.main(sys.argv[1:]))"

OLD = "echo 3 9"
BROKEN_SHIM = "echo 'pyenv: command not found' >&2; exit 127"
# Knows its version, and creates an environment whose Python knows its version and fails at everything else.
WORKING = """
case "$*" in
    *version_info*) echo {version} ;;
    *ensurepip*) exit {ensurepip} ;;
    *"-m venv"*) for last in "$@"; do :; done
        /bin/mkdir -p "$last/bin"; : > "$last/pyvenv.cfg"
        echo '#!/bin/sh' > "$last/bin/python"
        echo 'case "$*" in *version_info*) echo 3 13 ;; *) echo "{pip}"; exit 1 ;; esac' >> "$last/bin/python"
        /bin/chmod +x "$last/bin/python"; {then} ;;
esac
"""


def working(version: str = "3 13", *, ensurepip: int = 0, pip: str = "", then: str = "exit 0") -> str:
    return WORKING.format(version=version, ensurepip=ensurepip, pip=pip, then=then)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the script needs of the project, and an empty folder `bin` to be its PATH."""
    shutil.copytree(make.ROOT / "big" / "locks", tmp_path / "big" / "locks")
    for file in ("big/__init__.py", "big/make.py"):
        shutil.copy(make.ROOT / file, tmp_path / file)
    (tmp_path / "bin").mkdir()
    return tmp_path


def put(project: Path, name: str, body: str) -> str:
    program = project / "bin" / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return str(program)


def environment(project: Path, **values: str) -> dict[str, str]:
    return {"PATH": str(project / "bin"), "HOME": str(project), "LANG": "C.UTF-8", **values}


def run(command: list[object], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=30, **options)


def start(project: Path, *words: str, **values: str) -> tuple[int, str]:
    """Run the script where only the programs in `bin` exist; returns its exit code and everything it printed."""
    command = [sys.executable, "-I", "-c", DRIVER, *words]
    done = run(command, cwd=project, env=environment(project, **values))
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


# -- The locked lists --------------------------------------------------------------------------------------------------


def pins(kind: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", make.lock_list(kind).read_text(), re.MULTILINE))


def declared() -> dict[str, list[Requirement]]:
    project = tomllib.loads((make.ROOT / "pyproject.toml").read_text())
    runtime = [Requirement(text) for text in project["project"]["dependencies"]]
    development = [Requirement(text) for text in project["dependency-groups"]["dev"]]
    return {make.RUNTIME: runtime, make.DEVELOPMENT: runtime + development}


@pytest.mark.parametrize("kind", [make.RUNTIME, make.DEVELOPMENT])
def test_lock_list_names_no_address_and_has_every_declared_package_in_its_range(kind: str) -> None:
    locked = pins(kind)
    assert "://" not in make.lock_list(kind).read_text()
    for requirement in declared()[kind]:
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement
        for extra in requirement.extras & {"binary", "brotli"}:
            assert any(extra in name for name in locked), requirement


@pytest.mark.parametrize("kind", [make.RUNTIME, make.DEVELOPMENT])
def test_every_locked_package_has_a_hash(kind: str) -> None:
    packages = re.split(r"\n(?=\w)", make.lock_list(kind).read_text().strip())
    assert len(packages) == len(pins(kind))
    assert all("--hash=sha256:" in package for package in packages)


def test_development_list_contains_the_runtime_list() -> None:
    assert pins(make.RUNTIME).items() <= pins(make.DEVELOPMENT).items()


# -- Which Python ------------------------------------------------------------------------------------------------------


@pytest.fixture
def only_bin(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same machine as in `start`, within this process."""
    for name, value in environment(project, PYENV_ROOT=str(project / "pyenv")).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(make, "ROOT", project)
    monkeypatch.setattr(make.sys, "executable", "/nowhere/python3")
    return project


def test_python_is_chosen_by_running_the_candidates(only_bin: Path) -> None:
    put(only_bin, "python3.13", BROKEN_SHIM)
    put(only_bin, "python3.12", working("3 12"))
    right = put(only_bin, "python3", working("3 13"))
    assert make.choose_python() == right


def test_python_312_is_accepted_when_there_is_no_313(only_bin: Path) -> None:
    put(only_bin, "python3.13", BROKEN_SHIM)
    put(only_bin, "python3", OLD)
    right = put(only_bin, "python3.12", working("3 12"))
    assert make.choose_python() == right


def test_python_of_a_version_manager_is_found_behind_its_shims(only_bin: Path) -> None:
    put(only_bin, "python3.12", BROKEN_SHIM)
    folder = only_bin / "pyenv" / "versions" / "3.12.1" / "bin"
    folder.mkdir(parents=True)
    right = shutil.copy(put(only_bin, "behind", working("3 12")), folder / "python3")
    assert make.choose_python() == str(right)


@pytest.mark.parametrize(("version", "found"), [("3 9", "only 3.9"), ("3 14", "only 3.14"), ("x", "none that runs")])
def test_no_python_that_fits_ends_in_a_sentence(project: Path, version: str, found: str) -> None:
    put(project, "python3", f"echo {version}")
    code, output = start(project, "run")
    assert code == 1
    assert output.startswith(f"BIG needs Python 3.13 or 3.12 and found {found}: install one")
    assert output.count("\n") == 1


# -- Missing things end in a sentence ----------------------------------------------------------------------------------


def test_missing_venv_module_names_the_package(project: Path) -> None:
    put(project, "python3.12", working("3 12", ensurepip=1))
    code, output = start(project, "run")
    assert code == 1
    assert "sudo apt-get install python3.12-venv" in output


def test_missing_venv_module_is_installed_where_apt_may_be_used(project: Path) -> None:
    put(project, "python3.13", working(ensurepip=1))
    put(project, "env", 'shift; exec "$@"')
    put(project, "sudo", 'shift; exec "$@"')
    put(project, "true", "exit 0")
    put(project, "apt-get", f'echo "$@" >> {project}/apt.log')
    assert start(project, "run")[0] == 1
    update, install = (project / "apt.log").read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install --no-install-recommends python3.13-venv")


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("NewConnectionError: refused", "is there a network?"),
        ("OSError: [Errno 28] No space left on device", "the disk is full."),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "a downloaded file is not the one that the list names."),
        ("something new", "could not be installed, for the reason above."),
    ],
)
def test_failing_installer_is_explained(project: Path, complaint: str, sentence: str) -> None:
    put(project, "python3.13", working(pip=complaint))
    code, output = start(project, "run")
    assert code == 1
    assert complaint in output
    assert sentence in output
    assert not (project / ".venv" / make.STAMP.name).exists()


def test_failing_venv_leaves_nothing_behind(project: Path) -> None:
    put(project, "python3.13", working(then="echo 'No space left on device'; exit 1"))
    code, output = start(project, "run")
    assert (code, output.splitlines()[-1]) == (1, "The virtual environment could not be created: the disk is full.")
    assert not (project / ".venv").exists()


def test_foreign_folder_in_place_of_the_environment_is_left_alone(project: Path) -> None:
    put(project, "python3.13", working())
    (project / ".venv").mkdir()
    (project / ".venv" / "letter").write_text("Dear")
    code, output = start(project, "run")
    assert code == 1
    assert "is in the way" in output
    assert (project / ".venv" / "letter").exists()


@pytest.fixture
def in_the_foreground() -> Iterator[None]:
    """What is started in the background of a shell ignores the keyboard, and so do its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_interrupt_says_so_and_leaves_nothing_behind(project: Path, in_the_foreground: None) -> None:
    put(project, "python3.13", working(then="exec /bin/sleep 20"))
    command = [sys.executable, "-I", "-c", DRIVER, "run"]
    with subprocess.Popen(command, cwd=project, env=environment(project), stderr=subprocess.PIPE, text=True) as process:
        while not (project / ".venv" / "bin" / "python").exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=15)[1] == "\nStopped.\n"
    assert process.returncode == 130
    assert not (project / ".venv").exists()


def test_unknown_verb_names_the_known_ones(project: Path) -> None:
    assert start(project, "fly") == (
        2,
        "There is no verb 'fly'; there are: run, test, bench, pictures, lock, help.\n",
    )


def test_nothing_to_measure_yet_is_no_fault(project: Path) -> None:
    assert start(project, "bench") == (0, "There is nothing to measure yet.\n")


def test_lock_without_uv_ends_in_a_sentence(project: Path) -> None:
    code, output = start(project, "lock")
    assert code == 1
    assert "pip install uv" in output


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"DATABASE_URL": "nonsense"}, "The settings in the environment are not right: "),
        ({"DATABASE_URL": "postgres://big@127.0.0.1:1/big"}, "The database could not be prepared: "),
        ({"DATA_DIR": "/dev/null/data"}, "Not a directory (/dev/null/data)."),
    ],
)
def test_wrong_settings_end_in_a_sentence(values: dict[str, str], sentence: str) -> None:
    development = {"PATH": os.environ["PATH"], "DEBUG": "true", "DJANGO_SETTINGS_MODULE": "big.settings"}
    done = run([sys.executable, "-m", "big.make", "prepare"], cwd=make.ROOT, env={**development, **values})
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)


def test_modules_beside_the_script_do_not_shadow_the_standard_library(project: Path) -> None:
    (project / "big" / "socket.py").write_text("raise SystemExit('the wrong socket')")
    for script in ("big/make.py", "make.py"):
        folder = project if script.startswith("big") else project / "big"
        done = run([sys.executable, script, "help"], cwd=folder)
        assert "python3 big/make.py run" in done.stdout, done.stderr


def test_make_is_a_thin_wrapper() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    done = run(["make", "-s", "-C", make.ROOT, "help"])
    assert done.stdout.startswith("Sets up, starts and tests BIG")
    dry = run(["make", "-n", "-C", make.ROOT, "test", "ARGS=-k minutes"])
    assert "big/make.py test -- -k minutes" in dry.stdout


# -- What is already in place ------------------------------------------------------------------------------------------


def test_stamp_holds_until_the_list_changes_and_development_serves_for_runtime(
    only_bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = only_bin / "stamp"
    monkeypatch.setattr(make, "STAMP", stamp)
    assert not make.is_installed(make.RUNTIME)
    stamp.write_text(make.digest(make.RUNTIME) + "\n")
    assert make.is_installed(make.RUNTIME)
    assert not make.is_installed(make.DEVELOPMENT)
    stamp.write_text(make.digest(make.DEVELOPMENT) + "\n")
    assert make.is_installed(make.RUNTIME)
    assert make.is_installed(make.DEVELOPMENT)
    with make.lock_list(make.DEVELOPMENT).open("a") as file:
        file.write("one-more==1\n")
    assert not make.is_installed(make.RUNTIME)


# -- The port ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_port_that_the_user_asked_for_must_be_free(project: Path, taken: int) -> None:
    assert start(project, "run", PORT=str(taken)) == (
        1,
        f"Port {taken} is in use, or not for this user: choose another with PORT=NUMBER.\n",
    )


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_port_must_be_a_port(port: str) -> None:
    with pytest.raises(make.Stop, match="PORT must be a number from 1 to 65535"):
        make.choose_port(port)


def test_next_free_port_is_taken_when_8000_is_not_free(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    assert not make.is_free(taken)
    monkeypatch.setattr(make, "is_free", lambda port: port > 8001)
    assert make.choose_port(None) == 8002
    monkeypatch.setattr(make, "is_free", lambda port: False)
    with pytest.raises(make.Stop, match="No port from 8000 to 8099 is free"):
        make.choose_port("")


# -- System tools ------------------------------------------------------------------------------------------------------


def test_install_line_serves_debian_and_macos() -> None:
    assert make.install_line(["pango", "jaxb", "qpdf"]) == (
        "Debian/Ubuntu: sudo apt-get install --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libjaxb-java qpdf; "
        "macOS: brew install pango qpdf"
    )
    assert make.install_line(["jaxb"]).endswith("macOS: not in Homebrew")
    assert make.install_line(["vnu"]) == "make test fetches it"


def test_browser_that_draws_no_windows_is_preferred(only_bin: Path) -> None:
    assert make.chromium() is None
    chrome = put(only_bin, "google-chrome", "exit 0")
    assert make.chromium() == chrome
    headless = put(only_bin, "chromium-headless-shell", "exit 0")
    assert make.chromium() == headless


def test_missing_tools_are_named_where_apt_may_not_be_used(
    only_bin: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tool = make.SYSTEM_TOOLS["pango"]._replace(found=lambda: None)
    monkeypatch.setitem(make.SYSTEM_TOOLS, "pango", tool)
    assert make.provide(["pango", "qpdf"]) == ["pango", "qpdf"]
    assert capsys.readouterr().out == (
        f"Missing: pango (makes PDFs), qpdf (checks PDFs in tests)\n  {make.install_line(['pango', 'qpdf'])}\n"
    )


def test_package_that_apt_does_not_have_keeps_no_other_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def apt(command: list[str]) -> tuple[int, str]:
        asked.append(command[-2:])
        return (100, "E: Unable to locate package chromium") if "chromium" in command else (0, "")

    monkeypatch.setattr(make, "apt_get", lambda: ["apt-get"])
    monkeypatch.setattr(make, "captured", apt)
    make.apt_install(["chromium", "qpdf"])
    assert asked[-1] == ["--no-install-recommends", "qpdf"]
    assert "Unable to locate package chromium" in capsys.readouterr().out


@pytest.mark.parametrize("fetched", ["the right file", "another file", None])
def test_html_checker_is_fetched_without_running_anything_of_it_and_proved_by_its_hash(
    only_bin: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fetched: str | None
) -> None:
    folder = only_bin / "html-checker"
    jar = folder / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    monkeypatch.setattr(make, "HTML_CHECKER", folder)
    monkeypatch.setattr(make, "HTML_CHECKER_SHA256", hashlib.sha256(b"the right file").hexdigest())
    monkeypatch.setattr(make, "apt_install", lambda groups: pytest.fail("apt was asked"))
    download = f"/bin/mkdir -p {jar.parent}; printf '{fetched}' > {jar}" if fetched else "echo ENOTFOUND; exit 1"
    put(only_bin, "npm", f'echo "$@" >> {only_bin}/npm.log; {download}')
    expected = [] if fetched == "the right file" else ["vnu"]
    assert make.provide(["npm", "vnu"]) == expected
    assert make.html_checker() == (None if expected else jar)
    reasons = {"another file": "is not the file that big/make.py names", None: "npm did not manage it"}
    assert reasons.get(fetched, "Fetching the HTML checker") in capsys.readouterr().out
    assert make.provide(["npm", "vnu"]) == expected
    asked = (only_bin / "npm.log").read_text().splitlines()
    assert len(asked) == (2 if expected else 1), "what is there is not fetched again"
    assert "--ignore-scripts" in asked[0]
    assert asked[0].endswith(make.HTML_CHECKER_PACKAGE)


def test_npm_is_not_needed_where_the_html_checker_is(only_bin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "html_checker", lambda: None)
    assert make.missing(["npm"]) == ["npm"]
    monkeypatch.setattr(make, "html_checker", lambda: only_bin)
    assert make.missing(["npm"]) == []


def test_tools_that_are_there_are_not_looked_for_in_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {name: tool._replace(found=lambda: True) for name, tool in make.SYSTEM_TOOLS.items()}
    monkeypatch.setattr(make, "SYSTEM_TOOLS", found)
    monkeypatch.setattr(make, "apt_install", lambda groups: pytest.fail("apt was asked"))
    assert make.provide(list(found)) == []


@pytest.mark.parametrize(("ci", "expected"), [("true", 1), ("", None)])
def test_missing_postgresql_is_a_fault_in_ci_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, expected: int | None
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(make, "postgresql_bin", lambda: None)
    assert make.pytest_on_postgresql([]) is expected
    assert "apt-get install --no-install-recommends postgresql" in capsys.readouterr().out


def test_temporary_postgresql_is_removed_after_a_failure() -> None:
    programs = make.postgresql_bin()
    if programs is None:
        (pytest.fail if make.in_ci() else pytest.skip)(make.install_line(["postgresql"]))
    started = []

    def interrupted() -> None:
        with make.temporary_postgresql(programs) as address:
            folder = Path(unquote(urlsplit(address).hostname))
            started.append((folder, int((folder / "data" / "postmaster.pid").read_text().split()[0])))
            assert (folder / ".s.PGSQL.5432").exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    [(folder, server)] = started
    assert not folder.exists()
    # A process that has ended may stay in the table as a zombie, with no command line, until somebody asks for it.
    command_line = Path(f"/proc/{server}/cmdline")
    assert not (command_line.exists() and command_line.read_bytes())


def test_all_checks_run_and_one_failure_is_enough(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called = []

    def call(command: list[object], **options: object) -> int:
        called.append([str(part) for part in command])
        return 1 if "ruff" in command else 0

    monkeypatch.setattr(make, "install", lambda kind: None)
    monkeypatch.setattr(make, "provide", lambda names: [])
    monkeypatch.setattr(make, "call", call)
    monkeypatch.setattr(make, "pytest_on_postgresql", lambda arguments: None)
    assert make.main(["test", "--", "-k", "minutes"]) == 1
    output = capsys.readouterr().out
    assert output.endswith("Failed: Style (ruff check), Layout (ruff format).\n")
    assert re.search(r"Tests on SQLite +ok", output)
    assert re.search(r"Tests on PostgreSQL +skipped", output)
    assert called[-1][1:] == ["-m", "pytest", "-k", "minutes"]
