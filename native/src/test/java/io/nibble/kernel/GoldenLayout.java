package io.nibble.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One case of a file that freezes packed layout v1; docs/packed-layout.md describes it. */
record GoldenLayout(String title, Map<String, StringBuilder> arrays) {
  private static final Path FOLDER = Path.of("test/golden");

  static List<GoldenLayout> read() {
    return read("packed_layout_v1.txt");
  }

  static List<GoldenLayout> readInt8() {
    return read("packed_layout_v1_int8.txt");
  }

  private static List<GoldenLayout> read(String file) {
    List<GoldenLayout> cases = new ArrayList<>();
    StringBuilder array = new StringBuilder();
    for (String line : lines(FOLDER.resolve(file))) {
      if (line.contains("=")) {
        cases.add(new GoldenLayout(line, new HashMap<>()));
      } else if (line.startsWith(" ")) {
        array.append(line.replace(" ", ""));
      } else {
        array = new StringBuilder();
        cases.get(cases.size() - 1).arrays.put(line, array);
      }
    }
    return cases;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isInt4() {
    return title.startsWith("int4 ");
  }

  int setting(String name) {
    for (String word : title.split(" ")) {
      if (word.startsWith(name + "=")) {
        return Integer.parseInt(word.substring(name.length() + 1));
      }
    }
    throw new IllegalArgumentException("no setting " + name + " in: " + title);
  }

  /** An array of one hexadecimal digit each. */
  byte[] digits(String name) {
    CharSequence text = arrays.get(name);
    byte[] digits = new byte[text.length()];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) Character.digit(text.charAt(i), 16);
    }
    return digits;
  }

  byte[] bytes(String name) {
    return HexFormat.of().parseHex(arrays.get(name));
  }

  float[] floats(String name) {
    CharSequence text = arrays.get(name);
    float[] floats = new float[text.length() / 8];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(HexFormat.fromHexDigits(text, 8 * i, 8 * i + 8));
    }
    return floats;
  }

  @Override
  public String toString() {
    return title;
  }
}
