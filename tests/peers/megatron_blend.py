"""Times Megatron's blending helper on the mixture of BlendBenchmark, and says how far any prefix is from its share.

    python3 tests/peers/megatron_blend.py HELPERS_CPP SAMPLES WEIGHT...

HELPERS_CPP is megatron/core/datasets/helpers.cpp of a checkout of NVIDIA/Megatron-LM, which is compiled alone; numpy and
pybind11 must be there. Nothing of it is in this repository.
"""
import importlib.util
import pathlib
import subprocess
import sys
import sysconfig
import tempfile
import time

import numpy
import pybind11


def compiled(source):
    folder = pathlib.Path(tempfile.mkdtemp())
    target = folder / ("helpers_cpp" + sysconfig.get_config_var("EXT_SUFFIX"))
    include = ["-I" + pybind11.get_include(), "-I" + sysconfig.get_paths()["include"]]
    subprocess.run(["g++", "-O3", "-Wall", "-shared", "-std=c++17", "-fPIC", *include, source, "-o", target], check=True)
    spec = importlib.util.spec_from_file_location("helpers_cpp", target)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    helpers = compiled(sys.argv[1])
    samples = int(sys.argv[2])
    weights = numpy.array([float(each) for each in sys.argv[3:]])
    part = numpy.zeros(samples, dtype=numpy.int16)
    index = numpy.zeros(samples, dtype=numpy.int64)
    begin = time.process_time()
    helpers.build_blending_indices(part, index, weights, len(weights), samples, False)
    seconds = time.process_time() - begin
    worst = 0.0
    for each, weight in enumerate(weights):
        taken = numpy.cumsum(part == each)
        worst = max(worst, numpy.abs(taken - weight * numpy.arange(1, samples + 1)).max())
    print(f"blending index: {samples / seconds / 1e6:.1f} M samples/s, {(part.nbytes + index.nbytes) / samples:.0f} bytes each,"
          f" worst prefix {worst:.3f} samples from its share")

    lengths = numpy.random.default_rng(1).lognormal(numpy.log(700) - 0.5, 1.0, samples // 10).clip(1, 200000).astype(numpy.int32)
    documents = numpy.arange(len(lengths), dtype=numpy.int32)
    begin = time.process_time()
    cut = helpers.build_sample_idx_int32(lengths, documents, 2048, 1, int(lengths.sum()), True, 1)
    seconds = time.process_time() - begin
    print(f"sample index: {len(lengths) / seconds / 1e6:.1f} M documents/s, {lengths.sum() / seconds / 1e9:.2f} G tokens/s,"
          f" {cut.nbytes / len(cut):.0f} bytes a sample")


main()
