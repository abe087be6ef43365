"""Reads recordings of events with a Python decoder, in one thread.

usage: read_events.py DECODER, then a line of JSON an order on the standard input: {"action", "format", "path"}
"time" reads the file to its end, looks at nothing but how many events there are, and answers with that and the
processor's time. "check" answers with the number of events and sums over them (see `Sums`). "write" (dv-processing
alone) reads rows of 13 bytes (t int64, x uint16, y uint16, p uint8) and writes them as AEDAT 4 with LZ4. A decoder hands
its events over the fastest way that leaves them in arrays; "dv-processing store" leaves them in the library's own object.
"""
import importlib.metadata
import json
import os
import sys
import time

for limit in ("OMP", "RAYON", "POLARS_MAX", "NUMEXPR", "OPENBLAS"):
    os.environ[limit + ("_THREADS" if limit == "POLARS_MAX" else "_NUM_THREADS")] = "1"

import numpy as np

CHUNK_EVENTS = 131072
# For files that do not say.
SENSOR = (1280, 720)


def faery_reader(format, path):
    from faery import aedat, dat, evt

    if format == "aedat4":
        with aedat.Decoder(path) as decoder:
            for track, packet in decoder:
                if track.data_type == "events":
                    yield packet
    elif format == "dat":
        with dat.Decoder(path, None, "dat2") as decoder:
            yield from decoder
    else:
        with evt.Decoder(path, SENSOR, format) as decoder:
            for packet in decoder:
                yield packet["events"] if isinstance(packet, dict) else packet


def expelliarmus_reader(format, path):
    from expelliarmus import Wizard

    yield from Wizard(encoding=format, fpath=path, chunk_size=CHUNK_EVENTS).read_chunk()


def evlib_reader(format, path):
    import evlib

    yield evlib.load_events(path).collect()


def dv_stores(path):
    import dv_processing

    recording = dv_processing.io.MonoCameraRecording(path)
    while recording.isRunning():
        store = recording.getNextEventBatch()
        if store is None:
            return
        yield store


def dv_reader(format, path):
    for store in dv_stores(path):
        yield store.numpy()


def aedat_reader(format, path):
    import aedat

    for packet in aedat.Decoder(path):
        if "events" in packet:
            yield packet["events"]


READERS = {
    "faery": (faery_reader, ("evt2", "evt3", "dat", "aedat4")),
    "expelliarmus": (expelliarmus_reader, ("evt2", "evt3", "dat")),
    "evlib": (evlib_reader, ("evt2", "evt3", "aedat4")),
    "aedat": (aedat_reader, ("aedat4",)),
    "dv-processing": (dv_reader, ("aedat4",)),
    "dv-processing store": (lambda format, path: dv_stores(path), ("aedat4",)),
}


def columns(events):
    """t [us], x, y, p (0 or 1) as uint32, whatever the decoder calls them."""
    if hasattr(events, "numpy"):
        events = events.numpy()
    if hasattr(events, "get_column"):
        t = events["t"].to_physical().to_numpy()
        x, y, p = (events[name].to_numpy() for name in ("x", "y", "polarity"))
    else:
        names = events.dtype.names
        t = events["timestamp" if "timestamp" in names else "t"]
        p = events[next(name for name in ("polarity", "payload", "on", "p") if name in names)]
        x, y = events["x"], events["y"]
    return t.astype(np.uint64).astype(np.uint32), x.astype(np.uint32), y.astype(np.uint32), (p > 0).astype(np.uint32)


class Sums:
    """Modulo 2^32: over v = x ^ y * 2^12 ^ p * 2^28 weighted with 2i + 1 for event i, over v * (v | 1), over t weighted."""

    def __init__(self):
        self.events = 0
        self.places = np.uint32(0)
        self.any_order = np.uint32(0)
        self.times = np.uint32(0)

    def add(self, events):
        t, x, y, p = columns(events)
        weights = (np.arange(self.events, self.events + len(t), dtype=np.uint64) * 2 + 1).astype(np.uint32)
        with np.errstate(over="ignore"):
            values = x ^ (y << 12) ^ (p << 28)
            self.places += np.sum(weights * values, dtype=np.uint32)
            self.any_order += np.sum(values * (values | 1), dtype=np.uint32)
            self.times += np.sum(weights * t, dtype=np.uint32)
        self.events += len(t)

    def answer(self):
        sums = {"places": self.places, "anyOrder": self.any_order, "times": self.times}
        return {"events": self.events} | {name: int(value) for name, value in sums.items()}


def check(reader, format, path):
    sums = Sums()
    for events in reader(format, path):
        sums.add(events)
    return sums.answer()


def timed(reader, format, path):
    count = 0
    start = time.process_time_ns()
    for events in reader(format, path):
        count += len(events)
    return {"events": count, "cpuMs": (time.process_time_ns() - start) / 1e6}


def write(path):
    import dv_processing

    rows = np.fromfile(path + ".rows", dtype="<i8,<u2,<u2,u1")
    config = dv_processing.io.MonoCameraWriter.EventOnlyConfig("DVXplorer_0", SENSOR)
    writer = dv_processing.io.MonoCameraWriter(path, config)
    for start in range(0, len(rows), 10000):
        store = dv_processing.EventStore()
        for t, x, y, p in rows[start : start + 10000].tolist():
            store.push_back(t, x, y, p == 1)
        writer.writeEvents(store)
    return {"events": len(rows)}


def main():
    name = sys.argv[1]
    reader, formats = READERS[name]
    version = importlib.metadata.version(name.split()[0])
    print("saccade " + json.dumps({"version": version, "formats": formats}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        action, format, path = order["action"], order["format"], order["path"]
        try:
            if action == "write":
                answer = write(path)
            else:
                answer = (check if action == "check" else timed)(reader, format, path)
        except BaseException as error:  # some raise what is no Exception
            answer = {"error": str(error).split("\n")[0][:200] or repr(error)}
        print("saccade " + json.dumps(answer), flush=True)


main()
