"""Takes out of a picture what the camera has written beside it: where and when it was taken, with which telephone.

A telephone writes its position into every photograph, and here it would become part of a public record. The picture
itself is not touched: its bytes stay as they came, so that a photographed signature is as good as it was. Kept is also
what tells how to show it: its colours and which side is up.
"""

import re
import struct
from io import BytesIO

from PIL import Image, ImageOps

JPEG_MARK = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""The start of a part (ITU-T T.81, annex B), told from bytes of the picture and marks that only restart it."""

JPEG_END = b"\xd9"
ORIENTATION = 0x0112

PRINTED_PIXELS = 2000
"""On the longer side: some 200 dpi on a page."""

_JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""Of the parts that programs may add (APP0 to APP15), those that say how to show the picture, and how they begin."""

_PNG_KEPT = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP"}
"""The same for PNG (ISO/IEC 15948, 11.3), whose necessary parts begin with a capital."""


def jpeg_without_metadata(data: bytes) -> bytes:
    """`data` is a whole JPEG; what follows its end is left out, since telephones put more pictures there."""
    kept, position = bytearray(data[:2]), 2
    upright = _orientation(data)
    while mark := JPEG_MARK.search(data, position):
        kept += data[position : mark.start()]
        if mark[1] == JPEG_END:
            return bytes(kept + data[mark.start() : mark.end()])
        position = mark.end() + int.from_bytes(data[mark.end() : mark.end() + 2])
        code = mark[1][0]
        if not (0xE0 <= code <= 0xEF or code == 0xFE) or data.startswith(_JPEG_KEPT.get(code, data), mark.end() + 2):
            if code not in _JPEG_KEPT and upright:
                kept, upright = kept + upright, b""  # after what has to come first
            kept += data[mark.start() : position]
    raise ValueError("The JPEG has no end.")


def png_without_metadata(data: bytes) -> bytes:
    """`data` is a whole PNG."""
    kept, position = bytearray(data[:8]), 8
    while position < len(data):
        size, name = struct.unpack_from(">I4s", data, position)
        if name[:1].isupper() or name in _PNG_KEPT:
            kept += data[position : position + size + 12]
        if name == b"IEND":
            break
        position += size + 12
    return bytes(kept)


def for_print(data: bytes) -> bytes:
    """The picture as a document shows it: upright, on white, in the colours of the screen, no finer than paper needs.

    PDF/A has no room for the colours of printing presses (ISO 19005-3, 6.2.4.3), which a JPEG may have.
    """
    with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as image:
        image.draft("RGB", (2 * PRINTED_PIXELS, 2 * PRINTED_PIXELS))
        if image.mode.startswith("I"):  # sixteen bits of grey
            picture = image.point(lambda grey: grey / 256).convert("L")
        else:
            picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
        picture.thumbnail((PRINTED_PIXELS, PRINTED_PIXELS))
        picture = ImageOps.exif_transpose(picture)
        if picture.mode == "RGBA":
            picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
        printed = BytesIO()
        picture.convert("RGB").save(printed, "JPEG", quality=85)
    return printed.getvalue()


def _orientation(data: bytes) -> bytes:
    """The part of a JPEG that says which side is up, and nothing else; empty when the picture stands as it should."""
    try:
        with Image.open(BytesIO(data), formats=["JPEG"]) as image:
            value = image.getexif().get(ORIENTATION, 1)
    except Exception:  # whatever Pillow stumbles on, what cannot be read is left out
        return b""
    if value not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[ORIENTATION] = value
    block = exif.tobytes()
    return b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
