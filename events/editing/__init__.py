"""What a person changes: checks, the change and its log, undo, one spelling for an actor."""
