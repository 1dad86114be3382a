package io.nibble.text.unicode;

import static java.util.Map.entry;

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

  /** Letters, for byte-level models. */
  public static final int LETTER = 1 << 8;

  /** Numbers, for byte-level models. */
  public static final int NUMBER = 1 << 9;

  /** White space, for byte-level models. */
  public static final int BLANK = 1 << 10;

  /** Combining characters of all kinds. */
  public static final int ACCENT = 1 << 11;

  /** What Unicode calls numeric. */
  public static final int DIGIT = 1 << 12;

  /** What has a compatibility decomposition besides the canonical one. */
  public static final int COMPATIBLE = 1 << 13;

  /** What is never composed again. */
  static final int EXCLUDED = 1 << 14;

  // Of grapheme clusters.
  static final int JOINS = 1 << 15;
  static final int EXTENDS = 1 << 16;
  static final int BREAKS = 1 << 17;
  static final int PREPENDED = 1 << 18;
  static final int PICTOGRAPH = 1 << 19;
  static final int CONSONANT = 1 << 20;
  static final int LINKER = 1 << 21;
  static final int CONJUNCT = 1 << 22;

  private static final int CLASS_SHIFT = 23;

  private static final Map<String, Integer> SETS =
      Map.ofEntries(
          entry("removed", REMOVED),
          entry("space", SPACE),
          entry("ideograph", IDEOGRAPH),
          entry("mark", MARK),
          entry("white", WHITE),
          entry("punctuation", PUNCTUATION),
          entry("letter", LETTER),
          entry("number", NUMBER),
          entry("blank", BLANK),
          entry("accent", ACCENT),
          entry("digit", DIGIT),
          entry("decomposed", EXCLUDED),
          entry("joins", JOINS),
          entry("extends", EXTENDS),
          entry("breaks", BREAKS),
          entry("prepended", PREPENDED),
          entry("pictograph", PICTOGRAPH),
          entry("consonant", CONSONANT),
          entry("linker", LINKER),
          entry("conjunct", CONJUNCT));

  private static final UnicodeTables PINNED = read();

  private final BlockTable properties;
  private final CodePointMap lower;
  private final CodePointMap decompositions;
  private final CodePointMap compatible;
  private final Compositions compositions;

  private UnicodeTables(BufferedReader lines) throws IOException {
    int[] properties = new int[Character.MAX_CODE_POINT + 1];
    Arrays.fill(properties, Hangul.FIRST, Hangul.LAST + 1, DECOMPOSED);
    Map<Integer, List<Integer>> lower = new HashMap<>();
    Map<Integer, List<Integer>> decompositions = new HashMap<>();
    Map<Integer, List<Integer>> compatible = new HashMap<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      List<String> words = List.of(line.split(" "));
      switch (words.get(0)) {
        case "#" -> {}
        case "set" -> mark(words, SETS.get(words.get(1)), properties);
        case "class" -> mark(words, Integer.parseInt(words.get(1)) << CLASS_SHIFT, properties);
        case "lower" -> properties[map(words, lower)] |= LOWERED;
        case "nfd" -> properties[map(words, decompositions)] |= DECOMPOSED;
        case "nfkd" -> properties[map(words, compatible)] |= COMPATIBLE;
        default -> throw new IllegalStateException("unknown line: " + line);
      }
    }
    this.lower = new CodePointMap(lower);
    this.decompositions = new CodePointMap(decompositions);
    this.compatible = new CodePointMap(compatible);
    this.compositions =
        new Compositions(decompositions, point -> (properties[point] & EXCLUDED) != 0);
    this.properties = new BlockTable(properties);
  }

  /** The tables that this release has. */
  public static UnicodeTables pinned() {
    return PINNED;
  }

  /** Whether {@code point} has any of these properties. */
  public boolean is(int point, int properties) {
    return (this.properties.get(point) & properties) != 0;
  }

  /** Those of {@code properties} that {@code point} has. */
  public int of(int point, int properties) {
    return this.properties.get(point) & properties;
  }

  /** The canonical combining class. */
  public int combiningClass(int point) {
    return properties.get(point) >>> CLASS_SHIFT;
  }

  /** Lower-case forms of what is {@link #LOWERED}. */
  public CodePointMap lower() {
    return lower;
  }

  /** Canonical decompositions of what is {@link #DECOMPOSED}, but of Hangul syllables. */
  public CodePointMap decompositions() {
    return decompositions;
  }

  /** Decompositions of what is {@link #COMPATIBLE}. */
  public CodePointMap compatible() {
    return compatible;
  }

  Compositions compositions() {
    return compositions;
  }

  private static void mark(List<String> words, int property, int[] properties) {
    for (String range : words.subList(2, words.size())) {
      String[] ends = range.split("\\.\\.");
      int last = Integer.parseInt(ends[ends.length - 1], 16);
      for (int point = Integer.parseInt(ends[0], 16); point <= last; point++) {
        properties[point] |= property;
      }
    }
  }

  /** The code point that becomes others. */
  private static int map(List<String> words, Map<Integer, List<Integer>> target) {
    List<Integer> points = new ArrayList<>();
    words.subList(1, words.size()).forEach(word -> points.add(Integer.parseInt(word, 16)));
    int key = points.remove(0);
    target.put(key, points);
    return key;
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
