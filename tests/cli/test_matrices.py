"""`slaclock schema`."""

from __future__ import annotations

from importlib.resources import files

from tests.commands import run


class TestSchema:
    def test_schema_is_the_committed_one(self) -> None:
        """If it is not, `make schema` writes it anew."""
        committed = files("slaclock.matrices").joinpath("matrix.schema.json").read_text("utf-8")
        ran = run("schema")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == committed
        assert run("schema", "--json").out == committed
