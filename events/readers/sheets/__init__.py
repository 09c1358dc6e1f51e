"""Workbooks, read as a stream: XLSX and ODS."""
