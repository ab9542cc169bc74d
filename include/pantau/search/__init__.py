"""Search: one analyzer for documents and queries, asked of PostgreSQL's own full-text operators."""
