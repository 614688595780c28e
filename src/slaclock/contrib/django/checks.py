"""The contract in Django's own system check: `manage.py check` says what is odd in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.utils.timezone import now

from slaclock.contrib.django.contract import shipped
from slaclock.errors import SlaClockError
from slaclock.examples import run_examples
from slaclock.matrices.door import versions_of
from slaclock.matrices.lint import check_matrix
from slaclock.matrices.model import Matrix

__all__ = ["check_contract"]


@register(Tags.models)
def check_contract(*_args: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Return what `slaclock check` finds in the contract of the project.

    An error (`slaclock.E001`) where it cannot be read, and for each example in it that does not
    come out (`slaclock.E002`); a warning (`slaclock.W001`) for what is probably not meant.
    """
    try:
        versions = versions_of(shipped())
    except (ImproperlyConfigured, SlaClockError) as error:
        hint = "set SLACLOCK_MATRIX to the data file of your contract"
        return [Error(str(error), hint=hint, id="slaclock.E001")]
    return [message for matrix in versions for message in _found(matrix)]


def _found(matrix: Matrix) -> Iterator[CheckMessage]:
    for difference in run_examples(matrix):
        yield Error(f"{matrix.id}: {difference}", id="slaclock.E002")
    for finding in check_matrix(matrix, today=now().date()).findings:
        hint = f"or silence it in the contract: {finding.code}"
        yield CheckWarning(f"{matrix.id}: {finding}", hint=hint, id="slaclock.W001")
