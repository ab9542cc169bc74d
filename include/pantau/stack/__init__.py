"""The stack on one machine: embedded PostgreSQL, Airflow standalone and, for the demo, the newsroom."""
