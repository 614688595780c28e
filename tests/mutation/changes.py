"""Small wrong changes of a module: each is one that some test should notice.

The kinds are those of other tools for mutation testing: another comparison, another operator, a
number one larger, another text, an argument left out or None, a value that is None, one branch
of a choice. Only what stands inside functions is changed; docstrings, annotations and the
default values of arguments are left alone.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

__all__ = ["Change", "changes_of"]

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Div,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.USub: ast.UAdd,
}
PAIRS = ("lower upper", "lstrip rstrip", "find rfind", "ljust rjust", "index rindex")
PAIRS += ("removeprefix removesuffix", "partition rpartition")
METHODS = {one: other for pair in PAIRS for one, other in (pair.split(), pair.split()[::-1])}
UNTOUCHED_CALLS = ("len", "isinstance", "cast")
CHECKED = "strict"  # of zip: a check that holds, whatever the tests ask
LEFT_ALONE = ("args", "annotation", "decorator_list", "returns", "keywords", "bases")
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
LONGEST, AROUND = 70, 25
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Change:
    """One wrong change: where it is, what it reads like, and how to make it.

    Attributes:
        function: The function it is in, with its class: `Timeline.at_reading`.
        text: What stood there and what stands there now.
        first: The first line of the statement it is in.
        last: The last line of that statement, or of its head where a block follows.
        make: Changes the tree that was read, once.
    """

    function: str
    text: str
    first: int
    last: int
    make: Callable[[], None]


def changes_of(tree: ast.Module) -> list[Change]:
    """Return every change of the functions of a module; of equal ones each has its number."""
    seen = Counter[tuple[str, str]]()
    return [
        _change(name, statement, node, new, seen)
        for name, function in _functions(tree, "")
        for statement, node in _nodes(function, function)
        for new in _wrong(node)
        if ast.copy_location(new, node)
    ]


def _change(
    name: str, statement: ast.stmt, node: ast.AST, new: ast.AST, seen: Counter[tuple[str, str]]
) -> Change:
    text = _told(*(ast.unparse(one).replace('"', "'") for one in (node, new)))
    seen[name, text] += 1
    if seen[name, text] > 1:
        text += f"  #{seen[name, text]}"

    def make() -> None:
        node.__class__ = new.__class__  # type: ignore[assignment]
        node.__dict__ = {**node.__dict__, **new.__dict__}

    return Change(name, text, statement.lineno, _last_line(statement), make)


def _told(old: str, new: str) -> str:
    """Return what became of a text; of long ones, only what differs and a little around it."""
    if max(len(old), len(new)) > LONGEST:
        before = max(0, _alike(old, new) - AROUND)
        after = max(0, _alike(old[:before:-1], new[:before:-1]) - AROUND)
        old, new = (one[before : len(one) - after] for one in (old, new))
    return " ".join(f"{old} -> {new}".split())


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with that are the same."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _functions(node: ast.AST, around: str) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the functions of a module and of its classes; those inside others are part of them."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            yield f"{around}{child.name}", child
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{around}{child.name}.")
        elif isinstance(child, ast.stmt):
            yield from _functions(child, around)


def _nodes(node: ast.AST, statement: ast.stmt) -> Iterator[tuple[ast.stmt, ast.AST]]:
    """Yield each node below one, with the statement it is in."""
    for name, value in ast.iter_fields(node):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.AnnAssign)) and name in LEFT_ALONE:
            continue
        if isinstance(node, ast.keyword) and node.arg == CHECKED:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(child):
                own = child if isinstance(child, ast.stmt) else statement
                yield own, child
                yield from _nodes(child, own)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _last_line(statement: ast.stmt) -> int:
    blocks = [line for name in BLOCKS for line in getattr(statement, name, [])]
    starts = [block.lineno - 1 for block in blocks if isinstance(block, ast.stmt)]
    return max(statement.lineno, min(starts, default=statement.end_lineno or 0))


def _wrong(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node, wrongly."""
    for kinds, others in WRONG:
        if isinstance(node, kinds):
            yield from others(node)


def _other_constants(node: ast.Constant) -> Iterator[ast.AST]:
    match node.value:
        case bool(value):
            yield ast.Constant(not value)
        case int(value) | float(value):
            yield ast.Constant(value + 1)
        case str(value):
            yield ast.Constant(f"XX{value}XX")


def _other_comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        other = OPERATORS[type(op)]()
        yield _with(node, ops=[*node.ops[:place], other, *node.ops[place + 1 :]])


def _other_values(node: ast.Assign | ast.AnnAssign) -> Iterator[ast.AST]:
    if node.value is not None:
        yield _with(node, value=ast.Constant("" if _is_none(node.value) else None))


def _other_branches(node: ast.IfExp) -> Iterator[ast.AST]:
    for op, value in ((ast.And(), False), (ast.Or(), True)):
        yield _with(node, test=ast.BoolOp(op, [node.test, ast.Constant(value)]))


def _other_cases(node: ast.Match) -> Iterator[ast.AST]:
    for place in range(len(node.cases) if len(node.cases) > 1 else 0):
        yield _with(node, cases=[*node.cases[:place], *node.cases[place + 1 :]])


def _other_operators(node: Any) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not):
        yield node.operand
    elif type(node.op) in OPERATORS:
        yield _with(node, op=OPERATORS[type(node.op)]())
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value)


def _other_calls(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Name) and node.func.id in UNTOUCHED_CALLS:
        return
    arguments = (*node.args, *(one for one in node.keywords if one.arg != CHECKED))
    for one in arguments:
        none = ast.Constant(None)
        if isinstance(one, ast.keyword):
            if one.arg and not _is_none(one.value):
                yield _call(node, one, _with(one, value=none))
        elif not isinstance(one, ast.Starred) and not _is_none(one):
            yield _call(node, one, none)
    if len(arguments) > 1:
        for one in arguments:
            yield _call(node, one)
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        yield _with(node, func=_with(node.func, attr=METHODS[node.func.attr]))


def _call(node: ast.Call, old: ast.AST, *new: Any) -> ast.Call:
    """Return a call with others in the place of one argument."""
    args, keywords = (
        [kept for one in ones for kept in (new if one is old else (one,))]
        for ones in (node.args, node.keywords)
    )
    return _with(node, args=args, keywords=keywords)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _other_lambda(node: ast.Lambda) -> Iterator[ast.AST]:
    if not _is_none(node.body):
        yield _with(node, body=ast.Constant(None))


def _with(node: Any, **fields: Any) -> Any:
    new = copy(node)
    new.__dict__ = {**node.__dict__, **fields}
    return new


WRONG: tuple[tuple[Any, Callable[[Any], Iterator[ast.AST]]], ...] = (
    (ast.Constant, _other_constants),
    ((ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.AugAssign), _other_operators),
    (ast.Compare, _other_comparisons),
    ((ast.Assign, ast.AnnAssign), _other_values),
    (ast.Call, _other_calls),
    (
        ast.Lambda,
        lambda node: iter([] if _is_none(node.body) else [_with(node, body=ast.Constant(None))]),
    ),
    (ast.IfExp, _other_branches),
    (ast.Break, lambda _node: iter([ast.Return(None)])),
    (ast.Continue, lambda _node: iter([ast.Break()])),
    (ast.Match, _other_cases),
)
