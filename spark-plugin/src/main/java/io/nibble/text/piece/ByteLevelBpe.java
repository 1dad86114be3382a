package io.nibble.text.piece;

import java.util.List;
import java.util.Map;

/**
 * Byte-pair encoding of a word's UTF-8 bytes: of all neighbours the pair that was learnt first is
 * merged, the leftmost if there are several, until none is left (Sennrich et al. 2016).
 */
public final class ByteLevelBpe implements PieceModel {
  private static final int BYTES = 256;

  private final int[] byteIds = new int[BYTES];
  private final MergeTable merges;
  private final boolean trimsSpaces;

  /** Two pieces that become one. */
  public record Merge(int left, int right, int merged) {}

  /**
   * @param vocabulary ids of pieces, among them the {@linkplain #letter letters} of all bytes
   * @param merges in the order in which they were learnt
   * @param trimsSpaces whether spaces at a token's ends do not belong to its span
   */
  public ByteLevelBpe(Map<String, Integer> vocabulary, List<Merge> merges, boolean trimsSpaces) {
    for (int value = 0; value < BYTES; value++) {
      byteIds[value] = vocabulary.get(letter(value));
    }
    this.merges = new MergeTable(merges);
    this.trimsSpaces = trimsSpaces;
  }

  /** The letter that stands for a byte in vocabularies: GPT-2's, all of them visible. */
  public static String letter(int value) {
    if (isVisible(value)) {
      return Character.toString(value);
    }
    int before = 0;
    for (int other = 0; other < value; other++) {
      before += isVisible(other) ? 0 : 1;
    }
    return Character.toString(BYTES + before);
  }

  private static boolean isVisible(int value) {
    return value >= 0x21 && value <= 0x7E || value >= 0xA1 && value <= 0xFF && value != 0xAD;
  }

  int byteId(int value) {
    return byteIds[value];
  }

  MergeTable merges() {
    return merges;
  }

  boolean trimsSpaces() {
    return trimsSpaces;
  }

  @Override
  public Pieces pieces() {
    return new BytePairs(this);
  }
}
