"""DAGs are read by an Airflow of the tests' own."""

import airflow_home

airflow_home.prepare()
