"""Runs v2e's emulator over grey frames of 1 ms with the noise of our preset `typical`.

usage: camera-v2e.py frames.raw width height count; prints JSON: processor time [ms] and events.
v2e: Hu, Liu and Delbruck, "v2e: From video frames to realistic DVS events", CVPR workshops 2021.
"""
import json
import sys
import time

import numpy as np
import torch
from v2ecore.emulator import EventEmulator

path, width, height, count = sys.argv[1], *map(int, sys.argv[2:5])
torch.set_num_threads(1)
frames = np.fromfile(path, dtype=np.uint8).reshape(count, height, width)
emulator = EventEmulator(
    pos_thres=0.25,
    neg_thres=0.25,
    sigma_thres=0.03,
    cutoff_hz=2000,
    leak_rate_hz=0.1,
    shot_noise_rate_hz=0.1,
    refractory_period_s=0.0003,
    seed=7,
    device="cpu",
)
events = 0
start = None
for n, frame in enumerate(frames):
    if n == 1:
        start = time.process_time()  # the first frame only sets it up
    got = emulator.generate_events(frame.astype(np.float64), n * 0.001)
    events += 0 if got is None else len(got)
milliseconds = (time.process_time() - start) * 1000 * count / (count - 1)
print(json.dumps({"cpuMs": milliseconds, "events": events}))
