"""File names that go out with uploads and come in with downloads."""

import re
from email.parser import BytesParser
from email.policy import HTTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixop.calls.early_answer import Verdict, judge
from pixop.transfers.content_disposition import LONGEST, disposition_filename, safe_filename
from pixop.transfers.media_type import media_type
from pixop.transfers.multipart import Framing, escape
from pixop.transfers.upload_body import announced_name


@given(
    st.text(max_size=50),
    st.binary(max_size=200),
    st.sampled_from(["video/mp4", "a\r\nX: y", "", "vidéo/mp4"]),
)
def test_any_name_and_media_make_a_form_of_one_part(name: str, media: bytes, content_type: str) -> None:
    """The announced length is exact, and a parser finds one part with the media in it."""
    framing = Framing(name, content_type)
    body = framing.head + media + framing.tail
    assert len(body) == framing.length(len(media))
    message = BytesParser(policy=HTTP).parsebytes(
        f"Content-Type: {framing.form_content_type}\r\n\r\n".encode() + body
    )
    (part,) = message.iter_parts()
    assert part.get_param("name", header="content-disposition") == "file"
    head, _, rest = body.partition(b"\r\n\r\n")
    assert rest == media + framing.tail
    assert head.count(b"\r\n") == 2


@given(st.text(max_size=80))
def test_an_escaped_name_stays_between_its_quotes(name: str) -> None:
    """No name ends the quoted string or the line; what is harmless is kept."""
    escaped = escape(name)
    assert not re.search(r'["\\\x00-\x1f\x7f]', escaped)
    plain = re.sub(r'["\\\x00-\x1f\x7f\ud800-\udfff]', "", name)
    assert re.sub(r"%[0-9A-F]{2}|\?", "", escaped).count("") >= re.sub(r"%[0-9A-F]{2}|\?", "", plain).count(
        ""
    )


def test_names_are_escaped_as_browsers_do() -> None:
    """Quotes and line breaks become percent codes, other characters stay UTF-8."""
    assert escape('a"b\r\nc\\dé€🎬') == "a%22b%0D%0Ac%5Cdé€🎬"


def test_two_forms_have_different_boundaries() -> None:
    """A boundary is random, so that no media can contain it."""
    assert Framing("a", "b").boundary != Framing("a", "b").boundary


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a.mov"', "a.mov"),
        ("attachment; filename=a.mov", "a.mov"),
        ('attachment; filename="a \\"b\\".mov"', 'a "b".mov'),
        ("attachment; filename=\"x\"; filename*=UTF-8''%e2%82%ac%20rates", "€ rates"),
        ("attachment; filename*=UTF-8''%e2%82%ac; filename=x", "€"),
        ("attachment; filename*=iso-8859-1'en'%A3", "£"),
        ("attachment; filename*=nonsense'%zz; filename=x", "x"),
        ("attachment; filename*=no-such-charset''x; filename=y", "y"),
        ('attachment; filename="Ã¼.mov"', "ü.mov"),
        ('filename="bare.mov"', "bare.mov"),
        ('attachment; FileName = "spaced;.mov" ; x=y', "spaced;.mov"),
        ("inline", None),
        ("", None),
        (None, None),
    ],
)
def test_content_disposition_is_read_as_the_rfc_says(header: str | None, name: str | None) -> None:
    """`filename*` goes before `filename`; quotes, charsets and bare tokens are understood."""
    assert disposition_filename(header) == name


@given(st.text(max_size=300))
def test_any_header_value_is_read_without_failing(header: str) -> None:
    """A hostile header gives a name or none."""
    name = disposition_filename(header)
    assert name is None or isinstance(name, str)


RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@given(
    st.text(max_size=400)
    | st.sampled_from(["CON", "nul.mov", "COM1.x", "..", ".", "/", "a/../b", "..\\x", ".ssh"]),
    st.text(max_size=20),
)
def test_a_safe_name_is_one_visible_part_of_a_path(name: str, fallback: str) -> None:
    """Whatever the server says, the name stays in its directory and works on every file system."""
    safe = safe_filename(name, fallback)
    assert safe
    assert not re.search(r'[\x00-\x1f\x7f<>:"/\\|?*]', safe)
    assert not safe.startswith(".")
    assert not safe.endswith((".", " "))
    assert not RESERVED.fullmatch(safe)
    assert len(safe.encode()) <= LONGEST
    assert safe_filename(safe, fallback) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\clip.mov", "clip.mov"),
        ("take: 1?.mov", "take_ 1_.mov"),
        ("nul.mov", "_nul.mov"),
        (".bashrc", "_bashrc"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("...", "fallback.mov"),
        (None, "fallback.mov"),
        ("x" * 300 + ".mov", "x" * 236 + ".mov"),
    ],
)
def test_unsafe_names_are_made_safe(name: str | None, safe: str) -> None:
    """Path parts, reserved names, hidden files and direction tricks lose their effect."""
    assert safe_filename(name, "fallback.mov") == safe


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("A.MOV", "video/quicktime"),
        ("a.mxf", "application/mxf"),
        ("a.mts", "video/mp2t"),
        ("a.mp4", "video/mp4"),
        ("a.png", "image/png"),
        ("a.tar.gz", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_the_type_is_told_by_the_name(name: str, kind: str) -> None:
    """The containers of the reference have their types on every system."""
    assert media_type(name) == kind


def test_only_the_last_part_of_a_given_name_is_announced() -> None:
    """Directories of this machine do not go out."""
    assert announced_name("/home/me/secret project/a.mov") == "a.mov"
    assert announced_name("C:\\x\\a.mov") == "a.mov"
    assert announced_name("dir/") == "dir"
    assert announced_name("") is None
    assert announced_name(None) is None


@given(st.binary(max_size=40), st.integers(0, 40))
def test_early_bytes_are_judged_alike_in_any_pieces(data: bytes, cut: int) -> None:
    """What comes in two pieces is judged as if it came in one."""
    whole = judge(data)
    verdict, kept = judge(data[:cut])
    if verdict is Verdict.UNDECIDED:
        assert judge(kept + data[cut:]) == whole
    else:
        assert judge(data)[0] is verdict


@pytest.mark.parametrize(
    ("data", "verdict", "kept"),
    [
        (b"", Verdict.UNDECIDED, b""),
        (b"HTTP/1.", Verdict.UNDECIDED, b"HTTP/1."),
        (b"HTTP/1.1 40", Verdict.UNDECIDED, b"HTTP/1.1 40"),
        (b"HTTP/1.1 401 No", Verdict.REFUSED, b"HTTP/1.1 401 No"),
        (b"HTTP/1.1 200 OK", Verdict.ACCEPTED, b"HTTP/1.1 200 OK"),
        (b"HTTP/1.1 302 Found", Verdict.REFUSED, b"HTTP/1.1 302 Found"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", Verdict.UNDECIDED, b""),
        (b"HTTP/1.1 100 Continue\r\n", Verdict.UNDECIDED, b"HTTP/1.1 100 Continue\r\n"),
        (b"HTTP/1.1 100 C\r\nA: b\r\n\r\nHTTP/1.1 413 X", Verdict.REFUSED, b"HTTP/1.1 413 X"),
        (b"SSH-2.0-server", Verdict.REFUSED, b"SSH-2.0-server"),
    ],
)
def test_early_answers_are_told_apart(data: bytes, verdict: Verdict, kept: bytes) -> None:
    """Refusals stop an upload; interim answers are dropped; half a status line waits."""
    assert judge(data) == (verdict, kept)
