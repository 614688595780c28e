"""The command that proposes how an unknown export may be read."""

from __future__ import annotations

from slaclock import reports
from slaclock.cli.export_options import (
    EncodingOption,
    HeaderRowOption,
    SeparatorOption,
    SheetOption,
    TicketsArgument,
    separator_of,
)
from slaclock.cli.options import JsonOption
from slaclock.cli.output import Answer, as_json

__all__ = ["map_"]


def map_(
    tickets: TicketsArgument,
    *,
    separator: SeparatorOption = None,
    encoding: EncodingOption = None,
    header_row: HeaderRowOption = None,
    sheet: SheetOption = None,
    json: JsonOption = False,
) -> Answer:
    """Propose how an export may be read: a profile to edit.

    Write what it prints to a file, look at every line, and give the file to `report` with
    --profile.
    """
    draft = reports.propose_profile(
        tickets,
        separator=separator_of(separator),
        encoding=encoding,
        header_row=header_row,
        sheet=sheet,
    )
    if json:
        return Answer(as_json(draft.to_dict()))
    return Answer(draft.to_toml().rstrip())
