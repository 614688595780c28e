"""Airflow: tell the team when a run has not finished by the deadline of a ticket."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, AsyncCallback, DeadlineAlert, DeadlineReference

from slaclock import compute_deadline


async def tell_the_team(**context):
    print("the export for the customer is late")


due = compute_deadline("starter", "P1", datetime.fromisoformat("2026-03-06T18:30+05:30"))
by = DeadlineReference.FIXED_DATETIME(due.resolution_due)
alert = DeadlineAlert(by, timedelta(0), AsyncCallback(tell_the_team))
dag = DAG("export_for_a_customer", deadline=alert)
