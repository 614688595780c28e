"""Records of a CSV file, good and broken ones."""

from __future__ import annotations

import time
from functools import partial

import pytest

from slaclock.files.csv_records import (
    NOT_CLOSED,
    CsvRecord,
    fields_of,
    looks_like_record,
    read_records,
)

DAY = "2026-05-24T10:00:00Z"
ROW = partial(looks_like_record, separator=",", width=3, places=[2])


def read(text: str) -> list[CsvRecord]:
    return list(read_records(text.splitlines(keepends=True), is_record=ROW))


class TestReadRecords:
    def test_field_over_several_lines(self) -> None:
        assert read('1,"a\nb ""c"", d\n\ne",2\n3,,\n') == [
            CsvRecord(1, 4, ["1", 'a\nb "c", d\n\ne', "2"]),
            CsvRecord(5, 1, ["3", "", ""]),
        ]

    def test_quote_in_bare_text_is_text(self) -> None:
        assert read('1,size 5" disk,2\n2,6" and 7",3\n') == [
            CsvRecord(1, 1, ["1", 'size 5" disk', "2"]),
            CsvRecord(2, 1, ["2", '6" and 7"', "3"]),
        ]

    @pytest.mark.parametrize("third", [f'3,size 5" disk,{DAY}', f'3,size 5",{DAY}', f'3,"x",{DAY}'])
    def test_open_quote_swallows_no_line(self, third: str) -> None:
        found = read(f'1,"quick question,{DAY}\n2,x,{DAY}\n{third}\n')
        assert [(record.line, record.lines, record.problem) for record in found] == [
            (1, 1, NOT_CLOSED),
            (2, 1, ""),
            (3, 1, ""),
        ]

    def test_open_quote_in_a_file_of_two_rows(self) -> None:
        found = read(f'1,"quick,{DAY}\n2,size 5",{DAY}\n')
        assert [record.problem for record in found] == [NOT_CLOSED, ""]

    def test_line_break_in_the_first_field(self) -> None:
        assert read(f'"1\na",x,{DAY}\n') == [CsvRecord(1, 2, ["1\na", "x", DAY])]

    def test_blank_lines_and_an_open_quote_at_the_end(self) -> None:
        assert read('a\n\n"b\nc') == [
            CsvRecord(1, 1, ["a"]),
            CsvRecord(2, 1, []),
            CsvRecord(3, 1, [], NOT_CLOSED),
            CsvRecord(4, 1, ["c"]),
        ]

    def test_long_field(self) -> None:
        """Longer than the limit of the csv module, and than any number of lines."""
        text = "error, somewhere\n" * 20_000
        assert read(f'1,"{text}",2\n') == [CsvRecord(1, 20_001, ["1", text, "2"])]

    def test_stray_quotes_cost_no_more_than_lines(self) -> None:
        began = time.process_time()
        found = read('1,"a,2\n2,b,3\n' * 20_000)
        assert sum(record.lines for record in found) == 40_000
        assert time.process_time() - began < 5

    def test_every_line_is_in_one_record(self) -> None:
        text = '1,"a\n2",b\n"3\n4,"5""\n6,"7"8\n,,,\n"'
        found = read(text)
        assert sum(record.lines for record in found) == text.count("\n") + 1
        assert [record.line for record in found] == sorted({record.line for record in found})


class TestFieldsOf:
    @pytest.mark.parametrize(
        ("text", "fields"),
        [
            ('a;"b;c";', ["a", "b;c", ""]),
            ("", []),
            ('"a"b;c', None),
            ('"a', None),
            ('"' + "x" * 200_000 + '";y\r\n', ["x" * 200_000, "y"]),
            ("x" * 200_000 + '";"y', None),
        ],
    )
    def test_strict(self, text: str, fields: list[str] | None) -> None:
        assert fields_of(text, ";") == fields


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        (f"2,x,{DAY}", True),
        ('2,x,"24/05/2026 10:00"', True),
        ("2,x,Sun May 24 2026", True),
        ("at line 2, in main, again", False),
        (f"2,{DAY}", False),
        (f"2,x,y,{DAY}", False),
    ],
)
def test_lines_that_look_like_records(line: str, is_one: bool) -> None:
    assert ROW(line) == is_one
