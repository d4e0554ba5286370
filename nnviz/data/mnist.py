"""MNIST: 70,000 handwritten digits of 28 x 28 pixels, bundled with nnviz.

LeCun, Bottou, Bengio & Haffner (1998), "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86(11).
"""

from dataclasses import replace

from nnviz.data.assets import asset_path
from nnviz.data.dataset import Dataset


def load_mnist() -> Dataset:
    """Return the 60,000 training images, then the 10,000 test images, as bytes."""
    # Imported when it is needed: most windows begin without a file.
    from nnviz.data.readers.formats.idx_images import read_idx_images

    path = asset_path("data", "mnist", "train-images-idx3-ubyte.gz")
    return replace(
        read_idx_images(path),
        name="mnist",
        title="MNIST handwritten digits",
        description="Grey values of a digit centred in 28 x 28 pixels; 0 is paper.",
        source="Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten "
        "digits",
        licence="CC BY-SA 3.0",
    )
