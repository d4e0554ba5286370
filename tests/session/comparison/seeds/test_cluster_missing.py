"""What a machine without Dask does when it is asked for a cluster."""

import sys

import pytest

from nnviz.core.errors import InputError
from nnviz.session.comparison.seeds.cluster import Cluster
from tests.session.comparison.plans import plan


def test_without_dask_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"install nnviz-desktop\[cluster\]"):
        list(Cluster("tcp://127.0.0.1:1").run(plan("relu").tasks))
