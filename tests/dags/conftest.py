"""DAGs are read by an Airflow of the tests' own."""

import airflow_home

airflow_home.prepare()
airflow_home.import_quietly("airflow.dag_processing.dagbag", "airflow.serialization.serialized_objects")
