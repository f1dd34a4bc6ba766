"""Reading the form of an upload."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop_server.api_errors import UnsupportedMediaTypeError, ValidationError
from pixop_server.multipart_form import MediaForm, form_boundary, sent_file_name

BOUNDARY = b"5c2f"


def form(*parts: tuple[str, bytes], end: bytes = b"--\r\n") -> bytes:
    """Write a form from pairs of part headers and content."""
    written = b"".join(b"--%s\r\n%s\r\n\r\n%s\r\n" % (BOUNDARY, head.encode(), body) for head, body in parts)
    return written + b"--" + BOUNDARY + end


def file_part(content: bytes, name: str = "reel.mov", field: str = "file") -> tuple[str, bytes]:
    """Write a file part."""
    return (
        f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: video/quicktime',
        content,
    )


def read(pieces: Iterable[bytes]) -> tuple[MediaForm, bytes]:
    """Read a form that must be right."""
    media_form = MediaForm(BOUNDARY)
    media = b"".join(bytes(view) for piece in pieces for view in media_form.feed(piece))
    media_form.finish()
    return media_form, media


def test_the_file_part_is_the_media_whatever_its_field_is_called() -> None:
    """The one part with a file name is the media, among other fields, whatever the field's name (D-17)."""
    body = form(
        ('Content-Disposition: form-data; name="note"', b"hello"), file_part(b"\x00\r\nmedia", field="x y")
    )
    read_form, media = read([body])

    assert media == b"\x00\r\nmedia"
    assert (read_form.file_name, read_form.media_type, read_form.size) == ("reel.mov", "video/quicktime", 8)


@given(
    st.binary(min_size=1, max_size=200)
    | st.lists(st.sampled_from([b"\r\n", b"--", BOUNDARY, b"\r\n--5c2", b"a"])).map(b"".join),
    st.lists(st.integers(1, 30), max_size=60),
)
def test_the_way_a_body_is_cut_does_not_matter(content: bytes, cuts: list[int]) -> None:
    """Media comes out as it went in, however the network cuts the body."""
    if not content or b"\r\n--" + BOUNDARY in b"\r\n" + content:
        return
    body = b"preamble\r\n" + form(file_part(content))
    pieces, position = [], 0
    for cut in cuts:
        pieces.append(body[position : position + cut])
        position += cut
    pieces.append(body[position:])

    assert read(pieces)[1] == content


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (form(file_part(b"a"), file_part(b"b")), "more than one file"),
        (form(('Content-Disposition: form-data; name="a"', b"text")), "no part with a file name"),
        (form(), "no part with a file name"),
        (form(file_part(b"")), "empty"),
        (form(file_part(b"a", name="")), "empty file name"),
        (form(file_part(b"a"), end=b""), "cut off"),
        (form(file_part(b"a"))[:-4], "cut off"),
        (b"", "cut off"),
        (b"no form at all", "cut off"),
        (b"x" * 100_000, "first boundary"),
        (form(("Bad header\r\n", b"a")), "cannot be read"),
        (form((f"X: {'x' * 20_000}", b"a")), "cannot be read"),
        (form(*[('Content-Disposition: form-data; name="a"', b"1")] * 65), "more than 64 parts"),
        (form(('Content-Disposition: form-data; name="a"', b"1" * 1_100_000)), "larger than 1 MiB"),
    ],
)
def test_anything_but_one_whole_file_is_refused(body: bytes, reason: str) -> None:
    """None, two, empty, cut off or malformed: each is a validation error that says which."""
    with pytest.raises(ValidationError, match=reason):
        read([body])


@given(st.binary(max_size=300))
def test_no_body_breaks_the_parser(body: bytes) -> None:
    """Whatever arrives, it is refused as invalid, or it was a form."""
    try:
        media_form, media = read([body])
    except ValidationError:
        return
    assert media_form.size == len(media)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('form-data; name="f"; filename="reel.mov"', "reel.mov"),
        ("form-data; name=f; filename=reel.mov", "reel.mov"),
        ('form-data; name="f"; filename="a\\"b.mov"', 'a"b.mov'),
        ('form-data; name="f"; filename="a%22b.mov"', 'a"b.mov'),
        ('form-data; name="f"; filename="C:\\dir\\x.mov"', "C:\\dir\\x.mov"),
        ('form-data; name="f"; filename="日本.mov"', "日本.mov"),
        ('form-data; name="f"; filename="_.mov"; filename*=UTF-8\'\'%E6%97%A5.mov', "日.mov"),
        ("form-data; name=\"f\"; filename*=iso-8859-1'de'%FC.mov", "ü.mov"),
        ('form-data; name="f"; filename="a; filename*=UTF-8\'\'x"', "a; filename*=UTF-8''x"),
        ('form-data; name="f"; FileName="x.mov"', "x.mov"),
        ('form-data; name="f"; filename=""', ""),
        ('form-data; name="filename=x"', None),
        ("form-data", None),
    ],
)
def test_file_names_are_read_in_every_form_that_clients_write(disposition: str, name: str | None) -> None:
    """Quotes, escapes, raw UTF-8 and `filename*` are understood."""
    assert sent_file_name(disposition.encode()) == name


def test_a_name_in_latin_1_is_read() -> None:
    """A name that is not UTF-8 is taken as Latin-1 rather than refused."""
    assert sent_file_name(b'form-data; filename="\xfcbung.mov"') == "übung.mov"


@pytest.mark.parametrize(
    ("sent", "kept"), [("video/mp4; codecs=avc1", "video/mp4"), ("nonsense", "application/octet-stream")]
)
def test_the_media_type_is_kept_without_parameters(sent: str, kept: str) -> None:
    """Only `type/subtype` is kept, and what is none is unknown bytes."""
    part = (f'Content-Disposition: form-data; name="f"; filename="x"\r\nContent-Type: {sent}', b"1")

    assert read([form(part)])[0].media_type == kept


@pytest.mark.parametrize(
    "content_type", [None, "", "application/json", "multipart/mixed; boundary=x", "text/plain"]
)
def test_other_content_types_are_refused(content_type: str | None) -> None:
    """Anything but multipart/form-data is 415."""
    with pytest.raises(UnsupportedMediaTypeError):
        form_boundary(content_type)


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'x' * 71}"],
)
def test_a_form_needs_a_boundary(content_type: str) -> None:
    """Without a usable boundary the form cannot be read."""
    with pytest.raises(ValidationError, match="boundary"):
        form_boundary(content_type)


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=abc", 'Multipart/Form-Data; charset=x; boundary="abc"']
)
def test_the_boundary_is_read(content_type: str) -> None:
    """Quoted or not, in any case."""
    assert form_boundary(content_type) == b"abc"
