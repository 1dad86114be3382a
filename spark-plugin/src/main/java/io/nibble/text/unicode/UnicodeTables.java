package io.nibble.text.unicode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Hugging Face's tokenizers know of code points. The JDK's own tables follow its version of
 * Unicode, and a model's answers must not. {@code make_unicode_tables.py} wrote the file.
 */
public final class UnicodeTables {
  /** What BERT's normalizer drops: control characters and the like. */
  public static final int REMOVED = 1;

  /** What it makes a space. */
  public static final int SPACE = 1 << 1;

  /** Chinese characters, which it puts between spaces. */
  public static final int IDEOGRAPH = 1 << 2;

  /** Marks without width, such as accents. */
  public static final int MARK = 1 << 3;

  /** What separates words. */
  public static final int WHITE = 1 << 4;

  /** What is a word of its own. */
  public static final int PUNCTUATION = 1 << 5;

  /** What has another form in lower case. */
  public static final int LOWERED = 1 << 6;

  /** What has a canonical decomposition. */
  public static final int DECOMPOSED = 1 << 7;

  private static final int CLASS_SHIFT = 8;

  private static final Map<String, Integer> SETS =
      Map.of(
          "removed", REMOVED,
          "space", SPACE,
          "ideograph", IDEOGRAPH,
          "mark", MARK,
          "white", WHITE,
          "punctuation", PUNCTUATION);

  private static final UnicodeTables PINNED = read();

  private final char[] properties = new char[Character.MAX_CODE_POINT + 1];
  private final CodePointMap lower;
  private final CodePointMap decompositions;

  private UnicodeTables(BufferedReader lines) throws IOException {
    Map<Integer, List<Integer>> lower = new HashMap<>();
    Map<Integer, List<Integer>> decompositions = new HashMap<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      List<String> words = List.of(line.split(" "));
      switch (words.get(0)) {
        case "#" -> {}
        case "set" -> mark(words, SETS.get(words.get(1)));
        case "class" -> mark(words, Integer.parseInt(words.get(1)) << CLASS_SHIFT);
        case "lower" -> map(words, lower, LOWERED);
        case "nfd" -> map(words, decompositions, DECOMPOSED);
        default -> throw new IllegalStateException("unknown line: " + line);
      }
    }
    this.lower = new CodePointMap(lower);
    this.decompositions = new CodePointMap(decompositions);
    Arrays.fill(properties, Hangul.FIRST, Hangul.LAST + 1, (char) DECOMPOSED);
  }

  /** The tables that this release has. */
  public static UnicodeTables pinned() {
    return PINNED;
  }

  /** Whether {@code point} has any of these properties. */
  public boolean is(int point, int properties) {
    return (this.properties[point] & properties) != 0;
  }

  /** The canonical combining class. */
  public int combiningClass(int point) {
    return properties[point] >> CLASS_SHIFT;
  }

  /** Lower-case forms of what is {@link #LOWERED}. */
  public CodePointMap lower() {
    return lower;
  }

  /** Canonical decompositions of what is {@link #DECOMPOSED}, but of Hangul syllables. */
  public CodePointMap decompositions() {
    return decompositions;
  }

  private void mark(List<String> words, int property) {
    for (String range : words.subList(2, words.size())) {
      String[] ends = range.split("\\.\\.");
      int last = Integer.parseInt(ends[ends.length - 1], 16);
      for (int point = Integer.parseInt(ends[0], 16); point <= last; point++) {
        properties[point] |= (char) property;
      }
    }
  }

  private void map(List<String> words, Map<Integer, List<Integer>> target, int property) {
    List<Integer> points = new ArrayList<>();
    words.subList(1, words.size()).forEach(word -> points.add(Integer.parseInt(word, 16)));
    int key = points.remove(0);
    target.put(key, points);
    properties[key] |= (char) property;
  }

  private static UnicodeTables read() {
    try (InputStream in = UnicodeTables.class.getResourceAsStream("tables.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return new UnicodeTables(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
