"""What lists, form and the page of composing cost with 1,000, 100,000 and 1,000,000 activities: `make bench`.

Every number is a ratio within one run, both sides taken in turn: this machine's speed and its other work are on both.
Pages are asked for in this process, through all middleware and signed in. ARGS="1000 100000" measures other sizes.
"""

import contextlib
import datetime
import gc
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from django.utils import timezone

from big import make

ITEMS = 60
"""In a report of the usual size."""
SIZES = [1_000, 100_000, 1_000_000]
ROUNDS, REQUESTS = 5, 6
PAGES = {
    "first page": "",
    "page in the middle": "older_than={middle}",
    "one area": "area={area}",
    "area, in the middle": "area={area}&older_than={middle}",
    "status and period": "status=planned&since={since}&until={until}",
    "kind": "kind={kind}",
    "person": "by={person}",
    "partner": "partner={partner}",
    "partner and period": "partner={partner}&since={since}&until={until}",
    "target group": "group={group}",
    "area, group, status": "area={area}&group={group}&status=planned",
    "not reported": "unreported=on",
    "area, not reported": "area={area}&unreported=on",
    "word in many": "q=skolan",
    "word in one of 500": "q=fyrtiotvå",
}

FILL = """
INSERT INTO reports_activity (area_id, also_area_id, text, status, "when", starts_on, ends_on, listed_on,
    participants_qualifier, note, created_at, created_by_id, version, search_text, kind_id, printed_at)
SELECT {area} + n / 10 % {areas}, CASE WHEN n % 13 = 0 THEN {area} + n / 100 % {areas} END,
    'Vi har besökt skolan i område ' || n || {word} || ' och pratat om trygghet med personal och elever.',
    CASE n % 10 WHEN 0 THEN 'planned' WHEN 1 THEN 'ongoing' ELSE 'completed' END, 'våren', {day}, {day}, {day}, '', '',
    {now}, CASE WHEN n % 7 = 0 THEN {other} ELSE {user} END, 1,
    'vi har besökt skolan i område ' || n || {word} || ' och pratat om trygghet med personal och elever.',
    {kind} + n / 7 % 10, CASE WHEN n <= {printed} THEN {now} END
FROM {numbers}
"""
FILL_FOLLOW_ONS = """
UPDATE reports_activity SET continues_id = id - 1 WHERE id % 50 = 2
"""
FILL_SECTIONS = """
INSERT INTO reports_reportsection (report_id, area_id, heading, intro, position, is_hidden, version)
SELECT {report}, {area} + n % {areas}, 'Avsnitt', '', n, false, 1 FROM {numbers}
"""
FILL_ITEMS = """
INSERT INTO reports_reportitem (section_id, activity_id, text, position, is_hidden, version)
SELECT s.id, a.id, a.text, a.id, false, 1
FROM reports_activity a JOIN reports_reportsection s ON s.position = 1 + (a.id - {first}) / {each}
WHERE s.report_id = {report} AND a.id BETWEEN {first} AND {last}
"""
FILL_PARTNERS = """
INSERT INTO reports_activity_partners (activity_id, organisation_id)
SELECT id, {first} + id / 2 % 10 FROM reports_activity WHERE id % 2 = 0
"""
FILL_GROUPS = """
INSERT INTO reports_activity_target_groups (activity_id, targetgroup_id)
SELECT id, {first} + id / 3 % 10 FROM reports_activity WHERE id % 3 = 0
"""
NUMBERS = {
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {size}) SELECT n FROM s)",
    "postgresql": "(SELECT n FROM generate_series(1, {size}) AS s(n)) AS numbers",
}
NOW = {
    "sqlite": "'2026-01-01 12:00:00'",
    "postgresql": "timestamptz '2026-01-01 12:00:00+00:00'",
}
FILLED = ["reports_activity", "reports_activity_partners", "reports_activity_target_groups", "reports_listing"]
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes "
    "WHERE tablename = %s AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}
DAY = {
    "sqlite": "date('2016-01-01', (n * 7919 % 3650) || ' days')",
    "postgresql": "date '2016-01-01' + (n * 7919::bigint % 3650)::int",
}


def create_database(base: object, name: str, *, template: str = "") -> None:
    """Make a database beside the one that is there, empty or as the template is, and make Django work with it."""
    from django.db import connection

    point_at(base)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    elif template:
        shutil.copyfile(template, name)
    point_at(name)


def point_at(name: object) -> None:
    """Make Django work with that database from now on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = str(name)


@contextlib.contextmanager
def all_at_once() -> Iterator[None]:
    """Rows are stored here without a look at each: indexes, listings and references are made for all when it ends."""
    from django.db import connection

    from big import trigrams
    from reports import listings

    listings.lift()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER indexed_reports_activity_insert")
            cursor.execute("PRAGMA foreign_keys = OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET maintenance_work_mem = '256MB'")
        indexes = []
        for table in FILLED:
            cursor.execute(INDEXES[connection.vendor], [table])
            indexes += cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        listings.install()
        for _, statement in indexes:
            cursor.execute(statement)
        trigrams.install()
    connection.close()  # and with it what was set


def fill(size: int) -> None:
    """Two people, and that many activities over ten years, half of them with a partner."""
    from django.db import connection

    from big.people.models import Organisation
    from big.people.roles import Role
    from reports.models import ActivityKind, Area, TargetGroup
    from tests.factories import create_user

    user = create_user(Role.STAFF, Role.EDITOR)
    other = create_user(Role.STAFF, email="nils@example.se")
    partners = [Organisation.objects.create(name=f"Organisation {number:02}").pk for number in range(50)]
    groups = [TargetGroup.objects.create(name=f"Målgrupp {number:02}").pk for number in range(10)]
    areas = list(Area.objects.order_by("pk").values_list("pk", flat=True))
    kinds = list(ActivityKind.objects.order_by("pk").values_list("pk", flat=True)[:10])
    for numbers in (partners, groups, areas, kinds):
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    engine = connection.vendor
    values = {
        "area": areas[0],
        "areas": len(areas),
        "word": "CASE WHEN n % 500 = 42 THEN ' fyrtiotvå' ELSE '' END",
        "day": DAY[engine],
        "user": user.pk,
        "other": other.pk,
        "kind": kinds[0],
        "now": NOW[engine],
        "printed": size - 2 * ITEMS,
        "numbers": NUMBERS[engine].format(size=size),
    }
    with all_at_once(), connection.cursor() as cursor:
        cursor.execute(FILL.format(**values))
        cursor.execute(FILL_PARTNERS.format(first=partners[0]))
        cursor.execute(FILL_GROUPS.format(first=groups[0]))
        cursor.execute(FILL_FOLLOW_ONS)
    fill_reports(user)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if engine == "postgresql" else "ANALYZE")


def fill_reports(user: object) -> None:
    """What a group has that reports month by month: nearly all printed, the last issue, a draft, and some that wait.

    One old report stands for all that came before the last, since a page reads the last at most: its sections are as
    many, and as long, as theirs would be.
    """
    from django.db import connection

    from big import freezing
    from big.documents.finalising import finalise
    from big.documents.models import Document
    from reports.models import Activity, Area, Report

    pks = list(Activity.objects.order_by("pk").values_list("pk", flat=True))
    bounds = [pks[0], *(pks[-number] for number in (3 * ITEMS, 2 * ITEMS, ITEMS))]
    areas = Area.objects.count()
    each = ITEMS // areas
    freezing.lift()
    for number, (first, end) in enumerate(itertools.pairwise(bounds)):
        day = datetime.date(2025, 10 + number, 1)
        report = Report.objects.create(title=f"Aktuellt {day}", issue_date=day)
        values = {"report": report.pk, "first": first, "last": end - 1, "each": each}
        values |= {"area": Area.objects.order_by("pk")[0].pk, "areas": areas}
        values["numbers"] = NUMBERS[connection.vendor].format(size=-(-(end - first) // each))
        with connection.cursor() as cursor:
            cursor.execute(FILL_SECTIONS.format(**values))
            cursor.execute(FILL_ITEMS.format(**values))
        if number < 2:
            now = timezone.now()
            document = finalise(
                lambda _: b"%PDF",
                kind=Document.Kind.REPORT,
                title=report.title,
                date=day,
                file_name="x.pdf",
                by=user,
                now=now,
            )
            report.state, report.document = Report.State.PUBLISHED, document
            report.published_at, report.published_by = now, user
            report.save()
    freezing.install()


def addresses() -> dict[str, str]:
    """What to ask for, in the database of now; the empty page is the list when nothing is found, by an index."""
    from big.people.models import Organisation, User
    from reports.models import Activity, ActivityKind, Area, Report, TargetGroup

    middle = Activity.objects.newest_first()[Activity.objects.count() // 2]
    values = {
        "middle": f"{middle.listed_on}.{middle.pk}",
        "area": Area.objects.order_by("pk")[1].pk,
        "since": "2020-03-01",
        "until": "2020-03-31",
        "kind": ActivityKind.objects.order_by("pk")[2].pk,
        "person": User.objects.get(email="nils@example.se").pk,
        "partner": Organisation.objects.order_by("pk")[2].pk,
        "group": TargetGroup.objects.get(name="Målgrupp 02").pk,
    }
    found = {name: f"/insatser/?{query.format(**values)}" for name, query in PAGES.items()}
    found |= {"compose": f"/rapporter/{Report.objects.drafts().get().pk}/redigera/", "home": "/"}
    return found | {"form": "/insatser/ny/", "empty page": "/insatser/?until=1990-01-01", "bare": "/halsa/"}


def measure(sizes: list[int]) -> None:
    """Print the table for the database that the environment names."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from big.people.models import User

    base = connection.settings_dict["NAME"]
    create_database(base, f"{base}_empty")
    call_command("migrate", interactive=False, verbosity=0)
    clients, asked = {}, {}
    for size in sizes:
        create_database(base, f"{base}_{size}", template=f"{base}_empty")
        start = time.perf_counter()
        fill(size)
        make.say(f"{connection.vendor}: {size:,} activities stored in {time.perf_counter() - start:.0f} s")
        clients[size], asked[size] = Client(SERVER_NAME="localhost"), addresses()
        clients[size].force_login(User.objects.get(email="vera.lindmark@example.se"))
    taken: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for _ in range(ROUNDS + 1):  # the first one warms up and is not counted
        for name in asked[sizes[0]]:
            for size in sizes:
                point_at(f"{base}_{size}")
                taken.setdefault((name, size), []).append(cost(clients[size], asked[size][name]))
    report(connection.vendor, sizes, {key: rounds[1:] for key, rounds in taken.items()})


def cost(client: object, address: str) -> tuple[float, float]:
    """Milliseconds for one request: as the clock says, and of this process's CPU.

    The quickest of some, since whatever else this machine does only adds.
    """
    client.get(address)
    gc.collect()
    taken = []
    for _ in range(REQUESTS):
        clock, cpu = time.perf_counter(), time.process_time()
        assert client.get(address).status_code == 200
        taken.append(((time.perf_counter() - clock) * 1000, (time.process_time() - cpu) * 1000))
    return min(clock for clock, _ in taken), min(cpu for _, cpu in taken)


def report(engine: str, sizes: list[int], taken: dict[tuple[str, int], list[tuple[float, float]]]) -> None:
    def ratio(one: tuple[str, int], other: tuple[str, int], which: int) -> float:
        pairs = zip(taken[one], taken[other], strict=True)
        return statistics.median(a[which] / b[which] for a, b in pairs)

    make.say(f"\n{engine}: time of a page at N activities (milliseconds)")
    make.say(f"the list's by that of its first page at {sizes[0]:,}, other pages' by their own there")
    make.say("".join([f"{'':22}", *(f"{size:>20,}" for size in sizes)]))
    for name in dict.fromkeys(name for name, _ in taken):
        base = ("first page" if name in PAGES else name, sizes[0])
        cells = []
        for size in sizes:
            clock = statistics.median(one[0] for one in taken[name, size])
            cells.append(f"{ratio((name, size), base, 0):10.2f} ({clock:6.1f})")
        make.say("".join([f"{name:22}", *(f"{cell:>20}" for cell in cells)]))
    for size in sizes:
        own = ratio(("empty page", size), ("first page", size), 1)
        make.say(f"{size:>10,}: CPU of the empty page / of the first page {own:.2f}")


def main(arguments: list[str]) -> int:
    """Measure on SQLite, then on a PostgreSQL of its own where there is one."""
    if arguments[:1] == ["here"]:
        measure([int(size) for size in arguments[1:]])
        return 0
    sizes = arguments or [str(size) for size in SIZES]
    command = [sys.executable, "-m", "tests.bench", "here", *sizes]
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with tempfile.TemporaryDirectory() as folder:
        code = subprocess.run(command, env={**environment, "DATA_DIR": folder}, check=False).returncode
    programs = make.postgresql_bin()
    if programs is None:
        make.say(f"There is no PostgreSQL here, so nothing was measured on it. {make.install_line(['postgresql'])}")
        return code
    with make.temporary_postgresql(programs) as address, tempfile.TemporaryDirectory() as folder:
        environment |= {"DATABASE_URL": address, "DATA_DIR": folder}
        return subprocess.run(command, env=environment, check=False).returncode or code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
