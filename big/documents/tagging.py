"""Repairs of WeasyPrint's tag tree, so that what a screen reader meets is what the paper shows.

WeasyPrint 70.0 writes tags that pass most machine checks. A person who listens to the document still meets page
numbers as loose text, lists without bullets' kind, and paragraphs cut in two by a page break. Each repair here names
the clause that asks for it: ISO 32000-1 (PDF 1.7) and ISO 14289-1 (PDF/UA-1).

The repairs wrap a private function, hence the question for the version: after an upgrade the tests of tags and of both
standards decide whether this file still fits, may shrink, or can go.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pydyf
import weasyprint
from weasyprint import pdf as weasyprint_pdf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import fonts as weasyprint_fonts
from weasyprint.pdf import tags as weasyprint_tags

WRITTEN_FOR = "70.0"

PLAIN = str.maketrans({"\u00a0": " ", "\u00ad": "-", "\u2010": "-", "\u2011": "-"})

LIST_NUMBERING = {
    "circle": "/Circle",
    "square": "/Square",
    "decimal": "/Decimal",
    "lower-alpha": "/LowerAlpha",
    "upper-alpha": "/UpperAlpha",
    "lower-roman": "/LowerRoman",
    "upper-roman": "/UpperRoman",
    "none": "/None",
}


@contextmanager
def repaired_tags() -> Iterator[None]:
    """While active, every PDF that WeasyPrint writes gets the repairs. Not for several threads at once."""
    if weasyprint.__version__ != WRITTEN_FOR:
        raise RuntimeError(f"the tag repairs are written for WeasyPrint {WRITTEN_FOR}, not {weasyprint.__version__}")
    with (
        patch.object(weasyprint_pdf, "add_tags", _add_repaired_tags),
        patch.object(weasyprint_pdf, "build_fonts_dictionary", _build_searchable_fonts),
    ):
        yield


def _build_searchable_fonts(pdf, fonts, *arguments):
    """Let spaces and hyphens be read as the plain ones (ISO 14289-1, 7.21.7).

    The font draws both kinds of space with one glyph, and a glyph has one meaning: without this, a document that begins
    with "§ 1" would have no-break spaces everywhere, and searching for two words would find nothing.
    """
    for font in fonts.values():
        font.to_unicode.update({glyph: text.translate(PLAIN) for glyph, text in font.to_unicode.items()})
    return weasyprint_fonts.build_fonts_dictionary(pdf, fonts, *arguments)


def _add_repaired_tags(pdf, document, pdf_version, page_streams) -> None:
    repairs = _Repairs(pdf, page_streams)
    with patch.object(weasyprint_tags, "_build_box_tree", repairs.wrap(weasyprint_tags._build_box_tree)):
        weasyprint_tags.add_tags(pdf, document, pdf_version, page_streams)
    repairs.finish()


class _Repairs:
    """What one document needs to remember between the building of its tags and their completion."""

    def __init__(self, pdf: pydyf.PDF, page_streams: list) -> None:
        self.pdf = pdf
        self.page_streams = page_streams
        self.sources: dict[int, tuple] = {}  # number of a tag -> what it was made from
        self.replaced: dict[bytes, bytes] = {}  # reference of a tag that is gone -> its heir, or null

    def wrap(self, build: Callable) -> Callable:
        def build_repaired(box, parent, pdf, page_number, nums, annotations, tags):
            if isinstance(box, boxes.MarginBox):
                self._make_furniture(build, box, parent, page_number, nums, tags)
                return
            for element in build(box, parent, pdf, page_number, nums, annotations, tags):
                if element.number not in self.sources:  # the boxes of html and body hand on their children's tags
                    self._repair(element, box, parent)
                yield element

        return build_repaired

    def _make_furniture(self, build, box, parent, page_number, nums, tags) -> None:
        """Mark running headers and footers as pagination artifacts (ISO 14289-1, 7.8; ISO 32000-1, 14.8.2.2.2)."""
        first, own = len(self.pdf.objects), {}
        for _ in build(box, parent, self.pdf, page_number, own, [], tags):
            pass
        for orphan in self.pdf.objects[first:]:
            orphan.clear()
        subtype = "/Header" if box.at_keyword.startswith("@top") else "/Footer"
        self._make_artifacts(page_number, own, {"Type": "/Pagination", "Subtype": subtype})
        nums.update(dict.fromkeys(own, b"null"))

    def _make_artifacts(self, page_number: int, mcids, properties: dict) -> None:
        operators = self.page_streams[page_number].stream
        for index, operand in enumerate(operators):
            if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in mcids:
                operators[index - 1 : index + 1] = ["/Artifact", pydyf.Dictionary(properties)]

    def _repair(self, element: pydyf.Dictionary, box, parent: pydyf.Dictionary) -> None:
        """Add to a new tag what its HTML element knows."""
        source = box.element
        self.sources[element.number] = (element["S"], source, box.element_tag)
        if source is None:
            return
        if self.sources[element.number] == self.sources.get(parent.number):
            element["S"] = "/NonStruct"  # an anonymous box: one paragraph is not a paragraph within a paragraph
            return
        match element["S"]:
            case "/L":  # ISO 32000-1, 14.8.5.5
                numbering = LIST_NUMBERING.get(box.style["list_style_type"], "/Disc")
                element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
            case "/LI":
                self._give_body(element)
            case "/TH":  # ISO 14289-1, 7.5: every header cell says what it heads, so no cell needs to point back
                scope = "/Row" if source.get("scope") == "row" else "/Column"
                element["A"]["Scope"] = scope
            case "/Link" if box.link_annotation:  # ISO 14289-1, 7.18.5
                text = " ".join("".join(source.itertext()).split())
                box.link_annotation["Contents"] = pydyf.String(text or source.get("href", ""))
        if language := source.get("lang"):  # ISO 14289-1, 7.2
            element["Lang"] = pydyf.String(language)

    def _give_body(self, item: pydyf.Dictionary) -> None:
        """Put what is neither label nor body into a body: `<li><p>`, as editors write (ISO 32000-1, 14.8.4.3.3)."""
        kids = item["K"]
        loose = [kid for kid in kids if self._object(kid)["S"] not in ("/Lbl", "/LBody")]
        if not loose:
            return
        body = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(loose), "Pg": item["Pg"], "P": item.reference}
        )
        self.pdf.add_object(body)
        self.sources[body.number] = ("/LBody", *self.sources[item.number][1:])
        for kid in loose:
            self._object(kid)["P"] = body.reference
        kids[:] = [kid for kid in kids if kid not in loose] + [body.reference]

    def finish(self) -> None:
        """Join what page breaks cut, and let the tables of marks follow (ISO 32000-1, 14.7.4.4)."""
        root = self._object(self.pdf.catalog["StructTreeRoot"])
        self._join_kids(self._object(root["K"][0]))
        marks = self._object(root["ParentTree"])["Nums"]
        for index, entry in enumerate(marks):
            if isinstance(entry, list):
                entry[:] = [self._heir(reference) for reference in entry]
            elif isinstance(entry, bytes):
                marks[index] = self._heir(entry)

    def _join_kids(self, element: pydyf.Dictionary) -> None:
        """Make one tag of neighbours that come from the same HTML element, all the way down."""
        joined = []
        for kid in element.get("K", ()):
            tag = self._tag(kid)
            if tag is not None:
                if tag["S"] == "/THead" and any(self._same(kid, other) for other in joined):
                    self._discard(tag)  # the header row that is repeated on each page
                    continue
                if joined and tag["S"] != "/TR" and self._same(joined[-1], kid):
                    self._absorb(self._tag(joined[-1]), tag)
                    continue
            joined.append(kid)
        if "K" in element:
            element["K"][:] = joined
        if element["S"] == "/TH":
            element.pop("ID", None)
        elif element["S"] == "/TD":
            element["A"].pop("Headers", None)
        for kid in joined:
            if (tag := self._tag(kid)) is not None:
                self._join_kids(tag)

    def _absorb(self, heir: pydyf.Dictionary, element: pydyf.Dictionary) -> None:
        for kid in element["K"]:
            if (tag := self._tag(kid)) is not None:
                tag["P"] = heir.reference
            elif isinstance(kid, int) and element["Pg"] != heir["Pg"]:
                kid = pydyf.Dictionary({"Type": "/MCR", "Pg": element["Pg"], "MCID": kid})
            heir["K"].append(kid)
        self.replaced[element.reference] = heir.reference
        element.clear()

    def _discard(self, element: pydyf.Dictionary) -> None:
        """Take a tag and all below it out of the tree; their text becomes an artifact."""
        page_number = self.pdf.page_references.index(element["Pg"])
        for kid in element["K"]:
            if isinstance(kid, int):
                self._make_artifacts(page_number, {kid}, {"Type": "/Pagination"})
            elif (tag := self._tag(kid)) is not None:
                self._discard(tag)
        self.replaced[element.reference] = b"null"
        element.clear()

    def _heir(self, reference: bytes) -> bytes:
        while reference in self.replaced:
            reference = self.replaced[reference]
        return reference

    def _same(self, one, other) -> bool:
        """Whether two kids are pieces of one HTML element."""
        if not (isinstance(one, bytes) and isinstance(other, bytes)):
            return False
        sources = [self.sources.get(int(reference.split()[0])) for reference in (one, other)]
        return sources[0] is not None and sources[0][1] is not None and sources[0] == sources[1]

    def _object(self, reference: bytes) -> pydyf.Dictionary:
        return self.pdf.objects[int(reference.split()[0])]

    def _tag(self, kid) -> pydyf.Dictionary | None:
        """The tag that a kid refers to; None if the kid is marked content or an annotation."""
        if not isinstance(kid, bytes):
            return None
        target = self._object(kid)
        return target if target.get("Type") == "/StructElem" else None
