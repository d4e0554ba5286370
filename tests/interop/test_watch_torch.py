"""A training in PyTorch is recorded as it is, and the check finds it right."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnviz.files.recorded_iterations import open_recording
from nnviz.session.claims.checkup import Checkup, Report

torch = pytest.importorskip("torch")

from nnviz.watch.torch import watch  # noqa: E402 (needs PyTorch)

nn, F = torch.nn, torch.nn.functional


class Written(nn.Module):
    """Functions in place of modules, a layer without biases, used in another order."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(6, 1)
        self.first, self.second = nn.Linear(2, 8), nn.Linear(8, 6, bias=False)

    def forward(self, x: Any) -> Any:
        return self.last(F.gelu(self.second(torch.sigmoid(self.first(x)))))


def layers(*functions: Any) -> Any:
    sizes = (2, 7, 5, 3)
    pairs = zip(sizes, sizes[1:], functions, strict=False)
    return nn.Sequential(*(one for i, o, f in pairs for one in (nn.Linear(i, o), f)))


MODELS: dict[str, tuple[Callable[[], Any], Any]] = {
    "classes": (
        lambda: layers(nn.ReLU(inplace=True), nn.Tanh(), nn.Identity()),
        nn.CrossEntropyLoss(),
    ),
    "log softmax": (
        lambda: layers(nn.LeakyReLU(), nn.ELU(), nn.LogSoftmax(dim=1)),
        nn.NLLLoss(),
    ),
    "regression": (lambda: layers(nn.SiLU(), nn.Softplus(), nn.Tanh()), nn.MSELoss()),
    "binary": (Written, nn.BCEWithLogitsLoss()),
    "sum": (
        lambda: layers(nn.Tanh(), nn.Tanh(), nn.Sigmoid()),
        nn.MSELoss(reduction="sum"),
    ),
}


def train(model: Any, loss: Any, optimizer: Any, iterations: int = 12) -> list[Any]:
    generator = torch.Generator().manual_seed(3)
    kind = next(model.parameters()).dtype
    x = torch.randn(64, 2, generator=generator, dtype=kind)
    classes = (x[:, 0] > 0).long() + (x[:, 1] > 0).long()
    wide = torch.nn.functional.one_hot(classes, 3).to(kind)
    given: Any = classes
    if isinstance(loss, nn.MSELoss):
        given = wide
    if isinstance(loss, nn.BCEWithLogitsLoss):
        given = wide[:, :1]
    for k in range(iterations):
        batch = slice(16 * (k % 4), 16 * (k % 4) + 16)
        optimizer.zero_grad()
        loss(model(x[batch]), given[batch]).backward()
        optimizer.step()
        with torch.no_grad():
            model(x)
    return [one.detach().clone() for one in model.parameters()]


def checked(path: Path) -> Report:
    found = open_recording(path)
    return Checkup(found.numbers, found.read, found.said).run()


@pytest.mark.parametrize("kind", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("every", [1, 5])
def test_results_are_the_same_bit_for_bit_and_found_right(
    tmp_path: Path, name: str, every: int, kind: Any
) -> None:
    make, loss = MODELS[name]
    trained = []
    for watched in (False, True):
        torch.manual_seed(0)
        model = make().to(kind)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        if watched:
            with watch(model, optimizer, tmp_path / "a", every=every):
                trained.append(train(model, loss, optimizer))
        else:
            trained.append(train(model, loss, optimizer))
    for one, other in zip(*trained, strict=True):
        assert torch.equal(one, other)
    report = checked(tmp_path / "a")
    wrong = [one.name for one in report.verdict.quantities if not one.ok]
    assert report.ok, (wrong, report.notes)
    assert report.recorded == (12 if every == 1 else 3)
    names = {one.name for one in report.verdict.quantities}
    assert {"z3", "a1", "delta2", "dW3", "db1", "cost", "W2_after"} <= names


def test_a_mistake_in_a_training_is_named(tmp_path: Path) -> None:
    torch.manual_seed(0)
    # The loss has a softmax within itself.
    model = layers(nn.ReLU(), nn.ReLU(), nn.Softmax(dim=1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with watch(model, optimizer, tmp_path / "a"):
        train(model, nn.CrossEntropyLoss(), optimizer)
    report = checked(tmp_path / "a")
    assert not report.ok
    assert {"delta3", "cost"} <= {o.name for o in report.verdict.quantities if not o.ok}


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5)), "'1' is a Dropout"),
        (nn.Sequential(nn.Conv2d(1, 1, 3), nn.Linear(2, 2)), "'0' is a Conv2d"),
        (nn.Sequential(nn.LayerNorm(2), nn.Linear(2, 2)), "'0' is a LayerNorm"),
        (nn.LSTM(2, 2), "the model is a LSTM"),
        (nn.ReLU(), "no Linear layer"),
    ],
)
def test_other_layers_are_refused_by_name(
    tmp_path: Path, model: Any, message: str
) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    with pytest.raises(ValueError, match=message):
        watch(model, optimizer, tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_what_is_between_the_layers_is_refused_by_their_names(tmp_path: Path) -> None:
    class Around(Written):
        def forward(self, x: Any) -> Any:
            return self.last(self.second(torch.tanh(self.first(x)) * 2.0))

    model = Around()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    watching = watch(model, optimizer, tmp_path / "a")
    with pytest.raises(ValueError, match=r"what 'second' gets is not .* of 'first'"):
        train(model, nn.BCEWithLogitsLoss(), optimizer)
    watching.close()


def test_losses_that_are_functions_and_batches_of_two_passes(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = layers(nn.Tanh(), nn.Tanh(), nn.Identity())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, classes = torch.randn(8, 2), torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])
    with watch(model, optimizer, tmp_path / "a", loss="cross_entropy") as watching:
        for passes in (1, 2, 1):
            optimizer.zero_grad()
            for _ in range(passes):
                cost = F.cross_entropy(model(x), classes)
                cost.backward()
            watching.batch(classes, cost)
            optimizer.step()
        with pytest.warns(UserWarning, match=r"^1 iterations were not recorded"):
            watching.close()
    report = checked(tmp_path / "a")
    assert report.ok
    assert report.recorded == 2
    assert "cost" in {one.name for one in report.verdict.quantities}


def test_pytorch_is_not_imported_by_what_does_not_need_it() -> None:
    code = (
        "import sys, nnviz.watch, nnviz.cli.commands.check\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
