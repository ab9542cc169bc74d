"""Pantau keeps watch over Indonesia's online press: poll, fetch, extract, clean, dedupe, tag, validate, load, report."""

from pantau.terminal import cover_log_lines

cover_log_lines()
