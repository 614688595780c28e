"""Whole contracts and the logs of their tickets: those that slaclock gives to others."""

from slaclock.testing.contract_data import CHANGES, Data, contracts
from slaclock.testing.log_data import instants_near, instants_of_asking, logs_of

__all__ = ["CHANGES", "Data", "contracts", "instants_near", "instants_of_asking", "logs_of"]
