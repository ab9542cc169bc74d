"""Pantau keeps watch over Indonesia's online press: poll, fetch, extract, clean, dedupe, tag, validate, load, report."""
