package io.nibble.build;

import io.nibble.file.ModelException;
import io.nibble.file.Quote;
import io.nibble.file.TensorInfo;
import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import io.nibble.file.storage.ByteSource;
import io.nibble.memory.HalfFloat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** The tensors of a float model file, read as float32 piece by piece. */
final class FloatTensors {
  private static final Set<TensorType> TYPES =
      Set.of(TensorType.F32, TensorType.F16, TensorType.BF16);
  private static final int CHUNK = 1 << 20;

  private final ByteSource file;
  private final WeightsHeader header;
  private final byte[] chunk = new byte[CHUNK];

  FloatTensors(ByteSource file) throws IOException {
    this.file = file;
    this.header = WeightsHeader.read(file);
  }

  String source() {
    return file.name();
  }

  /** The tensor of this name; it must be float and have {@code rank} dimensions, none of them 0. */
  TensorInfo find(String name, int rank) {
    TensorInfo tensor = header.tensor(name, TYPES);
    TensorSpec spec = tensor.spec();
    if (spec.shape().size() != rank || spec.shape().contains(0L)) {
      throw error(tensor, "is " + spec + ", expected " + rank + " dimensions, each at least 1");
    }
    return tensor;
  }

  /** Reads {@code count} elements from element {@code first} on; they must be finite. */
  float[] read(TensorInfo tensor, long first, int count) throws IOException {
    int width = tensor.spec().type().bits() / 8;
    float[] values = new float[count];
    for (int done = 0; done < count; ) {
      int step = Math.min(count - done, CHUNK / width);
      long position = header.dataOffset() + tensor.begin() + (first + done) * width;
      file.readFully(position, chunk, 0, step * width);
      decode(tensor.spec().type(), step, values, done);
      done += step;
    }
    checkFinite(tensor, first, values);
    return values;
  }

  ModelException error(TensorInfo tensor, String reason) {
    return new ModelException(source(), "tensor " + Quote.of(tensor.name()) + " " + reason);
  }

  private void decode(TensorType type, int count, float[] target, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    if (type == TensorType.F32) {
      bytes.asFloatBuffer().get(target, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      short bits = bytes.getShort(i * Short.BYTES);
      target[at + i] =
          type == TensorType.BF16 ? HalfFloat.fromBfloat16(bits) : HalfFloat.fromFloat16(bits);
    }
  }

  private void checkFinite(TensorInfo tensor, long first, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw error(
            tensor, "has " + values[i] + " at element " + (first + i) + ", expected finite values");
      }
    }
  }
}
