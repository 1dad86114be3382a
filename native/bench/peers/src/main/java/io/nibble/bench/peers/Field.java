package io.nibble.bench.peers;

import io.nibble.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Everyone who runs on one shape, each with as many copies as fill a few megabytes. */
record Field(Shape shape, List<Contender> contenders) implements AutoCloseable {
  /** More than an L2 cache, less than an L3: where the layers of a small model live. */
  private static final double BYTES_OF_WEIGHTS = 6.5e6;

  /** Keeps the share of tiny layers' graph and buffers small. */
  private static final int MAX_COPIES = 64;

  static Field of(Shape shape, List<Integer> groups, Kernels kernels) {
    List<Contender> contenders = new ArrayList<>();
    for (int group : groups) {
      for (boolean symmetric : new boolean[] {true, false}) {
        List<Int4Layer> layers =
            copies(
                shape,
                4 + 32.0 / group,
                copy -> Int4Layer.quantize(Float32Layer.random(shape, copy), group, symmetric));
        contenders.add(NibbleContender.int4(kernels, layers));
        contenders.add(OrtContender.matMulNBits(layers));
        contenders.add(OpenVinoContender.int4(layers));
      }
    }
    List<Int8Layer> int8 =
        copies(shape, 8, copy -> Int8Layer.quantize(Float32Layer.random(shape, copy)));
    contenders.add(NibbleContender.int8(kernels, int8));
    contenders.add(OrtContender.dynamicInt8(int8));
    contenders.add(OpenVinoContender.int8(int8));
    List<Float32Layer> float32 = copies(shape, 32, copy -> Float32Layer.random(shape, copy));
    contenders.add(OrtContender.float32(float32));
    contenders.add(OpenVinoContender.float32(float32));
    return new Field(shape, contenders);
  }

  @Override
  public void close() {
    contenders.forEach(Contender::close);
  }

  private static <L extends Layer> List<L> copies(
      Shape shape, double bitsPerWeight, IntFunction<L> layer) {
    double bytes = shape.weights() * bitsPerWeight / 8;
    int count = (int) Math.max(1, Math.min(MAX_COPIES, Math.round(BYTES_OF_WEIGHTS / bytes)));
    return IntStream.range(0, count).mapToObj(layer).toList();
  }
}
