"""The pages of Pantau in the Airflow UI, behind Airflow's login, in Indonesian or English. They only read; orders go to a
worker."""
