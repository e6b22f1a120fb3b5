"""Sets up, starts and tests BIG on a machine that has only Python.

    python3 big/make.py run             start BIG with demo data on this machine (PORT: another port than 8000)
    python3 big/make.py test [-- ARGS]  lint, check migrations, test on SQLite and PostgreSQL (ARGS: for pytest)
    python3 big/make.py bench           measure
    python3 big/make.py pictures        take the pictures of the documentation again
    python3 big/make.py lock [-- ARGS]  for maintainers: compile the lists of packages again (needs uv)

`make VERB` does the same. Packages go into .venv, from lists locked by hash; system packages come from apt where this
user may install them, and the tests' HTML checker from npm. Only the standard library is used, in the syntax of
Python 3.8: an old python3 must get far enough to say what is missing.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    # Python puts this folder first on its path, where our modules would shadow the standard library's.
    sys.path[:] = [p for p in sys.path if os.path.realpath(p) != os.path.dirname(os.path.realpath(__file__))]

import contextlib
import errno
import glob
import hashlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from ctypes.util import find_library
from pathlib import Path
from shutil import which
from typing import Any, Callable, Iterator, NamedTuple, Sequence  # noqa: UP035 (where 3.8 has them)
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "big-packages.sha256"
ACCEPTED = ((3, 13), (3, 12))
# No system packages the Nu HTML checker, but npm's vnu-jar carries it.
HTML_CHECKER = VENV / "html-checker"
HTML_CHECKER_PACKAGE = "vnu-jar@26.9.27"
HTML_CHECKER_SHA256 = "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47"
RUNTIME, DEVELOPMENT = "runtime", "development"


class Stop(Exception):
    """The work cannot go on; the text is the one sentence that the user gets."""


class Terminated(KeyboardInterrupt):
    """This process was told to end by something else than the keyboard, which does not reach its children."""


def say(text: str) -> None:
    print(text, flush=True)


def in_ci() -> bool:
    """True where nothing may be skipped."""
    return os.environ.get("CI", "").lower() == "true"


def call(command: Sequence[Any], **options: Any) -> int:
    """Run a command, by default in the project's folder, and return its exit code."""
    with subprocess.Popen([str(part) for part in command], **{"cwd": str(ROOT), **options}) as process:
        try:
            return process.wait()
        except KeyboardInterrupt as interrupt:
            # The keyboard reaches the child as well: let it clean up.
            if isinstance(interrupt, Terminated):
                process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            raise


def captured(command: Sequence[Any], **options: Any) -> tuple[int, str]:
    """Run a command quietly and return its exit code and everything it printed."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    settings = {"cwd": str(ROOT), "text": True, "errors": "replace", **streams, **options}
    done = subprocess.run([str(part) for part in command], check=False, **settings)
    return done.returncode, done.stdout.strip()


def tail(text: str, lines: int = 8) -> str:
    """The end of a command's output, indented, as its reason for failing."""
    return "\n".join("    " + line for line in text.splitlines()[-lines:])


# -- System tools ------------------------------------------------------------------------------------------------------


def postgresql_bin() -> Path | None:
    """The folder of the newest PostgreSQL server's programs: Debian keeps them off the PATH."""
    patterns = "/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"
    folders = [Path(folder) for pattern in patterns for folder in glob.glob(pattern)]
    folders.sort(key=lambda folder: [int(number) for number in re.findall(r"\d+", folder.parent.name)], reverse=True)
    folders += [Path(program).parent for program in [which("initdb")] if program]
    return next((f for f in folders if which("initdb", path=str(f)) and which("pg_ctl", path=str(f))), None)


def chromium() -> str | None:
    """The program file of an installed Chromium, or Chrome; best of one that has no windows to draw."""
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    names = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", mac
    return next((path for path in map(which, names) if path), None)


def jaxb_jars() -> list[Path]:
    """The jars that the PDF validator lacks, in class path order; empty unless all are there."""
    names = "jaxb-runtime jaxb-core jaxb-api istack-commons-runtime txw2 stax-ex FastInfoset javax.activation"
    jars = [Path(f"/usr/share/java/{name}.jar") for name in names.split()]
    return jars if all(jar.exists() for jar in jars) else []


def html_checker() -> Path | None:
    """The jar of the Nu HTML checker, or None unless there is exactly the one that we have looked at."""
    jar = HTML_CHECKER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    is_ours = jar.exists() and hashlib.sha256(jar.read_bytes()).hexdigest() == HTML_CHECKER_SHA256
    return jar if is_ours else None


def softhsm() -> str | None:
    """The library of SoftHSM, which plays a hardware module for keys."""
    folders = "/usr/lib/softhsm", "/usr/lib/*/softhsm", "/opt/homebrew/lib/softhsm", "/usr/local/lib/softhsm"
    paths = [path for folder in folders for path in sorted(glob.glob(f"{folder}/libsofthsm2.so"))]
    return paths[0] if paths and which("softhsm2-util") else None


def has_pango() -> bool:
    return all(find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))


class Tool(NamedTuple):
    """Something that pip cannot install: what needs it, its packages if any, and how to see that it is there."""

    purpose: str
    apt: str
    brew: str
    found: Callable[[], Any]


SYSTEM_TOOLS = {
    "pango": Tool("makes PDFs", "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "pango", has_pango),
    "postgresql": Tool("the tests' second database", "postgresql", "postgresql@17", postgresql_bin),
    "chromium": Tool("the tests' browser", "chromium", "google-chrome", chromium),
    "headless": Tool("draws no windows", "chromium-headless-shell", "", lambda: which("chromium-headless-shell")),
    "java": Tool("validates PDFs in tests", "default-jre-headless", "openjdk", lambda: which("java")),
    "jaxb": Tool("validates PDFs in tests", "libjaxb-java", "", jaxb_jars),
    "poppler": Tool("reads PDFs in tests", "poppler-utils", "poppler", lambda: which("pdftotext")),
    "qpdf": Tool("checks PDFs in tests", "qpdf", "qpdf", lambda: which("qpdf")),
    "softhsm": Tool("plays a hardware module for the seal in tests", "softhsm2", "softhsm", softhsm),
    "npm": Tool("fetches the HTML checker", "npm", "node", lambda: which("npm") or html_checker()),
    "vnu": Tool("checks HTML in tests", "", "", html_checker),
}


def missing(names: Sequence[str] = tuple(SYSTEM_TOOLS)) -> list[str]:
    """Those of the named tools that this machine does not have."""
    return [name for name in names if not SYSTEM_TOOLS[name].found()]


def install_line(names: Sequence[str]) -> str:
    """What to type to install the named tools, on Debian or Ubuntu and on macOS."""
    apt = " ".join(SYSTEM_TOOLS[name].apt for name in names if SYSTEM_TOOLS[name].apt)
    brew = " ".join(SYSTEM_TOOLS[name].brew for name in names if SYSTEM_TOOLS[name].brew)
    if not apt:
        return "make test fetches it"
    macos = f"brew install {brew}" if brew else "not in Homebrew"
    return f"Debian/Ubuntu: sudo apt-get install --no-install-recommends {apt}; macOS: {macos}"


def apt_get() -> list[str] | None:
    """How this user may install packages without being asked, or None."""
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=120"]
    if not which("apt-get"):
        return None
    if os.geteuid() == 0:
        return command
    return ["sudo", "-n", *command] if which("sudo") and captured(["sudo", "-n", "true"])[0] == 0 else None


def apt_install(groups: Sequence[str]) -> None:
    """Install groups of packages where this user may; whoever calls looks afterwards at what came of it."""
    apt = apt_get()
    if apt is None:
        return
    say(f"Installing system packages: {' '.join(groups)}")
    captured([*apt, "update"])
    # One package that this release does not have would keep all others out.
    for attempt in ([" ".join(groups)], groups):
        outcomes = [captured([*apt, "install", "--no-install-recommends", *group.split()]) for group in attempt]
        reasons = [output for code, output in outcomes if code != 0]
        if not reasons:
            return
    say("apt-get did not manage it:\n" + "\n".join(tail(reason, 2) for reason in reasons))


def fetch_html_checker() -> None:
    """Have npm fetch the checker, and run nothing of it; whoever calls looks afterwards at what came of it."""
    if not which("npm"):
        return
    say("Fetching the HTML checker")
    shutil.rmtree(str(HTML_CHECKER), ignore_errors=True)  # npm would leave a damaged copy as it is
    command = ["npm", "install", "--prefix", HTML_CHECKER, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"]
    code, output = captured([*command, "--no-package-lock", HTML_CHECKER_PACKAGE])
    if code != 0:
        say(f"npm did not manage it:\n{tail(output, 2)}")
    elif not html_checker():
        say("What npm fetched is not the file that big/make.py names by its SHA-256.")


def provide(names: Sequence[str]) -> list[str]:
    """Install the named tools where possible; say which remain missing, and return them."""
    absent = missing(names)
    packages = [SYSTEM_TOOLS[name].apt for name in absent if SYSTEM_TOOLS[name].apt]
    if packages:
        apt_install(packages)
    if "vnu" in absent:
        fetch_html_checker()
    absent = missing(absent)
    if absent:
        say("Missing: " + ", ".join(f"{name} ({SYSTEM_TOOLS[name].purpose})" for name in absent))
        say(f"  {install_line(absent)}")
    return absent


# -- Python and its packages -------------------------------------------------------------------------------------------


def version_of(python: Any) -> tuple[int, ...] | None:
    """(major, minor) of an interpreter, or None when it does not run: a version manager's shim can exist and fail."""
    with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
        code, output = captured([python, "-I", "-c", "import sys; print(*sys.version_info[:2])"], timeout=20)
        if code == 0:
            return tuple(int(part) for part in output.split())
    return None


def candidates() -> Iterator[str]:
    """Every interpreter worth trying: on the PATH, this one, and those that version managers keep off the PATH."""
    for name in ("python3.13", "python3.12", "python3", "python"):
        yield from (path for folder in os.get_exec_path() for path in [which(name, path=folder)] if path)
    yield sys.executable
    pyenv = os.environ.get("PYENV_ROOT", "~/.pyenv")
    for pattern in (f"{pyenv}/versions/3.1[23].*", "~/.local/share/uv/python/cpython-3.1[23].*"):
        yield from sorted(glob.glob(os.path.expanduser(f"{pattern}/bin/python3")))


def choose_python() -> str:
    """The first interpreter that runs and is 3.13, else the first 3.12."""
    seen: dict[str, tuple[int, ...] | None] = {}
    for path in candidates():
        if path not in seen:
            seen[path] = version_of(path)
        if seen[path] == ACCEPTED[0]:
            return path
    for path, version in seen.items():
        if version == ACCEPTED[1]:
            return path
    found = ", ".join(sorted({".".join(map(str, version)) for version in seen.values() if version}))
    raise Stop(
        f"BIG needs Python 3.13 or 3.12 and found {f'only {found}' if found else 'none that runs'}: install one "
        "(Debian 13: apt-get install python3 python3-venv; macOS: brew install python@3.13; "
        "with uv: uv python install 3.13) and start again."
    )


def create_environment() -> None:
    """Create .venv, unless there is one that works."""
    if version_of(PYTHON) in ACCEPTED:
        return
    base = choose_python()
    if VENV.exists():
        if any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
            raise Stop(f"{VENV} is in the way and no virtual environment: move it away and start again.")
        say("Removing .venv, whose Python does not run any more or is another version")
        shutil.rmtree(str(VENV))
    say(f"Creating .venv with {base}")
    try:
        uv = which("uv")
        if uv and captured([uv, "venv", "--python", base, VENV])[0] == 0:
            return
        require_venv_module(base)
        code, output = captured([base, "-m", "venv", VENV])
        if code != 0:
            raise Stop(f"{tail(output)}\nThe virtual environment could not be created{reason_in(output)}.")
    except BaseException:
        # Half an environment would be taken for a whole one next time.
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise


def require_venv_module(base: str) -> None:
    """Debian packs the modules that create environments apart from Python itself."""
    probe = [base, "-c", "import ensurepip, venv"]
    package = "python{}.{}-venv".format(*version_of(base) or ACCEPTED[0])
    if captured(probe)[0] != 0:
        apt_install([package])
        if captured(probe)[0] != 0:
            install = f"sudo apt-get install {package}"
            raise Stop(f"{base} has no venv module: install it (Debian/Ubuntu: {install}) and start again.")


def lock_list(kind: str) -> Path:
    return ROOT / "big" / "locks" / f"{kind}.txt"


def digest(kind: str) -> str:
    return hashlib.sha256(lock_list(kind).read_bytes()).hexdigest()


def is_installed(kind: str) -> bool:
    """True when .venv was filled from today's list; the development list contains all of runtime."""
    return STAMP.exists() and STAMP.read_text().strip() in (digest(kind), digest(DEVELOPMENT))


def installers() -> Iterator[list[Any]]:
    """uv when it is there, as it is faster; then pip, since uv may not know this machine's package index."""
    if which("uv"):
        yield [which("uv"), "pip", "install", "--python", PYTHON]
    if captured([PYTHON, "-m", "pip", "--version"])[0] != 0:
        captured([PYTHON, "-m", "ensurepip"])
    yield [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]


def install(kind: str) -> None:
    """Fill .venv from the locked list `kind`, unless that was done before."""
    create_environment()
    if is_installed(kind):
        return
    say(f"Installing the {kind} packages, each checked by hash")
    if STAMP.exists():
        STAMP.unlink()
    output = ""
    for command in installers():
        code, output = captured([*command, "--require-hashes", "--only-binary", ":all:", "-r", lock_list(kind)])
        if code == 0:
            STAMP.write_text(digest(kind) + "\n")
            return
    raise Stop(f"{tail(output)}\nThe packages could not be installed{reason_in(output)}.")


def reason_in(output: str) -> str:
    """What a failed installer's output means, as the end of a sentence."""
    network = ": the package index cannot be reached; is there a network?"
    reasons = {
        "No space left": ": the disk is full",
        "Permission denied": f": this user may not write {VENV}",
        "DO NOT MATCH THE HASHES": ": a downloaded file is not the one that the list names",
        "NewConnectionError": network,
        "NameResolutionError": network,
        "No matching distribution": ": the package index lacks one of them or cannot be reached",
    }
    return next((reason for sign, reason in reasons.items() if sign in output), ", for the reason above")


# -- run ---------------------------------------------------------------------------------------------------------------


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def choose_port(wanted: str | None) -> int:
    """The port that the user asked for; or else 8000, or the next free one after it."""
    if not wanted:
        port = next((port for port in range(8000, 8100) if is_free(port)), None)
        if port is None:
            raise Stop("No port from 8000 to 8099 is free: choose another with PORT=NUMBER.")
        return port
    if not (wanted.isdigit() and 0 < int(wanted) < 65536):
        raise Stop(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    if not is_free(int(wanted)):
        raise Stop(f"Port {wanted} is in use, or not for this user: choose another with PORT=NUMBER.")
    return int(wanted)


def development_environment(**values: str) -> dict[str, str]:
    return {"DEBUG": "true", **os.environ, "DJANGO_SETTINGS_MODULE": "big.settings", **values}


def prepare(arguments: list[str]) -> int:
    """Inside .venv: migrate, fill an empty database with demo data, name the accounts. One start of Django for all."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command
    from django.db import DatabaseError

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise Stop(f"The settings in the environment are not right: {error}") from error
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("demo", if_empty=True)
    except (CommandError, DatabaseError) as error:
        raise Stop(f"The database could not be prepared: {error}") from error
    return 0


def run(arguments: list[str]) -> int:
    """Start BIG on this machine, and on no other: the address is the loopback's."""
    port = choose_port(os.environ.get("PORT"))
    install(RUNTIME)
    provide(["pango"])
    say("Bringing the database up to date")
    if call([PYTHON, "-m", "big.make", "prepare"], env=development_environment()) != 0:
        return 1
    if port != 8000 and not os.environ.get("PORT"):
        say("Port 8000 is in use.")
    say(f"BIG is at http://localhost:{port}/ (Ctrl-C ends it)")  # passkeys want a name, not a number
    server = [PYTHON, "manage.py", "runserver", f"127.0.0.1:{port}", *arguments]
    return call(server, env=development_environment(DJANGO_RUNSERVER_HIDE_WARNING="true"))


# -- test --------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def temporary_postgresql(programs: Path) -> Iterator[str]:
    """A PostgreSQL of its own in a temporary folder, reached by a socket in it; yields its address.

    It keeps nothing, so it never waits for the disk.
    """
    folder = tempfile.mkdtemp(prefix="big-pg-")
    data, user = f"{folder}/data", other_user(folder)
    control = [*user, programs / "pg_ctl", "-D", data, "-w", "-s"]
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    create = [*user, programs / "initdb", "-D", data, "-U", "big", "-A", "trust", "-E", "UTF8", "--no-sync"]
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c full_page_writes=off"
    try:
        # Output goes to a file: a pipe would stay open as long as the server that inherits it.
        with open(f"{folder}/output", "w+") as output:
            for step in ([*create, f"--locale={locale}"], [*control, "-l", f"{folder}/log", "-o", options, "start"]):
                if call(step, cwd=folder, stdout=output, stderr=output) != 0:
                    output.seek(0)
                    raise Stop(f"{tail(output.read())}\nThe temporary PostgreSQL did not start.")
        yield f"postgres://big@{quote(folder, safe='')}/postgres"
    finally:
        captured([*control, "-m", "immediate", "stop"], cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def other_user(folder: str) -> list[str]:
    """PostgreSQL refuses to run as root: give `folder` to another user, and return what makes a command theirs."""
    if os.geteuid() != 0:
        return []
    import pwd

    user = "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]


def pytest(arguments: list[str], **values: str) -> int:
    """Run pytest, on all cores unless `arguments` say what is wanted; `values` are for its environment."""
    arguments = arguments or ["-n", "auto"]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return call([PYTHON, "-m", "pytest", *arguments], env={**environment, **values})


def pytest_on_postgresql(arguments: list[str]) -> int | None:
    """The exit code of pytest on a temporary PostgreSQL; None when there is none and that is allowed."""
    programs = postgresql_bin()
    if programs is None:
        say(f"There is no PostgreSQL here, so nothing was tested on it. {install_line(['postgresql'])}")
        return 1 if in_ci() else None
    try:
        with temporary_postgresql(programs) as address:
            return pytest(arguments, DATABASE_URL=address)
    except Stop as stop:
        say(str(stop))
        return 1


def test(arguments: list[str]) -> int:
    """Run every check even when an earlier one failed, so that one run shows all faults."""
    install(DEVELOPMENT)
    provide(list(SYSTEM_TOOLS))
    in_memory = development_environment(DATABASE_URL="sqlite://:memory:")
    steps: dict[str, Callable[[], int | None]] = {
        "Style (ruff check)": lambda: call([PYTHON, "-m", "ruff", "check"]),
        "Layout (ruff format)": lambda: call([PYTHON, "-m", "ruff", "format", "--check"]),
        "Migrations": lambda: call([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], env=in_memory),
        "Tests on SQLite": lambda: pytest(arguments),
        "Tests on PostgreSQL": lambda: pytest_on_postgresql(arguments),
    }
    summary, failed = [""], []
    for name, step in steps.items():
        say(f"\n-- {name}")
        start = time.monotonic()
        code = step()
        verdict = "skipped" if code is None else "failed" if code else "ok"
        summary.append(f"{name:22} {verdict:8} {time.monotonic() - start:6.1f} s")
        failed += [name] if code else []
    say("\n".join([*summary, f"Failed: {', '.join(failed)}." if failed else "Nothing failed."]))
    return 1 if failed else 0


# -- The other verbs ---------------------------------------------------------------------------------------------------


def module_of_tests(name: str, otherwise: str) -> Callable[[list[str]], int]:
    """A verb that runs tests/NAME.py with the development packages; `otherwise` is said while there is no such file."""

    def verb(arguments: list[str]) -> int:
        if not (ROOT / "tests" / f"{name}.py").exists():
            say(otherwise)
            return 0
        install(DEVELOPMENT)
        provide(list(SYSTEM_TOOLS))
        return call([PYTHON, "-m", f"tests.{name}", *arguments], env=development_environment())

    return verb


def lock(arguments: list[str]) -> int:
    """Compile both lists again. No address may get into them: it would be that of one maintainer's package index."""
    uv = which("uv")
    if uv is None:
        raise Stop("Only uv can compile the lists, though pip installs them: pip install uv, and start again.")
    command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-annotate", "--no-header"]
    command += ["--no-build", "--python-version", "3.12", "--python", choose_python(), "pyproject.toml", *arguments]
    for kind, extra in (RUNTIME, []), (DEVELOPMENT, ["--group", "dev", "--constraints", lock_list(RUNTIME)]):
        say(f"Compiling big/locks/{kind}.txt")
        if call([*command, *extra, "--output-file", lock_list(kind)], stdout=subprocess.DEVNULL) != 0:
            raise Stop(f"uv could not compile big/locks/{kind}.txt, for the reason above.")
        if "://" in lock_list(kind).read_text():
            raise Stop(f"There is an address in big/locks/{kind}.txt: find out which setting of uv put it there.")
    return 0


def usage(arguments: list[str]) -> int:
    say((__doc__ or "").strip())
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "bench": module_of_tests("bench", "There is nothing to measure yet."),
    "pictures": module_of_tests("pictures", "There are no pictures to take yet."),
    "lock": lock,
    "help": usage,
}


def in_words(error: OSError) -> str:
    """One sentence for a fault of the operating system."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"The disk is full{where}: free some space and start again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"This user may not write or run what is needed{where}."
    return f"{error.strerror or error}{where}."


def terminated(number: int, frame: Any) -> None:
    raise Terminated


def main(arguments: list[str]) -> int:
    """Run one verb; whatever is missing ends in a sentence, not in a traceback."""
    verb, rest = (arguments[0] if arguments else "help"), arguments[1:]
    work = prepare if verb == "prepare" else VERBS.get(verb)
    if work is None:
        say(f"There is no verb {verb!r}; there are: {', '.join(VERBS)}.")
        return 2
    if os.name == "nt":
        say("On Windows, BIG runs in WSL, the Windows Subsystem for Linux.")
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, terminated)
    try:
        return work(rest[1:] if rest[:1] == ["--"] else rest)
    except Stop as stop:
        print(stop, file=sys.stderr)
    except OSError as error:
        print(in_words(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 gets question marks, not a traceback
    sys.exit(main(sys.argv[1:]))
