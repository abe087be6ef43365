"""Training speed of a Python framework on the DynapCNN tracker of A. Ziegler et al. (arXiv 2403.10677), one thread.

usage: train_dynapcnn.py FRAMEWORK SECONDS  ->  one line of JSON
The same binary frame is shown at each of 8 steps, batch 16, mean of the output over time, mean square error, Adam.
"""
import importlib.metadata
import json
import sys
import time

import torch
import torch.nn as nn

torch.set_num_threads(1)
STEPS, BATCH = 8, 16


def convolutions():
    return [
        nn.Conv2d(1, 4, 5, 2, bias=False),
        nn.Conv2d(4, 4, 3, bias=False),
        nn.Conv2d(4, 64, 6, 6, bias=False),
        nn.Conv2d(64, 256, 1, bias=False),
    ]


class Stepwise(nn.Module):
    """A framework whose neurons take one step at a time; `neuron()` gives a fresh stateful callable."""

    def __init__(self, neuron):
        super().__init__()
        self.convs = nn.ModuleList(convolutions())
        self.neuron = neuron
        self.pool = nn.AvgPool2d(2)

    def forward(self, frame):
        neurons = [self.neuron() for _ in self.convs]
        total = 0
        for _ in range(STEPS):
            x = frame
            for i, (conv, neuron) in enumerate(zip(self.convs, neurons)):
                x = neuron(conv(x))
                if i < 2:
                    x = self.pool(x)
            total = total + x
        return total.flatten(1) / STEPS


def snntorch_network():
    import snntorch as snn
    from snntorch import surrogate

    def neuron():
        cell = snn.Leaky(beta=1.0, spike_grad=surrogate.atan())
        state = {"mem": cell.reset_mem()}

        def step(x):
            spikes, state["mem"] = cell(x, state["mem"])
            return spikes

        return step

    return Stepwise(neuron), lambda: None


def norse_network():
    import norse.torch as norse

    def neuron():
        parameters = norse.LIFBoxParameters(
            tau_mem_inv=torch.tensor(100.0), v_th=torch.tensor(0.1), method="triangle"
        )
        cell = norse.LIFBoxCell(p=parameters)
        state = {"s": None}

        def step(x):
            spikes, state["s"] = cell(x, state["s"])
            return spikes

        return step

    return Stepwise(neuron), lambda: None


def sinabs_network():
    import sinabs.layers as sl

    conv = convolutions()
    iaf = lambda: sl.IAFSqueeze(batch_size=BATCH, min_v_mem=-1.0)
    net = nn.Sequential(
        conv[0], iaf(), nn.AvgPool2d(2), conv[1], iaf(), nn.AvgPool2d(2), conv[2], iaf(), conv[3], iaf()
    )

    def forward(frame):
        x = frame.unsqueeze(1).expand(-1, STEPS, -1, -1, -1).flatten(0, 1)
        return net(x).view(BATCH, STEPS, -1).mean(1)

    def reset():
        for layer in net:
            if isinstance(layer, sl.StatefulLayer):
                layer.zero_grad()
                if layer.is_state_initialised():
                    layer.v_mem = torch.zeros_like(layer.v_mem)

    return Wrapped(net, forward), reset


def spikingjelly_network():
    from spikingjelly.activation_based import functional, layer, neuron, surrogate

    conv = convolutions()
    node = lambda: neuron.IFNode(surrogate_function=surrogate.ATan(), v_reset=None, step_mode="m")
    many = lambda module: layer.SeqToANNContainer(module)
    net = nn.Sequential(
        many(conv[0]), node(), many(nn.AvgPool2d(2)), many(conv[1]), node(), many(nn.AvgPool2d(2)), many(conv[2]),
        node(), many(conv[3]), node(),
    )
    forward = lambda frame: net(frame.unsqueeze(0).expand(STEPS, -1, -1, -1, -1)).mean(0).flatten(1)
    return Wrapped(net, forward), lambda: functional.reset_net(net)


class Wrapped(nn.Module):
    def __init__(self, net, run):
        super().__init__()
        self.net = net
        self.run = run

    def forward(self, frame):
        return self.run(frame)


NETWORKS = {
    "snntorch": snntorch_network,
    "norse": norse_network,
    "sinabs": sinabs_network,
    "spikingjelly": spikingjelly_network,
}


def main():
    framework, seconds = sys.argv[1], float(sys.argv[2])
    torch.manual_seed(1)
    net, reset = NETWORKS[framework]()
    for parameter in net.parameters():
        if parameter.ndim > 1:
            nn.init.kaiming_normal_(parameter)
    optimiser = torch.optim.Adam(net.parameters(), 5e-4)
    frames = (torch.rand(BATCH, 1, 64, 64) < 0.03).float()
    targets = torch.zeros(BATCH, 256)
    targets[torch.arange(BATCH), torch.arange(BATCH) * 4] = 1
    targets[torch.arange(BATCH), 128 + torch.arange(BATCH) * 3] = 1

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
        "samplesPerS": count * BATCH / elapsed,
        "firstLoss": first,
        "lastLoss": last,
    }
    print(json.dumps(result))


main()
