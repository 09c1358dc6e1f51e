"""Bringing a file or a service's answer in, step by step."""
