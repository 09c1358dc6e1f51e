"""The Events page: the form, the ledgers, the log, the actors."""
