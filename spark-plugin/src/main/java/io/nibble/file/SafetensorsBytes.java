package io.nibble.file;

import io.nibble.file.storage.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The JSON bytes of a safetensors header, and the bytes of the data section that follows. */
public record SafetensorsBytes(byte[] header, long dataBytes) {
  /** Bytes before the JSON. */
  public static final int PREFIX_BYTES = 8;

  /**
   * Reads the JSON bytes of a file.
   *
   * @param most bytes that a header may have
   * @throws ModelException saying what the file is, if it is no safetensors file
   */
  public static SafetensorsBytes read(ByteSource file, int most) throws IOException {
    byte[] head = ForeignFile.head(file);
    long room = file.length() - PREFIX_BYTES;
    long bytes = room < 0 ? -1 : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (bytes < 2 || bytes > Math.min(room, most)) {
      throw new ModelException(file.name(), refusal(head, file.length(), most));
    }
    byte[] header = new byte[(int) bytes];
    file.readFully(PREFIX_BYTES, header, 0, header.length);
    return new SafetensorsBytes(header, room - bytes);
  }

  // The length that the file claims is not in the message: it may be a secret's first eight bytes.
  private static String refusal(byte[] head, long length, int most) {
    String size = " (the file has " + length + " bytes)";
    String expected =
        "expected 2 to " + Math.min(Math.max(length - PREFIX_BYTES, 2), most) + " bytes" + size;
    if (ForeignFile.isSafetensors(head)) {
      return "the file is cut off, or its header has no sound length: " + expected;
    }
    return ForeignFile.describeNoTensors(head)
        .map(found -> "this is " + found + size)
        .orElse("not a safetensors file, or cut off: no length of a header, " + expected);
  }
}
