"""The page Read a report: words at left, the drafts that rest on them at right, where they lie below."""
