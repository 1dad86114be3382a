package io.nibble.file;

import io.nibble.file.storage.ByteSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a file is that is not what was expected, by how it begins, and what to do about it. None of
 * its bytes are in the words, since a path may lead to anything that this process can read.
 */
public final class ForeignFile {
  /** Bytes of a file's beginning that are looked at; fewer will do. */
  public static final int HEAD_BYTES = 4096;

  private static final String SAVE =
      "; write its float weights with safetensors.torch.save_file, see docs/model-file.md";
  private static final String PICKLE = "a PyTorch or pickle file" + SAVE;
  private static final String UNPACK = " file; unpack it first";

  private record Kind(String words, Predicate<Head> matches) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("a safetensors file", Head::isSafetensors),
          begins(
              "version https://git-lfs",
              "a Git LFS pointer, not the file itself; fetch that with 'git lfs pull'"),
          begins("GGUF", "a GGUF file" + SAVE),
          begins("PK\3\4", "a ZIP archive, as torch.save writes" + SAVE),
          new Kind(PICKLE, head -> head.at(0) == 0x80 && head.at(1) >= 2 && head.at(1) <= 5),
          begins("\u0089HDF\r\n", "an HDF5 file" + SAVE),
          begins("\u0093NUMPY", "a NumPy array" + SAVE),
          new Kind("an ONNX model" + SAVE, Head::isOnnx),
          new Kind("a TensorFlow Lite model" + SAVE, head -> head.has("TFL3", 4)),
          begins("\u001f\u008b", "a gzip" + UNPACK),
          begins("BZh", "a bzip2" + UNPACK),
          begins("\u00fd7zXZ", "an xz" + UNPACK),
          begins("\u0028\u00b5\u002f\u00fd", "a Zstandard" + UNPACK),
          begins("7z\u00bc\u00af", "a 7z" + UNPACK),
          new Kind("a tar" + UNPACK, head -> head.has("ustar", 257)),
          begins("PAR1", "a Parquet file; the command 'score' reads tables"),
          begins("ORC", "an ORC file; the command 'score' reads tables"),
          begins("Obj\1", "an Avro file; the command 'score' reads tables"),
          begins("\u007fELF", "a program"),
          new Kind(
              "text in UTF-16 or UTF-32, expected UTF-8; convert it, for instance with iconv",
              Head::isWideText),
          new Kind(
              "an HTML or XML page, perhaps the answer of a server that wanted a login; fetch"
                  + " the file again",
              head -> head.text().startsWith("<")));

  private ForeignFile() {}

  /** What a file is that begins with {@code head}: "a gzip file; unpack it first". */
  public static Optional<String> describe(byte[] head) {
    Head start = new Head(head);
    return KINDS.stream().filter(kind -> kind.matches().test(start)).findFirst().map(Kind::words);
  }

  /** As {@link #describe}, of a file that should be weights or a model, for which JSON is too. */
  static Optional<String> describeNoTensors(byte[] head) {
    Optional<String> known = describe(head);
    String text = new Head(head).text();
    if (known.isPresent() || !text.startsWith("{")) {
      return known;
    }
    return Optional.of(
        text.contains("\"weight_map\"")
            ? "the index of a sharded checkpoint, not its weights; merge the shards that it names"
                + " into one safetensors file"
            : "JSON, not tensors; is this the architecture?");
  }

  /** Whether a file that begins so is a safetensors file. */
  static boolean isSafetensors(byte[] head) {
    return new Head(head).isSafetensors();
  }

  /** The beginning of a file. */
  static byte[] head(ByteSource file) throws IOException {
    byte[] head = new byte[(int) Math.min(HEAD_BYTES, file.length())];
    file.readFully(0, head, 0, head.length);
    return head;
  }

  private static Kind begins(String magic, String words) {
    return new Kind(words, head -> head.has(magic, 0));
  }

  private record Head(byte[] bytes) {
    int at(int index) {
      return index < bytes.length ? Byte.toUnsignedInt(bytes[index]) : -1;
    }

    boolean has(String magic, int offset) {
      byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
      int end = offset + expected.length;
      return end <= bytes.length && Arrays.equals(bytes, offset, end, expected, 0, expected.length);
    }

    /** A header of less than 4 GiB, which is JSON. */
    boolean isSafetensors() {
      return has("\0\0\0\0{", 4);
    }

    /** Protobuf: field 1, a small version of the format; field 2 or 3, the producer's name. */
    boolean isOnnx() {
      return at(0) == 0x08 && at(1) < 32 && (at(2) == 0x12 || at(2) == 0x1a);
    }

    boolean isWideText() {
      boolean marked =
          has("\u00ff\u00fe", 0) || has("\u00fe\u00ff", 0) || has("\0\0\u00fe\u00ff", 0);
      boolean ascii = at(0) > ' ' && at(1) == 0 && at(2) > ' ' && at(3) == 0 && at(5) == 0;
      return marked || ascii;
    }

    String text() {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return (text.startsWith("\ufeff") ? text.substring(1) : text).stripLeading();
    }
  }
}
