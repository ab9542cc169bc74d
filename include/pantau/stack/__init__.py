"""The stack on one machine: embedded PostgreSQL, Airflow's parts and, for the demo, the newsroom."""
