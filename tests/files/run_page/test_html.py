"""Nothing breaks out of a page, and nothing runs in it but its own script."""

import base64
import hashlib
import html
import json
import re
from typing import Any

import pytest

from nnviz.files.run_page.html import PagePart, page_of

HOSTILE = [
    '</script><script>alert(1)</script><!-- " & @numbers@',
    "]]><svg onload=alert(1)>",
    "a\u2028b\u2029c",
    "\u202egnitirw\u202c",
    "'\"><img src=x onerror=alert(1)>",
    "--></style><style>*{display:none}",
]


def part_named(name: str) -> PagePart:
    header: dict[str, Any] = {"lanes": [{"name": name}, {"name": name}]}
    return PagePart(header, "", (("", ""),) * 2, ("", ""), "", name)


def header_in(page: str) -> dict[str, Any]:
    [text] = re.findall(r'id="header">(.*?)</script>', page, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_names_cannot_break_out_of_a_page(name: str) -> None:
    page = page_of((name, name), ("", ""), "", part_named(name))
    plain = page_of(("a", "a"), ("", ""), "", part_named("a"))
    for sign in ("<script", "<style", "<svg", "<img", "<!--"):
        assert page.count(sign) == plain.count(sign)
    assert header_in(page)["lanes"][0]["name"] == name
    assert f"<title>{html.escape(name)}</title>" in page
    assert f"<bdi>{html.escape(name)}</bdi>" in page


def test_its_policy_lets_nothing_run_but_its_own_script() -> None:
    page = page_of(("a", "b"), ("--x: 1;", ""), "", part_named("a"))
    [policy] = re.findall(r'Security-Policy" content="(.*?)"', page)
    for kind, text in (
        ("script", re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[0]),
        ("style", re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]),
    ):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page)
    assert not re.findall(r"<[^>]*\s(?:on\w+|style)=", page.split("<script", 1)[0])
    assert not re.findall(r"\b(?:eval|Function|setTimeout)\(['\"`]", page)


def test_a_page_with_nothing_to_scrub_has_no_script() -> None:
    page = page_of(("a", "b"), ("", ""), '<section id="report">text</section>')
    assert "<script" not in page
    assert "script-src 'none'" in page
    assert "text" in page
