"""The engine: any template and text in, one archival and accessible file out, or a refusal that says why."""

import datetime
import hashlib
import os
import socket
import subprocess
import sys
import threading
from io import BytesIO
from types import SimpleNamespace

import pikepdf
import pytest
from django.utils.safestring import SafeString

from big.documents import rendering
from big.documents.rendering import EmbeddedFile, RenderingError, render_pdf, unprintable_characters
from tests.pdf_validation import assert_archival_and_accessible, fonts, pages, pdf_text, structure, tagged_text

LETTERHEAD = SimpleNamespace(name="Brottsförebyggarna i Ekby", lines=["Storgatan 1, 123 45 Ekby", "Tfn 0123-45 67 89"])


def minutes(html: str, *, title: str = "Protokoll 2024-02-29", **context) -> bytes:
    """Render minutes with one paragraph of the given HTML."""
    paragraph = SimpleNamespace(
        label="§\N{NO-BREAK SPACE}1", heading="Rubrik", html=SafeString(html), decisions=[], attachments=[]
    )
    meeting = SimpleNamespace(title=title, date=datetime.date(2024, 2, 29))
    return render_pdf(
        "minutes/minutes_pdf.html",
        {"meeting": meeting, "paragraphs": [paragraph], "letterhead": LETTERHEAD, **context},
        title=title,
        created=datetime.date(2024, 2, 29),
        author="Brottsförebyggarna i Ekby",
    )


RICH_TEXT = """
<p>Ett stycke med <strong>fet</strong>, <em>kursiv</em> och <a href="https://example.org/sida">en länk</a>.</p>
<ul><li><p>Första punkten</p><ul><li><p>Inre punkt</p></li></ul></li><li><p>Andra</p><p>i två stycken</p></li></ul>
<ol><li>Ett</li><li>Två</li></ol>
<p lang="en">A sentence in English.</p>
<blockquote><p>”Ett citat.”</p><cite>Kim Ek, utredare</cite></blockquote>
"""


def test_rich_text_is_archival_and_accessible():
    assert_archival_and_accessible(minutes(RICH_TEXT))


def test_tags_say_what_the_html_knew():
    with pikepdf.open(BytesIO(minutes(RICH_TEXT))) as pdf:
        elements = list(_elements(pdf.Root.StructTreeRoot.K))
        kinds = [str(element.S) for element in elements]
        lists = [str(element.A.ListNumbering) for element in elements if element.S == "/L"]
        items = [[str(kid.S) for kid in element.K] for element in elements if element.S == "/LI"]
        [annotation] = pdf.pages[0].Annots
        assert lists == ["/Disc", "/Circle", "/Decimal"]
        assert items == [["/Lbl", "/LBody"]] * 5
        assert [str(element.Lang) for element in elements if "/Lang" in element] == ["en"]
        assert str(annotation.Contents) == "en länk"
        assert "/BlockQuote" in kinds
        assert kinds.count("/H1") == kinds.count("/H2") == 1


def test_headers_of_a_table_say_that_they_head_columns():
    people = [SimpleNamespace(name="Kim Ek", organisation="Polisen", role="Ordförande", note="§§ 1–4")]
    tree = structure(minutes("<p>Text.</p>", attendance=people))
    assert tree.count("/Scope /Column") == 3
    assert "Headers" not in tree


def _elements(kids):
    """Walk a structure tree."""
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid.get("/K", pikepdf.Array()))


def test_a_page_break_cuts_no_tag_in_two():
    """A paragraph, a list and a table that go on overleaf are one to a screen reader."""
    people = [SimpleNamespace(name=f"Namn {n}", organisation="Polisen", role="", note="") for n in range(60)]
    items = "".join(f"<li>Punkt {n}</li>" for n in range(80))
    pdf = minutes(f"<p>{'ord ' * 1200}</p><ul>{items}</ul>", attendance=people)
    assert len(pages(pdf)) > 4
    assert_archival_and_accessible(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        kinds = [str(element.S) for element in _elements(document.Root.StructTreeRoot.K)]
    assert [kinds.count(kind) for kind in ("/L", "/LI", "/Table", "/THead", "/TBody", "/Sect")] == [1, 80, 1, 1, 1, 1]
    assert kinds.count("/P") == 2  # the facts below the title, and the long one
    assert tagged_text(pdf).count("Organisation") == 1
    assert sum("Organisation" in page for page in pages(pdf)) > 1


def test_furniture_is_printed_on_every_page_and_read_on_none():
    pdf = minutes("<p>Text.</p>" * 150, draft=True)
    printed = pages(pdf)
    assert len(printed) > 2
    for number, page in enumerate(printed, start=1):
        assert f"Sida {number} ({len(printed)})" in page
        assert "Storgatan 1, 123 45 Ekby" in page
        assert "UTKAST" in page
    read = tagged_text(pdf)
    assert "Sida" not in read
    assert "Storgatan" not in read
    assert "UTKAST" not in read.upper()
    assert read.count("Protokoll 2024-02-29") == 1


def test_furniture_is_marked_as_header_and_footer():
    with pikepdf.open(BytesIO(minutes("<p>Text.</p>"))) as pdf:
        artifacts = [
            str(operands[1].get("/Subtype", ""))
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
            if str(operator) == "BDC" and str(operands[0]) == "/Artifact"
        ]
    assert {"/Header", "/Footer"} <= set(artifacts)


def test_no_draft_mark_without_draft():
    assert "UTKAST" not in pdf_text(minutes("<p>Text.</p>", draft=False)).upper()


def test_metadata_and_outline():
    with pikepdf.open(BytesIO(minutes(RICH_TEXT, title="Protokoll å\x01\n& <b>"))) as pdf:
        assert pdf.docinfo.Title == "Protokoll å & <b>"
        assert pdf.docinfo.Author == "Brottsförebyggarna i Ekby"
        assert pdf.docinfo.CreationDate == "D:20240229"
        assert pdf.Root.Lang == "sv-SE"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Protokoll å & <b>"]
            assert [item.title for item in outline.root[0].children] == ["§\N{NO-BREAK SPACE}1 Rubrik"]


def test_only_our_fonts():
    faces = {"SourceSans3", "SourceSans3-Bold", "SourceSans3-Italic", "SourceSans3-Bold-Italic"}
    assert fonts(minutes("<p>a<b>b</b><em>c<b>d</b></em></p>")) == faces


# -- The same input gives the same bytes -------------------------------------------------------------------------------


def test_same_bytes_first_and_later_in_any_process_whatever_hash_seed_and_time_zone():
    script = (
        "import django, hashlib; django.setup()\n"
        "from tests.documents.test_rendering import RICH_TEXT, minutes\n"
        "for _ in range(2): print(hashlib.sha256(minutes(RICH_TEXT)).hexdigest())"
    )

    def digests(seed: str, zone: str) -> list[str]:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", script]
        return subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout.split()

    here = hashlib.sha256(minutes(RICH_TEXT)).hexdigest()
    assert digests("1", "America/New_York") == [here, here]
    assert digests("2", "Asia/Tokyo") == [here, here]


def test_same_bytes_from_many_threads():
    made = []
    threads = [threading.Thread(target=lambda: made.append(minutes(RICH_TEXT))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(made) == {minutes(RICH_TEXT)}


# -- Embedded files ----------------------------------------------------------------------------------------------------


def test_embedded_file_keeps_its_bytes_and_the_standards():
    pdf = render_pdf(
        "minutes/minutes_pdf.html",
        {"meeting": SimpleNamespace(title="Protokoll", date=datetime.date(2024, 2, 29)), "letterhead": LETTERHEAD},
        title="Protokoll",
        created=datetime.datetime(2024, 2, 29, 12, 30, 15, tzinfo=datetime.UTC),
        attachments=[EmbeddedFile("protokoll.json", b'{"a": 1}', "Protokollets uppgifter", "Data")],
    )
    assert_archival_and_accessible(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        [name] = document.attachments
        assert name == "protokoll.json"
        assert document.attachments[name].get_file().read_bytes() == b'{"a": 1}'
        assert document.docinfo.CreationDate == "D:20240229123015+00'00"


# -- Hostile text ------------------------------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """A server on this machine that answers nothing and counts who calls."""
    calls = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            calls.append(connection)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield SimpleNamespace(address=f"http://127.0.0.1:{server.getsockname()[1]}", calls=calls)
    stop.set()
    thread.join()
    server.close()


def test_hostile_html_fetches_nothing_and_blocks_nothing(listener, tmp_path):
    secret = tmp_path / "hemligt.txt"
    secret.write_text("ytterst-hemligt")
    http, file = listener.address, secret.as_uri()
    pdf = minutes(f"""
        <base href="{http}/">
        <link rel="stylesheet" href="{http}/a.css"><link rel="attachment" href="{file}">
        <style>@import url({http}/b.css); @font-face {{ font-family: x; src: url({http}/x.ttf) }}
               p {{ font-family: x; background: url({http}/c.png) }} main {{ display: none }}</style>
        <p style="background: url({http}/d.png); list-style-image: url('{file}')">Kvar.</p>
        <a rel="attachment" href="{file}">bilaga</a> <a rel="attachment" href="{http}/e">bilaga</a>
        <img src="{http}/f.png" alt="bild"> <img src="{file}" alt="bild">
        <object data="{http}/g"></object> <embed src="{file}"> <iframe src="{http}/h"></iframe>
        <svg xmlns="http://www.w3.org/2000/svg"><title>t</title><image href="{http}/i.png"/></svg>
        <img src="asset:../../../../../etc/passwd" alt="bild"> <img src="data:image/png;base64,AAAA" alt="bild">
        <script>fetch("{http}/j")</script> <meta http-equiv="refresh" content="0; {http}/k">
    """)
    assert listener.calls == []
    assert "Kvar." in pdf_text(pdf)
    assert b"ytterst-hemligt" not in pdf
    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.attachments) == 0


def test_the_listener_would_notice(listener):
    socket.create_connection(("127.0.0.1", int(listener.address.rpartition(":")[2]))).close()
    for _ in range(50):
        if listener.calls:
            break
        threading.Event().wait(0.02)
    assert len(listener.calls) == 1


def test_text_with_markup_is_printed_as_typed():
    context = {"recipients_text": "<script>alert(1)</script> & <b>kommunstyrelsen</b>"}
    assert "<script>alert(1)</script> & <b>kommunstyrelsen</b>" in tagged_text(minutes("<p>Text.</p>", **context))


# -- Characters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", ["😀", "中", "م", "\ue000", "\u2003\u0e01"])
def test_character_without_glyph_is_refused_by_name(character):
    with pytest.raises(RenderingError, match=rf"U\+{ord(character[-1]):04X}.*”.*mötet om"):
        minutes(f"<p>Vi talade på mötet om {character} och om annat.</p>")


def test_character_is_refused_wherever_it_stands():
    with pytest.raises(RenderingError, match="GRINNING FACE"):
        minutes("<p>Text.</p>", recipients_text="Närvarande 😀")
    with pytest.raises(RenderingError, match="GRINNING FACE"):
        minutes("<p>Text.</p>", letterhead=SimpleNamespace(name="Ekby 😀", lines=[]))


def test_invisible_characters_are_dropped_and_parts_of_letters_joined():
    html = "<p>Ga\u0308vle brotts\u00adföre\u200bbyggande\ufeff a\u2028b\u2003c ☑\ufe0e</p>"
    read = tagged_text(minutes(html))
    assert "Gävle brottsförebyggande a b c ☑" in read


def test_spaces_and_hyphens_are_plain_in_the_text_layer():
    printed = pdf_text(minutes("<p>Den\u00a0nya bro\u2011tts den 4 maj kl. 9.00 i rummet.</p>"))
    assert "Den nya bro-tts den 4 maj kl. 9.00 i rummet." in printed
    assert "§ 1 Rubrik" in printed


@pytest.mark.parametrize("whole", ["den 4 maj", "den 4\N{NO-BREAK SPACE}maj", "kl. 9", "v. 44", "§ 12"])
def test_a_line_does_not_break_where_swedish_keeps_words_together(whole):
    html = "".join(f"<p>{'sade ' * 12}{'i ' * before}{whole} sade</p>" for before in range(40))
    lines = pdf_text(minutes(html)).splitlines()
    plain = whole.replace("\N{NO-BREAK SPACE}", " ")
    assert sum(plain in line for line in lines) == 40
    assert {line[-len(plain) :] == plain for line in lines if plain in line} == {True, False}
    assert any(line.startswith(plain) for line in lines)


@pytest.mark.parametrize("text", ["åäöÅÄÖéüß", "ŋŧđžčš", "”citat” – — … • §", "☐ ☑ → ½ €", "1 000 kr"])
def test_what_swedish_and_sami_need_is_covered(text):
    assert unprintable_characters(text) == []
    assert text in tagged_text(minutes(f"<p>{text}</p>"))


# -- A machine that lacks something ------------------------------------------------------------------------------------


def run_without(module_code: str) -> str:
    """Render in a new process in which something is broken; return the refusal."""
    script = (
        "import django; django.setup()\n"
        f"{module_code}\n"
        "from big.documents.rendering import RenderingError\n"
        "from tests.documents.test_rendering import minutes\n"
        "try:\n    minutes('<p>Text.</p>')\nexcept RenderingError as error:\n    print(error)"
    )
    return subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout


def test_missing_pango_is_said_in_swedish():
    refusal = run_without(
        "import cffi\n"
        "def no_library(self, name, flags=0): raise OSError(f'cannot load library {name!r}')\n"
        "cffi.FFI.dlopen = no_library"
    )
    assert "Pango saknas" in refusal


def test_missing_fonts_are_said_in_swedish():
    assert "typsnitt saknas" in run_without("from big.documents import rendering; rendering.FONT_FILES = []")


def test_damaged_font_is_no_reason_to_borrow_another(tmp_path):
    damaged = tmp_path / "SourceSans3-Semibold.ttf"
    damaged.write_bytes(b"")
    refusal = run_without(
        "import pathlib\nfrom big.documents import rendering\n"
        "rendering._covered_characters = lambda: frozenset(range(0x3000))\n"
        f"rendering.FONT_FILES = [pathlib.Path({str(damaged)!r}) if 'Semibold.' in p.name else p"
        " for p in rendering.FONT_FILES]"
    )
    assert "typsnitt" in refusal


def test_weasyprint_is_loaded_only_when_a_document_is_made():
    script = (
        "import django, sys; django.setup()\nimport big.documents.rendering\n"
        "print('weasyprint' in sys.modules, 'fontTools' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False False"


def test_one_engine_for_all_documents():
    minutes("<p>Text.</p>")
    assert rendering._engine() is rendering._engine()


def test_the_validator_notices_what_is_missing():
    with pikepdf.open(BytesIO(minutes("<p>Text.</p>"))) as pdf:
        del pdf.Root.Lang
        pdf.save(damaged := BytesIO())
    with pytest.raises(AssertionError, match=r"flavour ua1: .*[Ll]ang"):
        assert_archival_and_accessible(damaged.getvalue())
