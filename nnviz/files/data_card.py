"""What a file says of a data set besides its numbers."""

from typing import Any

import msgspec
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset, Task
from nnviz.data.fill import Fill
from nnviz.data.remark import Remark


class DataCard(msgspec.Struct, frozen=True, kw_only=True):
    """The names, the kind and the origin of a data set: all fields but its arrays."""

    name: str
    task: Task
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    class_names: tuple[str, ...]
    test_count: int = 0
    validation_count: int = 0
    untested: bool = False
    image_shape: tuple[int, int] | None = None
    input_range: tuple[float, float] | None = None
    title: str = ""
    description: str = ""
    source: str = ""
    licence: str = ""
    remarks: tuple[Remark, ...] = ()
    fills: tuple[Fill, ...] = ()
    decimal: str = "."

    @classmethod
    def of(cls, dataset: Dataset, fills: tuple[Fill, ...] | None = None) -> "DataCard":
        """Return what is to be said of a data set.

        ``fills`` are those of the training set, if they are known.
        """
        fields = msgspec.structs.fields(cls)
        card = cls(**{field.name: getattr(dataset, field.name) for field in fields})
        return card if fills is None else msgspec.structs.replace(card, fills=fills)

    def dataset(self, inputs: NDArray[Any], targets: Floats) -> Dataset:
        """Return the data set with these inputs (N, I) and targets (N, O).

        Raises
        ------
        InputError
            If they do not fit what is said of them.
        """
        return Dataset(**msgspec.structs.asdict(self), inputs=inputs, targets=targets)
