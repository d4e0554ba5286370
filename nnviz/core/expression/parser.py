"""Parses a text into a tree, by recursive descent; the text is never run as code."""

import difflib
import math

from nnviz.core.expression.error import ExpressionError
from nnviz.core.expression.functions import FUNCTIONS, SAME, Function
from nnviz.core.expression.node import Node
from nnviz.core.expression.tokenizer import Token, tokens_of

DEEPEST = 30
"""The deepest nesting of brackets, signs and powers."""

_CONSTANTS = {"pi": math.pi, "e": math.e}
_VARIABLES = ("x", "z")

NAMES = (*_VARIABLES, *_CONSTANTS, *FUNCTIONS)
"""Every name with a meaning."""


def parse(text: str) -> Node:
    """Parse a function of x, which may also be called z.

    Products bind tighter than sums, and powers tighter than a sign before them; powers
    associate to the right.

    Raises
    ------
    ExpressionError
        If the text is not a function; the message says what is wrong, and where.
    """
    parser = _Parser(text)
    tree = parser.sum()
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens_of(text)
        self._place = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._next
        self._place += 1
        return token

    def _error(self, reason: str, token: Token) -> ExpressionError:
        return ExpressionError(reason, self._text, token.at)

    def expect_end(self) -> None:
        """Check that nothing follows; raise ExpressionError if something does."""
        token = self._next
        if token.kind == "end":
            return
        if token.text == ")":
            raise self._error("this ) closes nothing: remove it", token)
        if token.text == ",":
            raise self._error(
                "commas only separate the arguments of a function, as in max(x, 0); "
                "write numbers with a point, as in 0.5",
                token,
            )
        raise self._error(f"an operator is missing before '{token.text}'", token)

    def sum(self) -> Node:
        """Parse terms joined by + and -."""
        left = self._product()
        while self._next.text in ("+", "-"):
            sign = self._take()
            left = Node(sign.text, (left, self._product()), at=sign.at)
        return left

    def _product(self) -> Node:
        left = self._signed()
        while self._next.text in ("*", "/"):
            sign = self._take()
            left = Node(sign.text, (left, self._signed()), at=sign.at)
        return left

    def _signed(self) -> Node:
        if self._next.text not in ("+", "-"):
            return self._power()
        sign = self._take()
        self._deeper(sign)
        operand = self._signed()
        self._depth -= 1
        return operand if sign.text == "+" else Node("neg", (operand,), at=sign.at)

    def _power(self) -> Node:
        base = self._atom()
        if self._next.text != "^":
            return base
        sign = self._take()
        self._deeper(sign)
        exponent = self._signed()
        self._depth -= 1
        return Node("^", (base, exponent), at=sign.at)

    def _atom(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Node("number", (), float(token.text), token.at)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            self._deeper(token)
            inner = self.sum()
            self._close(token)
            self._depth -= 1
            return inner
        what = "the end" if token.kind == "end" else f"'{token.text}'"
        raise self._error(f"a number, x or a function is missing before {what}", token)

    def _named(self, token: Token) -> Node:
        name = token.text
        if name in FUNCTIONS:
            return self._call(token, FUNCTIONS[name])
        if name in _VARIABLES:
            return Node("x", at=token.at)
        if name in _CONSTANTS:
            return Node("number", (), _CONSTANTS[name], token.at)
        near = difflib.get_close_matches(name.lower(), NAMES, n=1, cutoff=0.5)
        hint = f"did you mean '{near[0]}'?" if near else f"use {', '.join(NAMES)}"
        raise self._error(f"unknown name '{name}': {hint}", token)

    def _call(self, token: Token, function: Function) -> Node:
        opening = self._next
        if opening.text != "(":
            raise self._error(f"{token.text} needs brackets: {token.text}(x)", token)
        self._take()
        self._deeper(opening)
        args = [self.sum()]
        while self._next.text == ",":
            self._take()
            args.append(self.sum())
        self._close(opening)
        self._depth -= 1
        if not function.least <= len(args) <= function.most:
            raise self._error(_arguments(token.text, function, len(args)), token)
        kind = SAME.get(token.text, token.text)
        return Node(kind, tuple(args), at=token.at)

    def _close(self, opening: Token) -> None:
        token = self._next
        if token.text == ")":
            self._take()
        elif token.kind == "end":
            raise self._error("this ( is never closed: add a )", opening)
        elif token.text == ",":
            raise self._error("commas only separate the arguments of a function", token)
        else:
            raise self._error(f"an operator is missing before '{token.text}'", token)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"this is nested more than {DEEPEST} deep", token)


def _arguments(name: str, function: Function, count: int) -> str:
    wanted = f"{function.least} argument{'s' * (function.least > 1)}"
    if function.most > function.least:
        wanted = f"{function.least} to {function.most} arguments"
    return f"{name} takes {wanted}, not {count}"
