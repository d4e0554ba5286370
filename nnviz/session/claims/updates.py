"""Judges the weights and biases after the update of another program."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.known_mistakes import split_name
from nnviz.session.claims.naming import Fault
from nnviz.session.claims.optimizer_rules import (
    USUAL,
    PossibleStep,
    RuleState,
    UpdateRule,
    led_by,
    possible_steps,
    rules_for,
)
from nnviz.session.claims.right import Right
from nnviz.session.claims.undeclared_updates import ParameterStep, undeclared_words

_UNSAID = ("momentum", "nesterov", "adam", "rmsprop", "adagrad", "adamw")
"""The rules that are tried where none was said."""

_OF_A_RULE = (
    "bias_correction_left_out",
    "epsilon_inside_root",
    "first_moment_left_out",
    "root_left_out",
    "step_count_off",
    "velocity_of_before",
    "velocity_sign",
)
"""The mistakes that tell a rule though it was not said."""


@dataclass(slots=True)
class UpdateVerdict:
    """Whether each updated parameter is right, and what is wrong with it.

    ``judged`` has those that were judged; ``notes`` says why others, ``unjudged``, were
    not.
    """

    judged: dict[str, tuple[bool, Fault | None]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unjudged: tuple[str, ...] = ()
    weight: float = 0.0


def judge_updates(
    claims: Claims,
    right: Right,
    optimizer: str | None,
) -> UpdateVerdict:
    """Judge W_after and b_after, as far as the learning rate and the rule are known.

    The wanted ones are added to ``right``. Without a rule it is taken for gradient
    descent if the numbers bear that out; if no known mistake explains them it may be
    another rule, which is no fault.
    """
    names = [name for name in claims.values if name.endswith("_after")]
    found = _judged(claims, right, optimizer, names) if names else UpdateVerdict()
    found.unjudged = tuple(name for name in names if name not in found.judged)
    return found


def _judged(
    claims: Claims, right: Right, optimizer: str | None, names: list[str]
) -> UpdateVerdict:
    found, rate = UpdateVerdict(), claims.learning_rate
    if rate is None:
        found.notes.append(
            "The update is not checked: say the learning rate to have it checked."
        )
        return found
    plain = _Steps(claims, right, rate)
    if optimizer not in (None, "sgd") or _settings_of(claims).get("weight_decay"):
        return _judge_rule(claims, right, plain, optimizer or "sgd", names)
    return _judge_plain(claims, right, plain, optimizer, names)


def _judge_plain(
    claims: Claims,
    right: Right,
    plain: "_Steps",
    optimizer: str | None,
    names: list[str],
) -> UpdateVerdict:
    """Judge the updates as plain gradient descent, if that was said or may be meant."""
    found = UpdateVerdict()
    moved = {name: plain.judge(name) for name in names if plain.is_known(name)}
    if not all(ok for ok, _ in moved.values()):
        words = plain.undeclared(list(moved), UpdateRule("sgd", ()))
        if words:
            found.notes.append(words)
            found.judged = dict.fromkeys(moved, (True, None))
            return found
        moved = _with_shared_factor(moved, plain)
    if optimizer is None and not all(ok for ok, _ in moved.values()):
        other = _another_rule(claims, right, plain, moved)
        if other is not None:
            return other
        nameless = any(not ok and not fault for ok, fault in moved.values())
        by_factor = all(ok or _is_factor(fault) for ok, fault in moved.values())
        if (nameless or by_factor) and not _is_alike(moved):
            found.notes.append(
                "The update is not checked: it is not that of plain gradient descent; "
                "if it is meant to be, say --optimizer sgd."
            )
            return found
    for name, (ok, fault) in moved.items():
        if not ok:
            fault = fault or Fault((), (), name)
            found.weight += 1.0 if fault.names else 2.0
        found.judged[name] = ok, fault
    return found


def _with_shared_factor(
    moved: dict[str, tuple[bool, Fault | None]], plain: "_Steps"
) -> dict[str, tuple[bool, Fault | None]]:
    """Name a factor of all updates with those of single numbers, which it explains."""
    shared = {fault for ok, fault in moved.values() if not ok and fault is not None}
    factors = {fault.details[0] for fault in shared if _is_factor(fault)}
    if len(factors) != 1:
        return moved
    (factor,) = factors
    return {
        name: (ok, Fault(("update_factor",), (factor,), name))
        if not ok and fault is None and plain.is_multiple(name, float(factor))
        else (ok, fault)
        for name, (ok, fault) in moved.items()
    }


def _settings_of(claims: Claims) -> Mapping[str, float]:
    return {} if claims.past is None else claims.past.settings


def _judge_rule(
    claims: Claims, right: Right, plain: "_Steps", optimizer: str, names: list[str]
) -> UpdateVerdict:
    """Judge the updates by a rule that was said, with what was said of its settings."""
    found = UpdateVerdict()
    if optimizer not in USUAL:
        found.notes.append(f"The update is not checked: {optimizer} is not known.")
        return found
    if claims.past is None or claims.past.missing:
        found.notes.append(_not_checked(claims, optimizer))
        return found
    known = [name for name in names if plain.is_known(name)]
    explained: list[tuple[int, dict[str, PossibleStep | None], dict[str, Floats]]] = []
    for rule in rules_for(optimizer, claims.past.settings):
        took = {name: plain.by_rule(name, rule) for name in known}
        wanted = {name: want for name, (_, want) in took.items()}
        steps = {name: step for name, (step, _) in took.items()}
        wrong = sum(step is None or bool(step.names) for step in steps.values())
        if not wrong:
            return _verdict(right, steps, wanted)
        if None not in steps.values():
            explained.append((wrong, steps, wanted))
    if explained:
        _, steps, wanted = min(explained, key=lambda one: one[0])
        return _verdict(right, steps, wanted)
    return _judge_unexplained(right, plain, optimizer, claims.past.settings, known)


def _judge_unexplained(
    right: Right,
    plain: "_Steps",
    optimizer: str,
    settings: Mapping[str, float],
    known: list[str],
) -> UpdateVerdict:
    """Judge updates of which a rule explains none, with all the settings tried."""
    found = UpdateVerdict()
    words = _undeclared(plain, known, optimizer, settings)
    if words:
        found.notes.append(words)
        found.judged = dict.fromkeys(known, (True, None))
        return found
    if not set(USUAL[optimizer]) <= set(settings):
        usual = ", ".join(USUAL[optimizer])
        found.notes.append(
            f"The update is not checked: it is not that of {optimizer} with usual "
            f"settings; if they are others, say them ({usual})."
        )
        return found
    (rule,) = rules_for(optimizer, settings)
    took = {name: plain.by_rule(name, rule) for name in known}
    steps = {name: step for name, (step, _) in took.items()}
    return _verdict(right, steps, {name: want for name, (_, want) in took.items()})


def _not_checked(claims: Claims, optimizer: str) -> str:
    why = "" if claims.past is None else f": {claims.past.missing}"
    return f"The update by {optimizer} is not checked{why}."


def _undeclared(
    plain: "_Steps", names: list[str], optimizer: str, settings: Mapping[str, float]
) -> str:
    """Say what was done beside a rule, if its updates are right but for that."""
    own = dict(settings)
    if optimizer == "adamw":
        # Its decay is found, and need not be the usual one.
        optimizer = "adam"
        own.pop("weight_decay", None)
    rules = rules_for(optimizer, own)
    return next(filter(None, (plain.undeclared(names, rule) for rule in rules)), "")


def _another_rule(
    claims: Claims, right: Right, plain: "_Steps", moved: Mapping[str, object]
) -> UpdateVerdict | None:
    """Return the verdict of a rule that was not said, if it explains all updates.

    They are right, perhaps with a decay that was not said either, or have a mistake
    that only this rule can have.
    """
    if claims.past is None or claims.past.missing:
        return None
    found = _right_rules(right, plain, moved)
    if found is not None:
        return found
    for kind in _UNSAID:
        words = _undeclared(plain, list(moved), kind, {})
        if words:
            notes = [_borne_out([kind]), words]
            return UpdateVerdict(dict.fromkeys(moved, (True, None)), notes)
    for rule in (one for kind in _UNSAID for one in rules_for(kind, {})):
        took = {name: plain.by_rule(name, rule) for name in moved}
        steps = {name: step for name, (step, _) in took.items()}
        # Nothing kept and nothing moved tells no rule.
        moves = [step for step in steps.values() if step and step.value.any()]
        done = {step.names for step in moves} if len(moves) == len(steps) else set()
        if len(done) == 1 and set(*done) & set(_OF_A_RULE):
            wanted = {name: want for name, (_, want) in took.items()}
            found = _verdict(right, steps, wanted)
            found.notes.append(_borne_out([rule.name]))
            return found
    return None


def _borne_out(rules: Iterable[str]) -> str:
    listed = " and ".join(rules)
    return f"Not said, but borne out by the numbers: updates by {listed}."


def _right_rules(
    right: Right, plain: "_Steps", moved: Mapping[str, object]
) -> UpdateVerdict | None:
    """Return the verdict of rules by which all updates are right, one for each."""
    found = UpdateVerdict()
    named: dict[str, None] = {}
    wanted: dict[str, Floats] = {}
    for name in moved:
        for rule in (one for kind in _UNSAID for one in rules_for(kind, {})):
            step, wanted[name] = plain.by_rule(name, rule)
            if step is not None and not step.names:
                named[rule.name] = None
                break
        else:
            return None
        found.judged[name] = True, None
    right.values.update(wanted)
    found.notes.append(_borne_out(named))
    return found


def _verdict(
    right: Right, steps: Mapping[str, PossibleStep | None], wanted: Mapping[str, Floats]
) -> UpdateVerdict:
    found = UpdateVerdict()
    right.values.update(wanted)
    for name, step in steps.items():
        if step is None:
            found.judged[name] = False, Fault((), (), name)
            found.weight += 2.0
        elif step.names:
            found.judged[name] = False, Fault(step.names, step.details, name)
            found.weight += 1.0
        else:
            found.judged[name] = True, None
    notes = {step.note for step in steps.values() if step is not None and step.note}
    found.notes += sorted(notes)
    return found


def _is_factor(fault: Fault | None) -> bool:
    return fault is None or fault.names == ("update_factor",)


def _is_alike(moved: Mapping[str, tuple[bool, Fault | None]]) -> bool:
    """Tell whether all that is wrong is wrong by one and the same factor."""
    found = {fault for ok, fault in moved.values() if not ok}
    details = {fault.details if fault is not None else None for fault in found}
    return None not in found and len(details) == 1


class _Steps:
    def __init__(self, claims: Claims, right: Right, rate: float) -> None:
        self._claims, self._right, self._rate = claims, right, rate

    def is_known(self, name: str) -> bool:
        """Tell whether the gradient of a parameter is known."""
        return self._gradient(name) is not None

    def _gradient(self, name: str) -> Floats | None:
        """Return the program's own gradient, or the right one if it gave none."""
        kind, layer = split_name(name)
        gradient = f"d{kind}{layer}"
        own = self._claims.values.get(gradient)
        if own is not None and gradient not in self._claims.odd:
            return own
        return self._right.values.get(gradient) if own is None else None

    def _before(self, name: str) -> Floats:
        kind, layer = split_name(name)
        return (self._claims.weights if kind == "W" else self._claims.biases)[layer - 1]

    def by_rule(
        self, name: str, rule: UpdateRule
    ) -> tuple[PossibleStep | None, Floats]:
        """Return what has changed a parameter, if known, and what it should be."""
        before, gradient = self._before(name), self._gradient(name)
        assert gradient is not None
        past = self._claims.past
        all_kept = {} if past is None else past.kept(rule) or {}
        kept = all_kept.get(name.removesuffix("_after"), RuleState())
        possible = possible_steps(rule, kept, gradient, before, self._rate)
        wanted = before + possible[0].value
        after = self._claims.values[name]
        if name in self._claims.odd:
            return None, wanted
        took = after - before
        single = self._claims.single
        unit = 2.4e-7 if single else 4e-16
        blur = 4.0 * unit * (np.abs(before) + np.abs(after))
        now = kept.after(rule, led_by(rule, gradient, before), self._rate)
        # What is lost where gradients of both signs have cancelled out.
        lost = (
            np.abs(possible[0].value)
            * now.size
            / np.maximum(np.abs(now.velocity) + np.abs(now.first), 1e-300)
        )
        for step in possible:
            close = (1e-6 if step.names else 2e-4) if single else 1e-8
            room = 2.0 * blur + close * np.abs(step.value)
            room += 64.0 * unit * np.where(np.isfinite(lost), lost, 0.0)
            off = np.abs(took - step.value)
            if bool((off <= room).all()) or not np.isfinite(off).any():
                return step, wanted if step.names else before + step.value
        if not took.any():
            return PossibleStep(took, ("update_not_stored",), ("",)), wanted
        return _by_factor(took, possible[0].value, blur), wanted

    def undeclared(self, names: list[str], rule: UpdateRule) -> str:
        """Say what was done to all updates beside a rule; "" if it is not known."""
        if any(name in self._claims.odd for name in names):
            return ""
        moves = [self._move(name, rule) for name in names]
        is_descent = rule.name == "sgd"
        return undeclared_words(moves, self._rate, is_descent=is_descent)

    def is_multiple(self, name: str, factor: float) -> bool:
        """Tell whether a step is so many times that of gradient descent."""
        if name in self._claims.odd:
            return False
        move = self._move(name, UpdateRule("sgd", ()))
        off = np.abs(move.took - factor * move.want)
        return bool((off <= move.room + 1e-4 * np.abs(move.took)).all())

    def _move(self, name: str, rule: UpdateRule) -> ParameterStep:
        before, gradient = self._before(name), self._gradient(name)
        assert gradient is not None
        kept = RuleState()
        if self._claims.past is not None and rule.name != "sgd":
            kept = (self._claims.past.kept(rule) or {}).get(name[:-6], kept)
        want = possible_steps(rule, kept, gradient, before, self._rate)[0].value
        after, single = self._claims.values[name], self._claims.single
        unit = 2.4e-7 if single else 4e-16
        room = 8.0 * unit * (np.abs(before) + np.abs(after))
        room = room + (2e-4 if single else 1e-8) * np.abs(want)
        return ParameterStep(
            name.removesuffix("_after"), after - before, want, before, room
        )

    def judge(self, name: str) -> tuple[bool, Fault | None]:
        """Judge a parameter by the program's own gradient."""
        kind, layer = split_name(name)
        before, gradient = self._before(name), self._gradient(name)
        assert gradient is not None
        right_gradient = self._right.values.get(f"d{kind}{layer}", gradient)
        self._right.values[name] = before - self._rate * right_gradient
        if name in self._claims.odd:
            return False, None
        after = self._claims.values[name]
        step = after - before
        unit = 2.4e-7 if self._claims.single else 4e-16
        blur = 4.0 * unit * (np.abs(before) + np.abs(after))
        close = (2e-6 if self._claims.single else 1e-9) * self._rate
        room = blur + close * np.abs(gradient)
        room += self._rate * self._room(f"d{kind}{layer}")
        for want in (gradient, right_gradient):
            off = np.abs(step + self._rate * want)
            if bool((off <= room).all()) or not np.isfinite(off).any():
                return True, None
        return False, self._named(name, step, gradient, blur)

    def _room(self, gradient: str) -> Floats | float:
        """Return the room of a gradient that was not given."""
        if gradient in self._claims.values:
            return 0.0
        return self._right.room.get(gradient, 0.0)

    def _named(
        self, name: str, step: Floats, gradient: Floats, blur: Floats
    ) -> Fault | None:
        if not step.any():
            return Fault(("update_not_stored",), ("",), name)
        expected = -self._rate * gradient
        for names, value in (
            (("update_sign",), -expected),
            (("learning_rate_left_out",), -gradient),
            (("update_sign", "learning_rate_left_out"), gradient),
            (("learning_rate_twice",), self._rate * expected),
        ):
            if (np.abs(step - value) <= 8.0 * blur + 1e-6 * np.abs(value)).all():
                return Fault(names, tuple("" for _ in names), name)
        scaled = _by_factor(step, expected, blur)
        if scaled is not None:
            return Fault(scaled.names, scaled.details, name)
        return self._other_gradient(name, step, blur)

    def _other_gradient(self, name: str, step: Floats, blur: Floats) -> Fault | None:
        for other, value in self._claims.values.items():
            if other[:2] in ("dW", "db") and value.shape == step.shape:
                off = np.abs(step + self._rate * value)
                if (off <= 8.0 * blur + 1e-6 * np.abs(self._rate * value)).all():
                    return Fault(("update_by_wrong_gradient",), (other,), name)
        return None


def _by_factor(took: Floats, expected: Floats, blur: Floats) -> PossibleStep | None:
    """Return the step that is a multiple of the right one, if it is one."""
    size = float(np.vdot(expected, expected))
    scale = float(np.vdot(expected, took)) / size if size > 0.0 else np.nan
    if took.size < 2 or not np.isfinite(scale):
        return None
    if (np.abs(took - scale * expected) <= 8.0 * blur + 1e-5 * np.abs(took)).all():
        return PossibleStep(took, ("update_factor",), (f"{scale:.5g}",))
    return None
