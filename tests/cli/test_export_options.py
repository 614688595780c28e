"""The options of reading are the same for every command about an export."""

from __future__ import annotations

import pytest
import typer

from slaclock.cli import app
from slaclock.cli.export_options import ExportOptions


def options_of(command: str) -> dict[str, str | None]:
    """Return the options of a command with their texts, as the command line knows them."""
    shown = typer.main.get_command(app._application()).commands[command]
    return {parameter.name: parameter.help for parameter in shown.params}


@pytest.mark.parametrize("command", ["report", "replay"])
def test_command_takes_every_option_of_reading(command: str) -> None:
    assert set(ExportOptions._fields) <= set(options_of(command))
    assert "export" not in options_of(command)


def test_options_of_reading_have_one_text() -> None:
    one, other = options_of("report"), options_of("replay")
    assert [one[name] for name in ExportOptions._fields] == [
        other[name] for name in ExportOptions._fields
    ]


class TestChanges:
    def test_what_is_not_given_changes_nothing(self) -> None:
        assert ExportOptions().changes() == {}

    def test_what_is_given_is_laid_over_the_profile(self) -> None:
        given = ExportOptions(
            columns=["id=Nr"],
            values=["priority:High=P1", "priority:Low=P3", "plan:x=gold"],
            zone_names=["IST=Asia/Kolkata"],
            separator="tab",
            plan="gold",
        )
        assert given.changes() == {
            "columns": {"id": "Nr"},
            "values": {"priority": {"High": "P1", "Low": "P3"}, "plan": {"x": "gold"}},
            "zone_names": {"IST": "Asia/Kolkata"},
            "separator": "\t",
            "plan": "gold",
        }

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            (ExportOptions(columns=["id"]), "'id' has no name, or no value, round ="),
            (ExportOptions(values=["high=P1"]), "'high=P1' has no role before :"),
        ],
    )
    def test_what_has_not_its_form_is_refused(self, given: ExportOptions, message: str) -> None:
        with pytest.raises(typer.BadParameter, match=message):
            given.changes()
