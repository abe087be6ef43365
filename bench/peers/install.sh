#!/usr/bin/env bash
# Makes out/peers, a virtual environment with PyTorch and the frameworks that benchmarks compare with. Some 5 GB: the
# package index's PyTorch does not start without its CUDA libraries, though nothing here uses them. Frameworks go in
# without their dependencies, which contradict one another; those they need to start come after. One that fails is left out.
set -uo pipefail
cd "$(dirname "$0")/../.."
python3 -m venv out/peers || exit 1
pip() { out/peers/bin/pip install --quiet --disable-pip-version-check "$@"; }
pip torch numpy || exit 1
pip nir h5py loguru einops matplotlib tqdm scipy pyyaml pbr pandas
for peer in snntorch norse sinabs spikingjelly nirtorch torchvision; do
  pip --no-deps "$peer" || echo "$peer was not installed" >&2
done
exit 0
