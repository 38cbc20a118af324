#!/bin/sh
# Keep the int8 files of an exported model alone.
# usage: int8only.sh MODEL
set -eu
rm "$1"/encoder.onnx "$1"/decoder.onnx "$1"/head.onnx "$1"/tokens.bin
sed -i -E '/^\| (fp32|tokens.bin|encoder.onnx|decoder.onnx|head.onnx) /d' "$1/README.md"
