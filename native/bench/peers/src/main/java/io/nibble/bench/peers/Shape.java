package io.nibble.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A layer of a real model: {@code n} outputs, {@code k} inputs. */
public record Shape(String name, int n, int k) {
  /** Reads a shapes file: one {@code name n k} a line, '#' starts a comment. */
  static List<Shape> load(Path file) throws IOException {
    List<Shape> shapes =
        Files.readAllLines(file).stream()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .map(line -> parse(file, line))
            .toList();
    if (shapes.isEmpty()) {
      throw new IllegalArgumentException(file + ": no shape found, expected lines 'name n k'");
    }
    return shapes;
  }

  private static Shape parse(Path file, String line) {
    String[] words = line.split("\\s+");
    if (words.length != 3 || !words[1].matches("[1-9]\\d*") || !words[2].matches("[1-9]\\d*")) {
      throw new IllegalArgumentException(file + ": found '" + line + "', expected 'name n k'");
    }
    return new Shape(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
  }

  long weights() {
    return (long) n * k;
  }
}
