"""Search: one analyzer for texts and queries, with PostgreSQL's own full-text operators."""
