"""What several pages show: filters, table, detail, small maps."""
