#!/usr/bin/env bash
# Makes out/onnx-peer, with the ONNX runtime that the dense benchmark compares with; some 290 MB, all of it in npm packages: its
# install script would only fetch what graphics cards need.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p out/onnx-peer
[ -f out/onnx-peer/package.json ] || echo '{ "private": true }' > out/onnx-peer/package.json
npm install --prefix out/onnx-peer --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0
