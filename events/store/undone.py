"""Which batches of edits stand: an undo takes a batch back, an undo of that undo brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def taken_back(undoes_of: Mapping[str, str | None]) -> set[str]:
    """Return which batches are undone now.

    Parameters
    ----------
    undoes_of : mapping of str to str or None
        For each batch the batch that it takes back, if it is an undo.
    """
    undoers: dict[str, list[str]] = {}
    for batch, undoes in undoes_of.items():
        if undoes:
            undoers.setdefault(undoes, []).append(batch)
    known: dict[str, bool] = {}
    for start in undoes_of:
        pending = [start]
        while pending:  # a loop, for chains of undo and redo are as long as people are patient
            batch = pending[-1]
            unknown = [other for other in undoers.get(batch, ()) if other not in known]
            if unknown:
                pending.extend(unknown)
                continue
            known[batch] = any(not known[other] for other in undoers.get(batch, ()))
            pending.pop()
    return {batch for batch in undoes_of if known[batch]}
