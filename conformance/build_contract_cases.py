"""Write `cases/contract.jsonl` from the examples of the contracts in this project.

    python -m conformance.build_contract_cases

Each deadline in them was worked out by hand from published terms; nothing here computes one.
Holidays are written out, so that an implementation needs no list of its own.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conformance.protocol import CASES, Case
from slaclock import Matrix, load_matrix
from slaclock.matrices.freezing import freeze, matrix_text

CONTRACTS = Path(__file__).parents[1] / "examples" / "contracts"
YEARS = range(2025, 2029)
NOT_NEEDED = {"examples", "silence", "goals", "ticket_types"}


def contracts() -> Iterator[tuple[str, Matrix]]:
    """Yield the contracts whose examples are cases, and where each stands."""
    yield "the bundled contract wotnot", load_matrix("wotnot")
    for path in sorted(CONTRACTS.glob("*.toml")):
        yield f"examples/contracts/{path.name}", load_matrix(path)


def cases_of(source: str, matrix: Matrix) -> Iterator[Case]:
    """Yield the cases of one contract."""
    contract = plain_contract(matrix)
    for number, example in enumerate(matrix.content()["examples"], start=1):
        events = example.get("events") or []
        opened = {key: example.get(key) for key in ("plan", "priority", "fields")}
        opening = {"type": "opened", "at": example["opened_at"], **opened}
        log = [{key: one[key] for key in one if one[key]} for one in [opening, *events]]
        due = {key.removesuffix("_due"): _due(example[key]) for key in example if _is_due(key)}
        wanted = {"due": due, "status": example.get("status")}
        expect = {name: value for name, value in wanted.items() if value}
        yield {
            "id": f"contract-{matrix.id}-{number}",
            "source": source,
            "contract": contract,
            "op": "contract",
            "log": log,
            "asked_at": example.get("at") or log[-1]["at"],
            "ask": list(expect),
            "expect": expect,
            "why": example.get("title") or "worked out by hand from the published terms",
        }


def plain_contract(matrix: Matrix) -> dict[str, Any]:
    """Return a contract as plain data, with its holidays written out."""
    data = tomllib.loads(matrix_text(freeze(matrix, YEARS)))
    return {key: value for key, value in data.items() if key not in NOT_NEEDED}


def _is_due(key: str) -> bool:
    return key.endswith("_due")


def _due(value: Any) -> Any:
    return None if value == "none" else value


def _text(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()


def main() -> None:
    lines = [json.dumps(case, default=_text) for one in contracts() for case in cases_of(*one)]
    (CASES / "contract.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} cases of contracts")


if __name__ == "__main__":
    main()
