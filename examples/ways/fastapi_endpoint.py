"""A deadline by HTTP: `uvicorn fastapi_endpoint:app`, then ask for /deadline?plan=lite..."""

from datetime import datetime

from fastapi import FastAPI

from slaclock import Deadline, compute_deadline

app = FastAPI()


@app.get("/deadline")
def deadline(plan: str, priority: str, opened_at: datetime) -> Deadline:
    return compute_deadline(plan, priority, opened_at)
