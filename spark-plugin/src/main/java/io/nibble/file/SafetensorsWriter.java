package io.nibble.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a safetensors file to a stream that need not seek: the header at once, then the tensors'
 * bytes in the order of the header. Does not close the stream.
 */
public final class SafetensorsWriter {
  // The format asks for 8; 64 lets a mapped file be read with aligned vector loads.
  private static final int DATA_ALIGNMENT = 64;

  private final OutputStream out;
  private long missing;

  private SafetensorsWriter(OutputStream out, long dataBytes) {
    this.out = out;
    this.missing = dataBytes;
  }

  /** Lays the tensors out in the given order and writes the header. */
  public static SafetensorsWriter begin(
      OutputStream out, Map<String, String> metadata, List<TensorSpec> tensors) throws IOException {
    List<TensorInfo> laidOut = TensorInfo.layOut(tensors);
    long dataBytes = laidOut.isEmpty() ? 0 : laidOut.get(laidOut.size() - 1).end();
    return begin(out, header(metadata, laidOut), dataBytes);
  }

  /** Writes a header from {@link #header}. */
  public static SafetensorsWriter begin(OutputStream out, byte[] header, long dataBytes)
      throws IOException {
    ByteBuffer prefix =
        ByteBuffer.allocate(SafetensorsHeader.PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(prefix.putLong(header.length).array());
    out.write(header);
    return new SafetensorsWriter(out, dataBytes);
  }

  /** The JSON of a header, padded with spaces so that the data section starts aligned. */
  public static byte[] header(Map<String, String> metadata, List<TensorInfo> tensors) {
    ObjectNode json = Json.object();
    if (!metadata.isEmpty()) {
      metadata.forEach(json.putObject("__metadata__")::put);
    }
    for (TensorInfo tensor : tensors) {
      ObjectNode entry = json.putObject(tensor.name());
      entry.put("dtype", tensor.spec().type().name());
      tensor.spec().shape().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(tensor.begin()).add(tensor.end());
    }
    byte[] text = Json.write(json).getBytes(StandardCharsets.UTF_8);
    int end = text.length + SafetensorsHeader.PREFIX_BYTES;
    int padding = Math.floorMod(-end, DATA_ALIGNMENT);
    byte[] padded = Arrays.copyOf(text, text.length + padding);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  /** Writes the next bytes of the data section. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > missing) {
      throw new IllegalArgumentException(
          length + " bytes are more than the " + missing + " that the header still announces");
    }
    out.write(bytes, offset, length);
    missing -= length;
  }

  /** Checks that all announced bytes were written, and flushes. */
  public void finish() throws IOException {
    if (missing != 0) {
      throw new IllegalStateException(missing + " bytes that the header announces are missing");
    }
    out.flush();
  }
}
