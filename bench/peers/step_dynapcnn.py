"""Single steps of a Python framework on the DynapCNN tracker of A. Ziegler et al. (arXiv 2403.10677), one thread.

usage: step_dynapcnn.py FRAMEWORK TASK.json, then a line of JSON a round on the standard input
TASK.json: weights (four flat lists) and, by activity, frames (lists of active pixels). A round {"activity", "warmUp",
"steps"} runs that many steps from a fresh state, the frames in a circle; the answer is a line of JSON with the time of each
step, the spikes of each layer over all of them, and those of each output neuron.
"""
import importlib.metadata
import json
import sys
import time

import torch
import torch.nn as nn

torch.set_num_threads(1)
torch.set_grad_enabled(False)
SHAPES = [(1, 4, 5, 2), (4, 4, 3, 1), (4, 64, 6, 1), (64, 256, 1, 1)]


def convolutions(weights):
    layers = [nn.Conv2d(into, out, kernel, stride, bias=False) for into, out, kernel, stride in SHAPES]
    for layer, flat in zip(layers, weights):
        layer.weight.data = torch.tensor(flat, dtype=torch.float32).reshape(layer.weight.shape)
    return layers


class Network:
    """`neurons` are four callables that keep their state; `fresh` makes it that of before the first step."""

    def __init__(self, weights, neurons, fresh):
        self.convs = convolutions(weights)
        self.pool = nn.AvgPool2d(2)
        self.neurons = neurons
        self.fresh = fresh

    def step(self, frame):
        spikes1 = self.neurons[0](self.convs[0](frame))
        spikes2 = self.neurons[1](self.convs[1](self.pool(spikes1)))
        spikes3 = self.neurons[2](self.convs[2](self.pool(spikes2)))
        return spikes1, spikes2, spikes3, self.neurons[3](self.convs[3](spikes3))


def snntorch_network(weights):
    import snntorch as snn

    cells = [snn.Leaky(beta=1.0, threshold=1.0) for _ in SHAPES]
    memory = [None] * 4

    def neuron(k):
        def step(x):
            spikes, memory[k] = cells[k](x, memory[k])
            return spikes

        return step

    def fresh():
        memory[:] = [cell.reset_mem() for cell in cells]

    return Network(weights, [neuron(k) for k in range(4)], fresh)


def norse_network(weights):
    from norse.torch.functional.iaf import IAFParameters
    from norse.torch.module.iaf import IAFCell

    cells = [IAFCell(IAFParameters(v_th=torch.tensor(1.0), v_reset=torch.tensor(0.0))) for _ in SHAPES]
    state = [None] * 4

    def neuron(k):
        def step(x):
            spikes, state[k] = cells[k](x, state[k])
            return spikes

        return step

    def fresh():
        state[:] = [None] * 4

    return Network(weights, [neuron(k) for k in range(4)], fresh)


def sinabs_network(weights):
    import sinabs.layers as sl

    layers = [sl.IAFSqueeze(batch_size=1, min_v_mem=-1.0) for _ in SHAPES]

    def fresh():
        for layer in layers:
            if layer.is_state_initialised():
                layer.v_mem = torch.zeros_like(layer.v_mem)

    return Network(weights, layers, fresh)


def spikingjelly_network(weights):
    from spikingjelly.activation_based import functional, neuron

    layers = [neuron.IFNode(v_threshold=1.0, v_reset=None).eval() for _ in SHAPES]

    def fresh():
        for layer in layers:
            functional.reset_net(layer)

    return Network(weights, layers, fresh)


NETWORKS = {
    "snntorch": snntorch_network,
    "norse": norse_network,
    "sinabs": sinabs_network,
    "spikingjelly": spikingjelly_network,
}


def run(network, frames, warm_up, steps):
    network.fresh()
    for n in range(warm_up):
        network.step(frames[n % len(frames)])
    network.fresh()
    times_us, counts, out = [], [0] * 4, torch.zeros(256)
    for n in range(steps):
        frame = frames[n % len(frames)]
        start = time.perf_counter_ns()
        spikes = network.step(frame)
        times_us.append((time.perf_counter_ns() - start) / 1000)
        for k in range(4):
            counts[k] += int(spikes[k].sum())
        out += spikes[3].flatten()
    return {"timesUs": times_us, "spikes": counts, "out": [int(value) for value in out]}


def main():
    framework, task_file = sys.argv[1:]
    with open(task_file) as file:
        task = json.load(file)
    network = NETWORKS[framework](task["weights"])
    frames = {activity: [as_frame(pixels) for pixels in each] for activity, each in task["frames"].items()}
    ready = {"version": importlib.metadata.version(framework), "torch": torch.__version__}
    print("saccade " + json.dumps(ready), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        result = run(network, frames[order["activity"]], order["warmUp"], order["steps"])
        print("saccade " + json.dumps(result), flush=True)


def as_frame(pixels):
    frame = torch.zeros(64 * 64)
    frame[pixels] = 1
    return frame.reshape(1, 1, 64, 64)


main()
