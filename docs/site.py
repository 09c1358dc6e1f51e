"""What the site needs beside the pages: links that leave `docs/` become the names of what they lead to."""

from __future__ import annotations

import posixpath
import re
from typing import Any

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((\.\./[^)#\s]+)\)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Return a page's text as MkDocs is given it (https://www.mkdocs.org/dev-guide/plugins/#events)."""
    folder = posixpath.dirname(f"docs/{page.file.src_uri}")

    def named(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        if target.startswith("docs/"):
            return link[0]
        return f"`{target}`" if target.endswith(link[1]) else f"{link[1]} (`{target}`)"

    return _LINK.sub(named, markdown)
