"""An Airflow DAG that only calls the command: what stands, what is missing and where to go on is the command's business."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="perennial",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    # Two runs in one workspace would wait for each other, or do the same twice on S3.
    max_active_runs=1,
) as dag:
    BashOperator(
        task_id="run",
        bash_command="/opt/perennial/scripts/perennial run --conf /etc/perennial/my.conf --deadline 5h",
        # Airflow's own limit kills; the deadline ends well before it.
        execution_timeout=timedelta(hours=6),
        retries=2,
        retry_delay=timedelta(minutes=10),
    )
