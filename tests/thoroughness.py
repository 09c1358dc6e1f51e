"""How many examples Hypothesis tries where each of them costs a database, a picture or a page."""

from __future__ import annotations

import os


def examples(thorough: int) -> int:
    """Give the number of examples to try: a quarter (four at least), or all under `make test-thorough`.

    Each run draws others, so that many short runs look as far as a long one.
    """
    return thorough if os.environ.get("ATLAS_THOROUGH") else max(4, thorough // 4)
