package io.nibble.build;

import io.nibble.file.DataLayout;
import io.nibble.file.SafetensorsHeader;
import io.nibble.file.SafetensorsWriter;
import io.nibble.file.Sha256;
import io.nibble.file.TensorInfo;
import io.nibble.graph.Graph;
import io.nibble.graph.ModelFormat;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.graph.operator.LinearInt4;
import io.nibble.graph.operator.Operator;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Writes sound models of any size quickly, with random weights that were never quantized: bytes
 * that no codec compresses and that differ from place to place.
 */
public final class LargeModel {
  /** Features of a row. */
  public static final int INPUTS = 64;

  /** Scores of a row. */
  public static final int OUTPUTS = 8;

  private static final float SCALE = 1f / 4096;
  private static final int CHUNK = 1 << 20;

  private LargeModel() {}

  /** Layers INPUTS → width → … → width → OUTPUTS, {@code hidden} of them width → width. */
  public static ModelHeader write(Path file, long seed, int width, int hidden) throws IOException {
    Graph graph = graph(width, hidden);
    List<TensorInfo> tensors = DataLayout.place(graph.tensors());
    long dataBytes = tensors.get(tensors.size() - 1).end();
    // The checksum has the same length whatever it is, and so has the header.
    int start = SafetensorsHeader.PREFIX_BYTES + header(graph, tensors, new byte[32]).length;
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      byte[] header = header(graph, tensors, data(out.position(start), tensors, seed));
      ByteBuffer prefix = ByteBuffer.allocate(start).order(ByteOrder.LITTLE_ENDIAN);
      out.write(prefix.putLong(header.length).put(header).flip(), 0);
      return ModelHeader.parse(header, dataBytes, file.toString());
    }
  }

  private static byte[] header(Graph graph, List<TensorInfo> tensors, byte[] checksum) {
    return SafetensorsWriter.header(ModelFormat.metadata(graph, Sha256.hex(checksum)), tensors);
  }

  private static Graph graph(int width, int hidden) {
    List<Operator> operators = new ArrayList<>();
    operators.add(linear("in", INPUTS, width));
    for (int i = 0; i < hidden; i++) {
      operators.add(linear("hidden" + i, width, width));
    }
    operators.add(linear("out", width, OUTPUTS));
    return Graph.chain(Graph.MLP, INPUTS, List.of(), List.of(), operators);
  }

  private static LinearInt4 linear(String name, int inputs, int outputs) {
    return new LinearInt4(
        name,
        inputs,
        outputs,
        new Int4Settings(128, true, ActivationQuantization.SYMMETRIC),
        Activation.RELU,
        false,
        Optional.empty());
  }

  private static byte[] data(FileChannel out, List<TensorInfo> tensors, long seed)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (TensorInfo tensor : tensors) {
      for (long left = tensor.bytes(); left > 0; left -= chunk.limit()) {
        fill(chunk.clear().limit((int) Math.min(CHUNK, left)), tensor, random);
        digest.update(chunk.array(), 0, chunk.limit());
        out.write(chunk.rewind());
      }
    }
    return digest.digest();
  }

  private static void fill(ByteBuffer chunk, TensorInfo tensor, SplittableRandom random) {
    if (tensor.name().endsWith("." + LinearInt4.NIBBLES)) {
      while (chunk.hasRemaining()) {
        chunk.putLong(random.nextLong());
      }
    } else {
      float value = tensor.name().endsWith("." + LinearInt4.SCALES) ? SCALE : 0;
      while (chunk.hasRemaining()) {
        chunk.putFloat(value);
      }
    }
  }
}
