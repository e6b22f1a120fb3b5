"""Photographs are kept without what the telephone has written in them, and look as they did."""

import io

import pytest
from PIL import Image, PngImagePlugin

from big.documents.pictures import jpeg_without_metadata, png_without_metadata
from big.documents.uploads import UploadField
from tests.documents.test_uploads import received

PLACE = b"Storgatan 1"


def photograph(**options: object) -> bytes:
    """With position, telephone and time, as telephones write them, lying on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110], exif[0x0132] = 6, "Telefon 12", "2026:03:02 12:00:00"
    exif.get_ifd(0x8825)[29] = "2026:03:02"
    exif.get_ifd(0x8825)[27] = PLACE
    made = io.BytesIO()
    image = Image.linear_gradient("L").convert("RGB").resize((300, 200))
    image.save(made, "JPEG", exif=exif, comment=PLACE, icc_profile=b"a colour profile", **options)
    return made.getvalue()


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"dpi": (300, 300)}, {"restart_marker_rows": 1}])
def test_position_time_and_telephone_are_taken_out_of_a_photograph(options):
    data = photograph(**options)
    assert all(told in data for told in (PLACE, b"Telefon 12", b"2026:03:02"))
    kept = jpeg_without_metadata(data)
    assert not any(told in kept for told in (PLACE, b"Telefon 12", b"2026:03:02"))
    assert pixels(kept) == pixels(data)
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {0x0112: 6}
        assert image.info["icc_profile"] == b"a colour profile"
        assert image.info["jfif_density"] == options.get("dpi", (1, 1))


def test_what_follows_the_picture_is_left_out():
    """Telephones put a second photograph there, with notes of its own."""
    assert PLACE not in jpeg_without_metadata(photograph() + photograph())


def test_a_photograph_that_stands_as_it_should_gets_no_notes():
    made = io.BytesIO()
    Image.new("RGB", (30, 20)).save(made, "JPEG")
    assert jpeg_without_metadata(made.getvalue()) == made.getvalue()


def test_a_cleaned_picture_is_not_changed_by_cleaning_it_again():
    once = jpeg_without_metadata(photograph())
    assert jpeg_without_metadata(once) == once


def test_notes_in_a_png_are_taken_out_too():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Location", PLACE.decode())
    notes.add_itxt("XML:com.adobe.xmp", PLACE.decode())
    exif = Image.Exif()
    exif[0x0110] = "Telefon 12"
    made = io.BytesIO()
    Image.linear_gradient("L").save(made, "PNG", pnginfo=notes, exif=exif, dpi=(300, 300))
    kept = png_without_metadata(made.getvalue() + PLACE)
    assert PLACE in made.getvalue()
    assert not any(told in kept for told in (PLACE, b"Telefon 12"))
    assert pixels(kept) == pixels(made.getvalue())
    with Image.open(io.BytesIO(kept)) as image:
        image.verify()
        assert round(image.info["dpi"][0]) == 300


def test_an_uploaded_photograph_is_kept_without_them_and_the_form_says_so():
    assert PLACE not in received(photograph(), "foto.jpg").data
    assert "Ur ett foto tas bort var och när det är taget; själva bilden ändras inte." in UploadField().help_text
