"""Text tables: CSV, TSV and their kin, quickly by Arrow, carefully where that refuses."""
