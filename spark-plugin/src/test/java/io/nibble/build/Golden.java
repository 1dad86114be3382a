package io.nibble.build;

import io.nibble.file.TensorInfo;
import io.nibble.file.TensorType;
import io.nibble.file.storage.BytesSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;

/** The tensors that torchao's own code answered with. */
final class Golden {
  private final BytesSource file;
  private final WeightsHeader header;

  Golden() {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/torchao.safetensors")) {
      file = new BytesSource("torchao.safetensors", in.readAllBytes());
      header = WeightsHeader.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int dimension(String name, int index) {
    return tensor(name).spec().shape().get(index).intValue();
  }

  byte[] bytes(String name) {
    TensorInfo tensor = tensor(name);
    byte[] bytes = new byte[(int) tensor.bytes()];
    System.arraycopy(
        file.bytes(), (int) (header.dataOffset() + tensor.begin()), bytes, 0, bytes.length);
    return bytes;
  }

  float[] floats(String name) {
    byte[] bytes = bytes(name);
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  int[] ints(String name) {
    byte[] bytes = bytes(name);
    int[] ints = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(ints);
    return ints;
  }

  private TensorInfo tensor(String name) {
    return header.tensor(name, EnumSet.allOf(TensorType.class));
  }
}
