"""Text in the encodings that files are found in, and files that are no text."""

from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.readers.text import text_of
from nnviz.data.table_choices import TableChoices

GERMAN = "größe,länge,y\n0.0,5.00,0\n2.1,4.75,1\n"
PATH = Path("t.csv")


@pytest.mark.parametrize(
    ("encoding", "content", "found"),
    [
        ("utf-8", GERMAN, "utf-8"),
        ("utf-8-sig", GERMAN, "utf-8"),
        ("utf-16", GERMAN, "utf-16"),
        ("utf-16-le", GERMAN, "utf-16-le"),
        ("utf-16-be", GERMAN, "utf-16-be"),
        ("utf-32", GERMAN, "utf-32"),
        ("cp1252", GERMAN, "cp1252"),
        ("latin-1", GERMAN, "cp1252"),
        ("cp1252", "name,prix €\nrené,5\nzoé,6\n", "cp1252"),
        ("cp1252", "“a” – it’s\n1,2\n", "cp1252"),
        ("cp1252", "ciudad,población\nMálaga,3\nÁvila,4\n", "cp1252"),
        ("cp1252", "°C,µm\n1,2\n", "cp1252"),
        ("cp1252", "m²,a\n£5,6\n", "cp1252"),
        ("cp850", GERMAN, "cp850"),
        ("mac-roman", GERMAN, "mac-roman"),
        ("cp1250", "imię,wartość\nŁukasz,3\nPaweł,4\n", "cp1250"),
        ("iso-8859-2", "imię,wartość\nŁukasz,3\nPaweł,4\n", "iso-8859-2"),
        ("cp1251", "город,число\nМосква,3\nКазань,4\n", "cp1251"),
        ("koi8-r", "город,число\nМосква,3\nКазань,4\n", "koi8-r"),
        ("cp866", "город,число\nМосква,3\nКазань,4\n", "cp866"),
        ("cp1253", "χώρα,πληθυσμός\nΕλλάδα,3\nΚαλαμάτα,4\n", "cp1253"),
        ("shift_jis", "名前,身長\n太郎,170\nさくら,160\n", "cp932"),
        ("euc-kr", "이름,키\n철수,170\n영희,160\n", "cp949"),
        ("gb18030", "色泽,根蒂,好瓜\n青绿,蜷缩,是\n乌黑,蜷缩,是\n", "gb18030"),
        ("big5", "姓名,身高\n王小明,170\n", "big5"),
    ],
)
def test_text_is_read_in_its_encoding_which_is_said(
    encoding: str, content: str, found: str
) -> None:
    text = text_of(PATH, content.encode(encoding), TableChoices())
    assert text.data.decode() == content
    assert text.encoding == found
    assert [r.kind for r in text.remarks] == ["encoding"] * (found != "utf-8")
    chosen = text_of(PATH, content.encode(encoding), TableChoices(encoding=encoding))
    assert chosen.data.decode() == content
    assert not chosen.remarks


def test_another_encoding_can_be_chosen() -> None:
    data = "číslo,y\n1,2\n".encode("cp1250")
    (remark,) = text_of(PATH, data, TableChoices()).remarks
    ways = {way.setting: way.value for way in remark.ways[:1]}
    assert text_of(PATH, data, TableChoices(**ways)).data.decode() == "číslo,y\n1,2\n"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\x14\0", "is an archive or a spreadsheet, not text"),
        (b"%PDF-1.4\n1,2\n", "is a PDF document, not text"),
        (b"a,b\n1,2\n\x01\x02\x80\xff", "line 3: has a control character"),
        (b"a,b\n1,2\n3,\0\n", "line 3: has a zero byte"),
        ("ä,ö\nü,ß\n".encode() + b"\xe4,1\n", "byte 0xE4 is not UTF-8, unlike the"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        text_of(PATH, data, TableChoices())


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_names_come_out_right(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    rows = "".join(f"{k}.5,{k % 7},{'müde' if k % 2 else 'wach'}\n" for k in range(30))
    path.write_bytes(("größe,länge,zustand\n" + rows).encode(encoding))
    dataset = load_dataset(str(path))
    assert dataset.input_names == ("größe", "länge")
    assert dataset.class_names == ("müde", "wach")
