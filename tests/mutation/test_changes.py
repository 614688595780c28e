"""Which wrong changes are made of a piece of code, and what they read like."""

from __future__ import annotations

import ast

import pytest

from tests.mutation.changes import changes_of


def texts(source: str) -> list[str]:
    return [change.text for change in changes_of(ast.parse(source))]


class TestKinds:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("return a < 3", ["a < 3 -> a <= 3", "3 -> 4"]),
            ("return a + b", ["a + b -> a - b"]),
            ("return a and b", ["a and b -> a or b"]),
            ("return not a", ["not a -> a"]),
            ("return -a", ["-a -> +a"]),
            ("return True", ["True -> False"]),
            ("return 'mon'", ["'mon' -> 'XXmonXX'"]),
            ("a += b", ["a += b -> a -= b", "a += b -> a = b"]),
            ("a = b", ["a = b -> a = None"]),
            ("a: int = b", ["a: int = b -> a: int = None"]),
            ("a = None", ["a = None -> a = ''"]),
            ("f(a)", ["f(a) -> f(None)"]),
            ("f(a, *b, c=None)", ["f(a, *b, c=None) -> f(None, *b, c=None)"]),
            ("f(a, b=c)", ["f(a, b=c) -> f(None, b=c)", "f(a, b=c) -> f(a, b=None)"]),
            ("a.lower()", ["a.lower() -> a.upper()"]),
            ("return lambda: a", ["lambda: a -> lambda: None"]),
            (
                "return a if b else c",
                [
                    "a if b else c -> a if b and False else c",
                    "a if b else c -> a if b or True else c",
                ],
            ),
            ("while a: break", ["break -> return"]),
            ("while a: continue", ["continue -> break"]),
            ("return len(a)", []),
            ("return lambda: None", []),
            ("return zip(*a, strict=True)", []),
            ("'''What it does.'''", []),
            ("a: Literal['mon']", []),
        ],
    )
    def test_each_is_made_once(self, line: str, expected: list[str]) -> None:
        found = texts(f"def g(a: int = 1):\n    {line}")
        assert found[: len(expected)] == expected
        left_out = [one for one in found if one.endswith((" -> f(*b, c=None)", " -> f(b=c)"))]
        assert (len(found) > len(expected)) is bool(left_out)

    def test_a_case_is_left_out(self) -> None:
        found = texts("def g(a):\n match a:\n  case 1: f()\n  case _: g()")
        assert [one.partition(" -> ")[2] for one in found if one.startswith("match")] == [
            "match a: case _: g()",
            "match a: case 1: f()",
        ]

    def test_what_is_outside_of_functions_stays(self) -> None:
        assert texts("A = 1 + 2\nclass B:\n    c: int = 3") == []


class TestPlace:
    SOURCE = """
class A:
    def f(self, a):
        if (a
                < 1):
            return 1
        return 1
"""

    def test_function_and_lines_of_the_statement(self) -> None:
        found = changes_of(ast.parse(self.SOURCE))
        assert {change.function for change in found} == {"A.f"}
        assert [(change.text, change.first, change.last) for change in found] == [
            ("a < 1 -> a <= 1", 4, 5),
            ("1 -> 2", 4, 5),
            ("1 -> 2  #2", 6, 6),
            ("1 -> 2  #3", 7, 7),
        ]

    def test_long_text_is_cut_to_what_differs(self) -> None:
        (text,) = texts(f"def f():\n    return {'a' * 60} < {'b' * 60}")
        assert text == f"{'a' * 23} < {'b' * 24} -> {'a' * 23} <= {'b' * 24}"


class TestMake:
    @pytest.mark.parametrize("number", range(4))
    def test_only_one_thing_differs(self, number: int) -> None:
        before = TestPlace.SOURCE
        tree = ast.parse(before)
        changes_of(tree)[number].make()
        lines = ast.unparse(tree).splitlines()
        plain = ast.unparse(ast.parse(before)).splitlines()
        differing = [(old, new) for old, new in zip(plain, lines, strict=True) if old != new]
        assert len(differing) == 1
