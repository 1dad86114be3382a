package io.nibble.run;

import io.nibble.file.DataLayout;
import io.nibble.file.TensorInfo;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.Graph;
import io.nibble.kernel.Kernels;
import io.nibble.memory.HalfFloat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Models whose tensors hold random numbers that a sound model could hold. */
final class RandomTensors {
  private RandomTensors() {}

  static Model load(Graph graph, long seed, Kernels kernels) throws IOException {
    return ModelFile.load(new BytesSource("random", file(graph, seed).file()), kernels);
  }

  static ModelBytes file(Graph graph, long seed) {
    List<TensorInfo> tensors = DataLayout.place(graph.tensors());
    long bytes = tensors.isEmpty() ? 0 : tensors.get(tensors.size() - 1).end();
    ByteBuffer data = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(seed);
    tensors.forEach(tensor -> fill(tensor, data.position((int) tensor.begin()), random));
    return ModelBytes.of(graph, tensors, data.array());
  }

  private static void fill(TensorInfo tensor, ByteBuffer data, Random random) {
    while (data.position() < tensor.end()) {
      switch (tensor.spec().type()) {
        case F32 -> data.putFloat(random.nextFloat() - 0.5f);
        case BF16 -> data.putShort(HalfFloat.toBfloat16(random.nextFloat() - 0.5f));
        case U8 ->
            data.put((byte) random.nextInt(tensor.name().endsWith("zero_points") ? 16 : 256));
        case I8 -> data.put((byte) random.nextInt(-127, 128));
        default -> throw new AssertionError(tensor);
      }
    }
  }
}
