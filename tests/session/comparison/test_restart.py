import pytest

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.comparison.restart import rewound
from nnviz.session.config import RunConfig
from nnviz.session.engine import Engine
from nnviz.session.trainer import Trainer


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_put_back_to_its_start_takes_the_same_way_again(optimizer: str) -> None:
    config = Engine(RunConfig(dataset="circle", samples=60, optimizer=optimizer)).config
    trainer, fresh = Trainer(config), Engine(config)
    trainer.run(20)
    trainer.change(learning_rate=0.5, optimizer="sgd")
    trainer.run(20)
    end = trainer.network.parameters.tobytes()
    again = rewound(trainer, config)
    assert again.iteration == 0
    assert again.data is trainer.data
    for engine in (again, fresh):
        engine.replay(30)
    assert again.network.parameters.tobytes() == fresh.network.parameters.tobytes()
    assert trainer.network.parameters.tobytes() == end
