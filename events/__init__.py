"""What happened, who says so, how sure are we: model, import, store, query, edits, data export."""
