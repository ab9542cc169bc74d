"""The pages of Pantau in the Airflow UI: read only, behind Airflow's login, in Indonesian or English."""
