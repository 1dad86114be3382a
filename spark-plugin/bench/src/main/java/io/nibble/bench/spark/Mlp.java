package io.nibble.bench.spark;

import io.nibble.bench.peers.Float32Layer;
import io.nibble.bench.peers.Shape;
import io.nibble.cli.Cli;
import io.nibble.file.SafetensorsWriter;
import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import io.nibble.file.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A multi-layer perceptron with random weights, biases, and relu between the layers. */
record Mlp(List<Float32Layer> layers) {
  /** One layer from each width to the next. */
  static Mlp random(int... widths) {
    return new Mlp(
        IntStream.range(1, widths.length)
            .mapToObj(i -> Float32Layer.random(new Shape("mlp", widths[i], widths[i - 1]), i))
            .toList());
  }

  /** Multiply-adds of one row. */
  long weights() {
    return layers.stream().mapToLong(layer -> (long) layer.n() * layer.k()).sum();
  }

  /** Quantizes it with the command line's defaults but for the group size; path of the model. */
  Path quantize(Path directory, int groupSize) throws IOException {
    Path weights = directory.resolve("mlp.safetensors");
    Path model = directory.resolve("mlp-" + groupSize + ".nibble");
    Files.writeString(directory.resolve("mlp.json"), architecture());
    try (OutputStream out = Files.newOutputStream(weights)) {
      write(out);
    }
    String[] command = {
      "quantize",
      "--weights",
      weights.toString(),
      "--output",
      model.toString(),
      "--group-size",
      Integer.toString(groupSize)
    };
    int exit =
        Cli.run(
            command,
            Storage.local(),
            new ByteArrayInputStream(new byte[0]),
            System.err,
            System.err,
            console -> List.of());
    if (exit != 0) {
      throw new IllegalStateException("quantize ended with " + exit);
    }
    return model;
  }

  private String architecture() {
    return IntStream.range(0, layers.size())
        .mapToObj(
            i ->
                "{\"weight\": \"w%d\", \"bias\": \"b%d\", \"activation\": \"%s\"}"
                    .formatted(i, i, i + 1 < layers.size() ? "relu" : "identity"))
        .collect(Collectors.joining(", ", "{\"architecture\": \"mlp\", \"layers\": [", "]}"));
  }

  private void write(OutputStream out) throws IOException {
    List<TensorSpec> tensors = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      long n = layers.get(i).n();
      tensors.add(new TensorSpec("w" + i, TensorType.F32, List.of(n, (long) layers.get(i).k())));
      tensors.add(new TensorSpec("b" + i, TensorType.F32, List.of(n)));
    }
    SafetensorsWriter writer = SafetensorsWriter.begin(out, Map.of(), tensors);
    for (Float32Layer layer : layers) {
      write(writer, layer.weight());
      write(writer, layer.bias());
    }
    writer.finish();
  }

  private static void write(SafetensorsWriter writer, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    writer.write(bytes.array(), 0, bytes.capacity());
  }
}
