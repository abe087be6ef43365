"""Training speed of a Python framework on a ball tracker, one thread.

usage: train_tracker.py FRAMEWORK NETWORK SECONDS  ->  one line of JSON
NETWORK dynapcnn: the tracker of A. Ziegler et al. (arXiv 2403.10677), 8 steps of the same binary frame, batch 16.
NETWORK ball-real: the network of recipes/ball-real.yaml, one step, batch 64.
Mean of the output over time, mean square error, Adam.
"""
import importlib.metadata
import json
import sys
import time

import torch
import torch.nn as nn

torch.set_num_threads(1)


def dynapcnn():
    """Stages: what feeds each layer of neurons. The last stage ends in neurons, too."""
    conv = lambda *sizes: nn.Conv2d(*sizes, bias=False)
    pool = nn.AvgPool2d(2)
    stages = [[conv(1, 4, 5, 2)], [pool, conv(4, 4, 3)], [pool, conv(4, 64, 6, 6)], [conv(64, 256, 1)], []]
    return stages, 8, 16


def ball_real():
    conv = lambda i, o, k, p: nn.Conv2d(i, o, k, 2, p, bias=False)
    stages = [
        [conv(1, 8, 7, 0), nn.BatchNorm2d(8)],
        [conv(8, 16, 3, 1), nn.BatchNorm2d(16)],
        [conv(16, 8, 3, 1), nn.BatchNorm2d(8)],
        [nn.Flatten(), nn.Linear(512, 128, bias=False), nn.BatchNorm1d(128)],
        [nn.Linear(128, 128)],
    ]
    return stages, 1, 64


NETWORKS = {"dynapcnn": dynapcnn, "ball-real": ball_real}


class Stepwise(nn.Module):
    """A framework whose neurons take one step at a time; `neuron()` gives a fresh stateful callable."""

    def __init__(self, neuron, stages, steps):
        super().__init__()
        self.stages = nn.ModuleList(nn.Sequential(*stage) for stage in stages)
        self.neuron, self.steps = neuron, steps

    def forward(self, frame):
        neurons = [self.neuron() for _ in self.stages[:-1]]
        total = 0
        for _ in range(self.steps):
            x = frame
            for stage, neuron in zip(self.stages, neurons):
                x = neuron(stage(x))
            total = total + self.stages[-1](x)
        return total.flatten(1) / self.steps


def snntorch_network(stages, steps, _batch):
    import snntorch as snn
    from snntorch import surrogate

    def neuron():
        cell = snn.Leaky(beta=1.0, spike_grad=surrogate.atan())
        state = {"mem": cell.reset_mem()}

        def step(x):
            spikes, state["mem"] = cell(x, state["mem"])
            return spikes

        return step

    return Stepwise(neuron, stages, steps), lambda: None


def norse_network(stages, steps, _batch):
    import norse.torch as norse

    # a threshold low enough that its leaky neurons fire at all on these inputs
    parameters = norse.LIFBoxParameters(
        tau_mem_inv=torch.tensor(100.0), v_th=torch.tensor(0.1), method="triangle"
    )

    def neuron():
        cell = norse.LIFBoxCell(p=parameters)
        state = {"s": None}

        def step(x):
            spikes, state["s"] = cell(x, state["s"])
            return spikes

        return step

    return Stepwise(neuron, stages, steps), lambda: None


def sinabs_network(stages, steps, batch):
    import sinabs.layers as sl

    modules = []
    for stage in stages[:-1]:
        modules += [*stage, sl.IAFSqueeze(batch_size=batch, min_v_mem=-1.0)]
    net = nn.Sequential(*modules, *stages[-1])

    def forward(frame):
        x = frame.unsqueeze(1).expand(-1, steps, -1, -1, -1).flatten(0, 1)
        return net(x).view(batch, steps, -1).mean(1)

    def reset():
        for layer in net:
            if isinstance(layer, sl.StatefulLayer) and layer.is_state_initialised():
                layer.v_mem = torch.zeros_like(layer.v_mem)

    return Wrapped(net, forward), reset


def spikingjelly_network(stages, steps, _batch):
    from spikingjelly.activation_based import functional, layer, neuron, surrogate

    modules = []
    for stage in stages[:-1]:
        modules.append(layer.SeqToANNContainer(*stage))
        modules.append(neuron.IFNode(surrogate_function=surrogate.ATan(), v_reset=None, step_mode="m"))
    if stages[-1]:
        modules.append(layer.SeqToANNContainer(*stages[-1]))
    net = nn.Sequential(*modules)
    forward = lambda frame: net(frame.unsqueeze(0).expand(steps, -1, -1, -1, -1)).mean(0).flatten(1)
    return Wrapped(net, forward), lambda: functional.reset_net(net)


class Wrapped(nn.Module):
    def __init__(self, net, run):
        super().__init__()
        self.net = net
        self.run = run

    def forward(self, frame):
        return self.run(frame)


FRAMEWORKS = {
    "snntorch": snntorch_network,
    "norse": norse_network,
    "sinabs": sinabs_network,
    "spikingjelly": spikingjelly_network,
}


def main():
    framework, network, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    torch.manual_seed(1)
    stages, steps, batch = NETWORKS[network]()
    net, reset = FRAMEWORKS[framework](stages, steps, batch)
    for parameter in net.parameters():
        if parameter.ndim > 1:
            nn.init.kaiming_normal_(parameter)
    optimiser = torch.optim.Adam(net.parameters(), 5e-4)
    frames = (torch.rand(batch, 1, 64, 64) < 0.03).float()
    places = torch.arange(batch)
    outputs = net(frames).shape[1]
    targets = torch.zeros(batch, outputs)
    targets[places, places % (outputs // 2)] = 1
    targets[places, outputs // 2 + places % (outputs // 2)] = 1

    def step():
        reset()
        loss = ((net(frames) - targets) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    first = step()
    for _ in range(20):
        step()
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        last = step()
        count += 1
    elapsed = time.perf_counter() - start
    result = {
        "framework": framework,
        "version": importlib.metadata.version(framework),
        "torch": torch.__version__,
        "samplesPerS": count * batch / elapsed,
        "firstLoss": first,
        "lastLoss": last,
    }
    print(json.dumps(result))


main()
