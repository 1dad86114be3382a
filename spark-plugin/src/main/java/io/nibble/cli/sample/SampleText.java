package io.nibble.cli.sample;

import io.nibble.file.ForeignFile;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The text of a sample: UTF-8, whatever this machine's language, with or without its mark. */
public final class SampleText {
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private SampleText() {}

  /**
   * Looks at the beginning of a stream.
   *
   * @param name name of the sample for messages
   * @throws IOException saying what it is, if it is no text in UTF-8
   */
  public static BufferedReader open(InputStream stream, String name) throws IOException {
    BufferedInputStream in = new BufferedInputStream(stream, ForeignFile.HEAD_BYTES);
    byte[] head = head(in);
    Optional<String> found = ForeignFile.describe(head);
    if (found.isPresent()) {
      throw new IOException(
          name + ": this is " + found.get() + ". Expected JSON lines or CSV in UTF-8.");
    }
    if (Arrays.equals(head, 0, Math.min(MARK.length, head.length), MARK, 0, MARK.length)) {
      in.skipNBytes(MARK.length);
    }
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  // What one read gives: to wait for more would keep the first rows of a slow pipe from their
  // scores.
  private static byte[] head(BufferedInputStream in) throws IOException {
    byte[] head = new byte[ForeignFile.HEAD_BYTES];
    in.mark(head.length);
    int count = in.readNBytes(head, 0, MARK.length);
    count += Math.max(0, in.read(head, count, Math.min(in.available(), head.length - count)));
    in.reset();
    return Arrays.copyOf(head, count);
  }
}
