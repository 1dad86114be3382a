package io.nibble.cli;

import io.nibble.file.SafetensorsWriter;
import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A float model on disk: y0 = x0 + x1, y1 = x0 − x1, then 15·y0 + 1 and 15·y1. */
public final class FloatModelFiles {
  private FloatModelFiles() {}

  /** Writes {@code sums.safetensors} and {@code sums.json}; gives the former. */
  public static Path write(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("sums.json"),
        """
        {"architecture": "mlp", "input_width": 2, "output_names": ["sum", "difference"],
         "layers": [{"weight": "first.weight"},
                    {"name": "second", "weight": "second.weight", "bias": "second.bias"}]}
        """);
    Path weights = directory.resolve("sums.safetensors");
    float[] values = {1, 1, 1, -1, 15, 0, 0, 15, 1, 0};
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    try (OutputStream out = Files.newOutputStream(weights)) {
      SafetensorsWriter writer =
          SafetensorsWriter.begin(
              out,
              Map.of(),
              List.of(
                  new TensorSpec("first.weight", TensorType.F32, List.of(2L, 2L)),
                  new TensorSpec("second.weight", TensorType.F32, List.of(2L, 2L)),
                  new TensorSpec("second.bias", TensorType.F32, List.of(2L))));
      writer.write(data.array(), 0, data.capacity());
      writer.finish();
    }
    return weights;
  }
}
