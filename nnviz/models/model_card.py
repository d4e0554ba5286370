"""All that is known of a model but its weights, as one line of JSON beside them."""

import msgspec
import numpy as np

from nnviz.core.errors import InputError, unknown_name
from nnviz.core.network import PRECISIONS
from nnviz.data.derived import DERIVED
from nnviz.data.scaling import TARGET_SCALINGS, Scaling
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices
from nnviz.files.data_card import DataCard
from nnviz.files.session import Scalings
from nnviz.files.trained_model import TrainedModel

ENTRY = "nnviz_model"
"""The name under which files of other formats keep the card."""

LONGEST_CARD = 16 << 20
"""The most characters of a card: 100,000 names have less."""


class ScalingCard(msgspec.Struct, frozen=True):
    """How columns are scaled: ``scaled = (value - offset) * factor``."""

    kind: str
    offset: tuple[float, ...]
    factor: tuple[float, ...]

    @classmethod
    def of(cls, scaling: Scaling) -> "ScalingCard":
        """Return the card of a scaling."""
        offset, factor = scaling.offset.tolist(), scaling.factor.tolist()
        return cls(scaling.kind, tuple(offset), tuple(factor))

    def scaling(self, columns: int) -> Scaling:
        """Return the scaling of this many columns.

        Raises
        ------
        InputError
            If it is none of so many.
        """
        offset, factor = np.array(self.offset), np.array(self.factor)
        sound = (
            self.kind in TARGET_SCALINGS
            and offset.shape == factor.shape == (columns,)
            and bool(np.isfinite(offset).all() and np.isfinite(factor).all())
            and bool(factor.all())
        )
        if not sound:
            raise InputError(
                f"its scaling '{self.kind}' of {len(self.offset)} columns does not fit "
                f"the {columns} that it has: save it again"
            )
        return Scaling(self.kind, offset, factor)


class ModelCard(msgspec.Struct, frozen=True, kw_only=True):
    """What leads from raw rows to predictions, besides weights and biases.

    Attributes
    ----------
    sizes
        Neurons per layer, the inputs first, derived ones included.
    activations
        One for each layer after the inputs.
    data
        The names of inputs, outputs and classes, and what fills gaps.
    derived
        The inputs that are worked out from others.
    inputs, targets
        How they are scaled.
    choices
        How the data were read.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    precision: str
    data: DataCard
    inputs: ScalingCard
    targets: ScalingCard
    derived: tuple[str, ...] = ()
    choices: TableChoices = AS_IT_SEEMS_BEST
    version: int = 1

    @classmethod
    def of(cls, model: TrainedModel) -> "ModelCard":
        """Return the card of a model; where its data were on the disk is left out."""
        network = model.network
        return cls(
            sizes=network.sizes,
            activations=tuple(one.name for one in network.activations),
            precision=network.precision,
            data=msgspec.structs.replace(model.card, source="", remarks=()),
            inputs=ScalingCard.of(model.scalings.inputs),
            targets=ScalingCard.of(model.scalings.targets),
            derived=model.derived,
            choices=model.choices,
        )

    @classmethod
    def read(cls, text: str | bytes) -> "ModelCard":
        """Read a card.

        Raises
        ------
        InputError
            If it is none, or its parts do not fit each other.
        """
        if len(text) > LONGEST_CARD:
            raise InputError(f"its description has {len(text):,} characters")
        try:
            card = msgspec.json.decode(text, type=cls)
        except (msgspec.DecodeError, UnicodeError, ValueError, RecursionError) as error:
            raise InputError(f"its description is damaged ({error})") from error
        card.check()
        return card

    def text(self) -> str:
        """Write the card as JSON."""
        return msgspec.json.encode(self).decode()

    @property
    def scalings(self) -> Scalings:
        """How inputs and targets are scaled."""
        return Scalings(
            self.inputs.scaling(self.sizes[0]), self.targets.scaling(self.sizes[-1])
        )

    def check(self) -> None:
        """Raise InputError unless the parts fit each other."""
        if len(self.sizes) < 2:
            raise InputError("its description has no layers: save it again")
        if self.precision not in PRECISIONS:
            raise unknown_name("precision", self.precision, PRECISIONS)
        named, outputs = self.data, len(self.data.output_names)
        classes = {1: 2}.get(outputs, outputs)
        fits = (
            len(named.input_names) + len(self.derived) == self.sizes[0]
            and outputs == self.sizes[-1]
            and len(named.class_names)
            == (classes if named.task == "classification" else 0)
            and len(self.activations) == len(self.sizes) - 1
            and (not self.derived or len(named.input_names) == 2)
            and set(self.derived) <= DERIVED.keys()
        )
        if not fits:
            raise InputError(
                "its names of inputs, outputs or classes do not fit its layers: save "
                "it again"
            )
        _ = self.scalings
