"""Rich text is written with keyboard, mouse or paste, and what the editor makes is what the server keeps."""

import random
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from big.documents.richtext import SCHEMES, TAGS, RichTextFormField, clean
from tests.browser import check, sign_in

SECRETARY = "petra.lunnerdal@example.se"

# As Word 365 puts it on the clipboard, shortened: classes, its own elements, conditional comments, lists that are none.
WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><link rel=File-List href="file:///C:/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=SV style='tab-interval:65.2pt'><!--StartFragment-->
<p class=MsoNormal style='margin-bottom:8pt'><span style='font-size:11.0pt'>Gruppen
<b style='mso-bidi-font-weight:normal'>beslutade</b>
att <i>bjuda in</i> <st1:PersonName w:st="on">Skolan</st1:PersonName>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>Föräldramöten<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span><![endif]>i augusti<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Vandringar<o:p></o:p></p>
<p class=MsoNormal onclick="alert(1)">Sedan <a href="javascript:alert(1)">detta</a>,
<a href="https://example.se/">se här</a>:</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>Bjud in<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>Skolan<o:p></o:p></p></td><td><b>närvarande</b></td></tr>
<tr><td>Polisen</td><td><p>anmält</p><p>förhinder</p></td></tr></table>
<img src="file:///C:/clip_image001.png"><script>alert(1)</script>
<!--EndFragment--></body></html>
"""
FROM_WORD = (
    "<p>Gruppen <strong>beslutade</strong> att <em>bjuda in</em> Skolan.</p>"
    "<ul><li>Föräldramöten<ul><li>i augusti</li></ul></li><li>Vandringar</li></ul>"
    '<p>Sedan detta, <a href="https://example.se/">se här</a>:</p><ol><li>Bjud in</li></ol>'
    "<p>Skolan | <strong>närvarande</strong></p><p>Polisen | anmält förhinder</p>"
)


@pytest.fixture
def style_page(page: Page, address: str) -> Page:
    sign_in(page, address, SECRETARY)
    page.goto(f"{address}/stil/")
    return page


def editor(page: Page, label: str = "Paragrafens text") -> Locator:
    """The first of the page's two forms."""
    return page.get_by_role("textbox", name=label).first


def html(page: Page, name: str = "paragraph") -> str:
    """What the form would send."""
    return page.locator(f"textarea[name=empty-{name}]").input_value()


def paste(page: Page, text: str) -> None:
    editor(page).evaluate(
        """(surface, html) => {
            const clipboardData = new DataTransfer()
            clipboardData.setData('text/html', html)
            surface.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}))
        }""",
        text,
    )


def move(page: Page, *keys: str) -> None:
    """Move the caret, and give the browser the moment that a hand would to tell the editor so."""
    for key in keys:
        page.keyboard.press(key)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 150)))")


def test_text_is_written_and_formatted_with_the_keyboard_alone(style_page):
    style_page.get_by_role("toolbar").first.wait_for()
    print(f"An editor was there {style_page.evaluate('() => performance.now()'):.0f} ms after the page was asked for.")
    style_page.get_by_text("Paragrafens text", exact=False).first.click()
    expect(editor(style_page)).to_be_focused()
    keys = style_page.keyboard
    keys.type("Gruppen ")
    keys.press("Control+b")
    keys.type("godkände")
    keys.press("Control+b")
    keys.type(" ")
    keys.press("Control+i")
    keys.type("hela")
    keys.press("Control+i")
    keys.type(" planen.")
    keys.press("Shift+Enter")
    keys.type("Ny rad.")
    keys.press("Enter")
    keys.type("- ett")
    keys.press("Enter")
    keys.type("två")
    keys.press("Control+]")
    assert html(style_page) == (
        "<p>Gruppen <strong>godkände</strong> <em>hela</em> planen.<br>Ny rad.</p>"
        "<ul><li>ett<ul><li>två</li></ul></li></ul>"
    )
    keys.press("Control+[")
    keys.press("Enter")
    keys.press("Enter")
    keys.press("Control+Shift+9")
    keys.type("Väl gjort.")
    assert html(style_page).endswith("<ul><li>ett</li><li>två</li></ul><blockquote><p>Väl gjort.</p></blockquote>")
    for _ in range(40):
        keys.press("Control+z")
    assert html(style_page) == ""
    for _ in range(40):
        keys.press("Control+Shift+z")
    assert html(style_page).endswith("<blockquote><p>Väl gjort.</p></blockquote>")
    check(style_page)


def test_the_toolbar_is_one_stop_with_arrow_keys_inside(style_page):
    field = editor(style_page)
    field.focus()
    bar = field.locator("xpath=ancestor::*[contains(@class, 'rich-text')]").get_by_role("toolbar").first
    keys = style_page.keyboard
    keys.press("Shift+Tab")
    expect(bar.get_by_role("button", name="Fet")).to_be_focused()
    keys.press("ArrowRight")
    expect(bar.get_by_role("button", name="Kursiv")).to_be_focused()
    keys.press("End")
    expect(bar.get_by_role("button", name="Gör om")).to_be_focused()
    keys.press("ArrowRight")
    expect(bar.get_by_role("button", name="Fet")).to_be_focused()
    keys.press("Enter")
    expect(field).to_be_focused()
    expect(bar.get_by_role("button", name="Fet")).to_have_attribute("aria-pressed", "true")
    expect(bar.get_by_role("button", name="Källa till citatet")).to_have_attribute("aria-disabled", "true")
    keys.type("fet")
    assert html(style_page) == "<p><strong>fet</strong></p>"
    keys.press("Shift+Tab")
    keys.press("Escape")
    expect(field).to_be_focused()
    # Out of the field backwards passes the toolbar once.
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    expect(style_page.get_by_label("Vad gruppen har gjort").first).to_be_focused()


def test_a_quotation_has_its_source(style_page):
    editor(style_page).click()
    box = style_page.locator(".rich-text").first
    box.get_by_role("button", name="Citat", exact=True).click()
    style_page.keyboard.type("Gott arbete.")
    style_page.keyboard.press("Enter")
    style_page.keyboard.type("Juryn")
    box.get_by_role("button", name="Källa till citatet").click()
    expect(box.get_by_role("button", name="Källa till citatet")).to_have_attribute("aria-pressed", "true")
    assert html(style_page) == "<blockquote><p>Gott arbete.</p><p><cite>Juryn</cite></p></blockquote>"
    box.get_by_role("button", name="Källa till citatet").click()
    assert html(style_page) == "<blockquote><p>Gott arbete.</p><p>Juryn</p></blockquote>"


def test_tab_leaves_the_field_from_within_a_list(style_page):
    editor(style_page).click()
    style_page.keyboard.type("- ett")
    style_page.keyboard.press("Enter")
    style_page.keyboard.type("två")
    written = html(style_page)
    style_page.keyboard.press("Tab")
    expect(editor(style_page)).not_to_be_focused()
    expect(style_page.get_by_role("toolbar").nth(1).get_by_role("button", name="Fet")).to_be_focused()
    style_page.keyboard.press("Shift+Tab")
    expect(editor(style_page)).to_be_focused()
    style_page.keyboard.press("Shift+Tab")
    assert html(style_page) == written == "<ul><li>ett</li><li>två</li></ul>"


def test_a_link_goes_only_where_the_server_lets_it(style_page):
    editor(style_page).click()
    keys = style_page.keyboard
    keys.type("Se planen")
    editor(style_page).get_by_text("Se planen").dblclick(position={"x": 40, "y": 10})
    style_page.locator(".rich-text").first.get_by_role("button", name="Länk").click()
    dialog = style_page.get_by_role("dialog", name="Länk")
    expect(dialog.get_by_label("Adress")).to_be_focused()
    keys.type("javascript:alert(1)")
    keys.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text(re.compile("Skriv en webbadress"))
    check(style_page)
    dialog.get_by_label("Adress").fill("www.gavle.se/plan")
    keys.press("Enter")
    expect(editor(style_page)).to_be_focused()
    assert html(style_page) == '<p>Se <a href="https://www.gavle.se/plan">planen</a></p>'
    keys.press("Control+k")
    expect(dialog.get_by_label("Adress")).to_have_value("https://www.gavle.se/plan")
    dialog.get_by_role("button", name="Ta bort länken").click()
    assert html(style_page) == "<p>Se planen</p>"
    keys.press("End")
    keys.type(" eller ")
    keys.press("Control+k")
    keys.type("planen@example.se")
    keys.press("Enter")
    keys.type(".")
    assert html(style_page) == '<p>Se planen eller <a href="mailto:planen@example.se">planen@example.se</a>.</p>'


def test_what_is_pasted_from_word_comes_out_plain(style_page):
    editor(style_page).click()
    paste(style_page, WORD)
    assert html(style_page) == FROM_WORD
    assert clean(FROM_WORD) == FROM_WORD
    check(style_page)


def test_the_server_keeps_just_what_the_editor_makes(style_page):
    """Whatever is pasted, allowed or hostile, right or wrong HTML."""
    chance = random.Random(20261121)
    tags = [*sorted(TAGS), "b", "i", "h2", "table", "td", "div", "span", "script", "style", "svg", "o:p", "img", "code"]
    schemes = [*sorted(SCHEMES), "javascript", "data", "file", "HTTPS", " https", "java\nscript", ""]
    texts = [
        "Åtgärd ",
        " & ",
        "&nbsp;",
        "&lt;p&gt;",
        "\n",
        "<",
        '"',
        "å\N{COMBINING RING ABOVE}",
        "\N{SOFT HYPHEN}",
        "<!--",
        "  ",
    ]

    def made(depth: int = 0) -> str:
        parts = []
        for _ in range(chance.randint(1, 4)):
            tag = chance.choice(tags)
            href = (
                f' href="{chance.choice(schemes)}:{chance.choice(["//example.se/?a=1&b=<å>", "x@y.se", "//a b", ""])}"'
            )
            inner = made(depth + 1) if depth < 3 else ""
            parts.append(chance.choice(texts) + f'<{tag}{href} style="color:red" onclick="x()">{inner}</{tag}>')
        return "".join(parts)

    for _ in range(40):
        paste(style_page, made())
        kept = html(style_page)
        assert clean(kept) == kept
        assert RichTextFormField(required=False).clean(kept) in (kept, "")
        if len(kept) > 5_000:
            editor(style_page).click()
            style_page.keyboard.press("Control+a")
            style_page.keyboard.press("Delete")


def test_every_element_of_the_allow_list_survives_the_editor(style_page):
    written = html(style_page, "written")
    assert {match.lower() for match in re.findall(r"<(\w+)", written)} | {"br"} == TAGS
    editor(style_page, "Skriven text").focus()
    style_page.keyboard.press("Shift+Enter")
    assert html(style_page, "written") == written.replace("<p>", "<p><br>", 1)


def test_an_error_leads_to_the_editor_which_says_it(style_page):
    form = style_page.locator("form", has=style_page.get_by_role("alert")).first
    form.get_by_role("link", name="Paragrafens text").click()
    field = form.get_by_role("textbox", name="Paragrafens text")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_attribute("aria-required", "true")
    expect(field).to_have_accessible_description(
        re.compile("Skriv, eller klistra in.*Detta fält måste fyllas i|Detta fält.*Skriv")
    )
    check(style_page)


def test_an_identity_number_is_found_though_half_of_it_is_bold(style_page):
    editor(style_page).click()
    style_page.keyboard.type("Tolvan 19121212-")
    style_page.keyboard.press("Control+b")
    style_page.keyboard.type("1212")
    warning = style_page.locator("#div_id_empty-paragraph").get_by_text("Texten innehåller ett personnummer")
    expect(warning).to_contain_text("”Tolvan ••••••-••••”")


def test_locked_text_can_be_read_and_not_changed(style_page):
    locked, readable = editor(style_page, "Låst text"), editor(style_page, "Text att läsa")
    expect(locked).to_have_attribute("aria-disabled", "true")
    expect(readable).to_have_attribute("aria-readonly", "true")
    readable.focus()
    expect(readable).to_be_focused()
    style_page.keyboard.type("x")
    assert html(style_page, "readable") == "Går att läsa och kopiera."
    locked.click(force=True)
    style_page.keyboard.type("x")
    assert html(style_page, "frozen") == "<p>Går <em>inte</em> att ändra.</p>"


def test_a_page_puts_its_own_words_at_the_caret_by_a_key(style_page):
    """What the pages of minutes build on."""
    style_page.evaluate("""() => addEventListener('keydown', event => {
        if (!event.altKey || event.key !== 'b') return
        const field = event.target.closest('.rich-text')?.querySelector('textarea') ?? event.target
        const detail = {html: 'Gruppen <strong>beslutar</strong> att '}
        field.dispatchEvent(new CustomEvent('richtext:insert', {bubbles: true, detail}))
    })""")
    editor(style_page).click()
    style_page.keyboard.type("Då: .")
    move(style_page, "ArrowLeft")
    style_page.keyboard.press("Alt+b")
    style_page.keyboard.type("bygga")
    assert html(style_page) == "<p>Då: Gruppen <strong>beslutar</strong> att bygga.</p>"
    plain = style_page.get_by_label("Vad gruppen har gjort").first
    plain.fill("Då: ")
    plain.press("Alt+b")
    expect(plain).to_have_value("Då: Gruppen beslutar att ")


def test_a_field_that_comes_later_is_an_editor_too(style_page):
    """As htmx brings it, and takes it away."""
    style_page.evaluate("""() => {
        const part = document.querySelector('#div_id_empty-paragraph')
        const field = part.querySelector('textarea').cloneNode()
        field.removeAttribute('aria-hidden')
        field.removeAttribute('tabindex')
        field.classList.remove('visually-hidden')
        const copy = part.cloneNode(true)
        copy.querySelector('.rich-text').replaceWith(field)
        htmx.swap(part, copy.outerHTML, {swapStyle: 'outerHTML'})
    }""")
    expect(editor(style_page)).to_have_count(1)
    expect(style_page.locator("#div_id_empty-paragraph .rich-text")).to_have_count(1)
    editor(style_page).click()
    style_page.keyboard.type("Hej")
    assert html(style_page) == "<p>Hej</p>"
    style_page.evaluate("() => htmx.swap(document.querySelector('#div_id_empty-paragraph'), '', {swapStyle: 'delete'})")
    expect(style_page.locator("#div_id_empty-paragraph")).to_have_count(0)


def test_changes_from_outside_and_going_back_show_in_the_editor(style_page, address):
    style_page.locator("textarea[name=empty-paragraph]").evaluate("""field => {
        field.value = 'Första stycket\\n\\nAndra & sista'
        field.dispatchEvent(new Event('input', {bubbles: true}))
    }""")
    expect(editor(style_page).locator("p")).to_have_text(["Första stycket", "Andra & sista"])
    editor(style_page).click()
    move(style_page, "Control+End")
    style_page.keyboard.type("!")
    style_page.goto(f"{address}/")
    style_page.go_back()
    expect(editor(style_page).locator("p")).to_have_text(["Första stycket", "Andra & sista!"])


def test_without_scripts_a_text_is_read_and_written_without_markup(browser: Browser, address: str):
    context = browser.new_context(locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address, SECRETARY)
    page.goto(f"{address}/stil/")
    expect(page.get_by_label("Text att läsa").first).to_have_value("Går att läsa och kopiera.")
    expect(page.get_by_label("Skriven text").first).to_have_value(re.compile("^<p>Gruppen gick igenom <strong>våren"))
    page.get_by_label("Paragrafens text").first.fill("Ett stycke.")
    context.close()


def test_the_editor_is_accessible_in_the_dark_and_with_forced_colours(style_page):
    editor(style_page, "Skriven text").click()
    style_page.emulate_media(color_scheme="dark")
    check(style_page)
    style_page.emulate_media(forced_colors="active")
    check(style_page)
