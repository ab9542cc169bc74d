"""The layer between Airflow and pantau: tasks, their words, retries, alerts, the pool. DAGs and plugins are thin over it."""
