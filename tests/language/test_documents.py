"""Files: what is read of them, and what is refused with one clear line."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.language import document_of, read_document, split_sentences
from sinokorea_geo.toponyms import find_mentions

PAGE = """<!DOCTYPE html><html><head><title>Dandong</title>
<style>p{content:"Hunchun"}</style></head>
<body><!-- Tumen --><script>var x = "Helong <p>";</script>
<p class="Musan>">Trucks leave <b>Dan</b>dong for Ji&rsquo;an&nbsp;and the Tumen</p>
<p>River &amp; Hyesan</p>
<p>圈河<br>口岸</p></body></html>"""


def names(data: bytes, **options: str) -> list[str]:
    document = read_document(io.BytesIO(data), **options)  # type: ignore[arg-type]  # only encoding
    return list(find_mentions(document.text, skg.load_atlas())["id"])


def test_a_page_is_read_as_a_reader_sees_it() -> None:
    document = document_of(PAGE)
    found = find_mentions(document.text, skg.load_atlas())
    moved = document.in_source(found)
    assert list(moved["surface"]) == [
        "Dan</b>dong",
        "Ji&rsquo;an",
        "Tumen",
        "Hyesan",
        "圈河<br>口岸",
    ]
    for row in moved.itertuples():
        assert PAGE[row.start : row.end] == row.surface
    assert moved.dtypes.to_dict() == found.dtypes.to_dict()


def test_plain_text_keeps_its_offsets() -> None:
    document = document_of("Dandong & Hyesan <3")
    assert document.text == document.source
    assert document.span(10, 16) == (10, 16)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_understood(encoding: str) -> None:
    assert names("琿春和단둥".encode(encoding)) == ["hunchun", "dandong"]


@pytest.mark.parametrize(
    ("declared", "codec"), [("gb2312", "gb18030"), ("EUC-KR", "cp949"), ("big5", "big5")]
)
def test_a_page_says_how_it_is_written(declared: str, codec: str) -> None:
    name = {"gb18030": "丹东", "cp949": "단둥", "big5": "丹東"}[codec]
    assert names(f'<html><meta charset="{declared}"><p>{name}</p>'.encode(codec)) == ["dandong"]


def test_an_encoding_can_be_given() -> None:
    assert names("丹东".encode("gb18030"), encoding="gb18030") == ["dandong"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("丹东到新义州".encode("gb18030"), "is not utf-8 at byte 0; pass its encoding"),
        (b"%PDF-1.7 x", "is a PDF"),
        (b"PK\x03\x04docx", "is a zip archive"),
        (
            b"From: <saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"
            b"\r\n\ttype=text/html\r\n\r\n<p>Dandong</p>",
            "is a web archive .MHTML.; save the page as HTML",
        ),
        (b"Dandong\x00\x01", "is binary, not text"),
        (b"\xff\xfe\x00", "is not utf-16"),
        (b'<html><meta charset="klingon">', "'klingon' is no encoding"),
        (b'<html><meta charset="rot13">', "'rot13' is no encoding"),
        (b'<html><meta charset="unicode_escape">', "is no encoding"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(skg.InvalidText, match=said) as caught:
        read_document(io.BytesIO(data))
    assert "\n" not in str(caught.value)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)  # takes no room on the disk
    with pytest.raises(skg.InvalidText, match="holds more than 20 MB, which are read at most"):
        read_document(path)
    with pytest.raises(skg.InvalidText, match="holds more"):
        read_document(io.BytesIO(b"x" * 11), most_bytes=10)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(skg.InvalidText, match=r"gone\.txt cannot be read"):
        read_document(tmp_path / "gone.txt")
    with pytest.raises(skg.InvalidText, match="is a folder"):
        read_document(tmp_path)
    with pytest.raises(skg.InvalidText, match="not the name of a file"):
        read_document("a\0b")


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "</", "<!", '<a x="', "&#", "<svg>", "<script>", "<p>"]
)
def test_pages_of_broken_markup_take_no_longer_than_they_should(piece: str) -> None:
    # Quadratic time would take minutes here.
    document_of("<html>" + piece * 100_000)


@given(st.text(alphabet=st.sampled_from("<>/!-&;#ap\"'= x丹东\n"), max_size=80))
def test_any_markup_at_all_maps_back(markup: str) -> None:
    document = document_of(f"<html>{markup}")
    for at in range(len(document.text)):
        start, end = document.span(at, at + 1)
        assert 0 <= start <= end <= len(document.source)
        if end - start == 1 and document.text[at] not in "\n&":
            assert document.source[start] == document.text[at]


# -- sentences ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mr. Li left. He came back.", ["Mr. Li left.", "He came back."]),
        ("The U.S. said 3.5 km. Then it rained!", ["The U.S. said 3.5 km.", "Then it rained!"]),
        ("他到了丹东。“真的？”他问。", ["他到了丹东。", "“真的？”", "他问。"]),
        ("단둥에 갔다. 신의주는 조용했다.", ["단둥에 갔다.", "신의주는 조용했다."]),
        (
            "A headline\n\nA sentence\nover two lines.",
            ["A headline", "A sentence\nover two lines."],
        ),
        ("J. Kim of Dandong Co. Ltd. spoke.", ["J. Kim of Dandong Co. Ltd. spoke."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == wanted


@given(st.text(alphabet=st.sampled_from("ab. !?。！\n\r”A1단"), max_size=60))
def test_sentences_hold_all_but_white_space(text: str) -> None:
    spans = split_sentences(text)
    assert (
        "".join(text[a:b] for a, b in spans).split() == "".join(text[a:b] for a, b in spans).split()
    )
    outside = set(range(len(text))) - {at for a, b in spans for at in range(a, b)}
    assert all(text[at].isspace() for at in outside)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
