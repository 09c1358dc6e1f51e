"""The vendored scripts are the packages' own files, and the client asks no network for anything."""

from __future__ import annotations

import hashlib
import re

from maps.live.client_source import BUNDLE, CLIENT, VENDOR, client_css


def test_vendored_files_have_the_listed_hashes():
    listed = dict(reversed(line.split("  ", 1)) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    there = {
        str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in ("SHA256SUMS", "README.md")
    }
    assert there == set(listed)
    for name, expected in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == expected, name


def test_style_sheet_has_its_images_inside():
    urls = re.findall(r"url\(([^)]*)\)", client_css())
    assert len(urls) >= 3
    assert all(url.startswith(("data:", "#")) for url in urls)


def own_scripts():
    """The client's sources, and the bundle that is made of them."""
    sources = (path for path in CLIENT.rglob("*.js") if VENDOR not in path.parents and path.parent != CLIENT)
    return [BUNDLE, *sources]


def test_client_names_no_network_address():
    own = "\n".join(path.read_text(encoding="utf-8") for path in own_scripts())
    assert set(re.findall(r"https?://[^\s\"'`)]+", own)) <= {"http://www.w3.org/2000/svg"}


def test_client_never_writes_markup_or_runs_text():
    own = "\n".join(path.read_text(encoding="utf-8") for path in own_scripts())
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "new Function", "document.write")
    assert [word for word in forbidden if word in own] == []
