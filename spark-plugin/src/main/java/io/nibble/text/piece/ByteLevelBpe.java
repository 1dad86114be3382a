package io.nibble.text.piece;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Utf8;
import java.util.List;
import java.util.Map;

/**
 * Byte-pair encoding of a word's UTF-8 bytes: of all neighbours the pair that was learnt first is
 * merged, the leftmost if there are several, until none is left (Sennrich et al. 2016).
 */
public final class ByteLevelBpe implements PieceModel {
  private static final int BYTES = 256;

  private final int[] byteIds = new int[BYTES];
  private final int[] symbols = new int[BYTES];
  private final MergeTable merges;
  private final boolean trimsSpaces;
  private final PieceTrie words;

  /** Two pieces that become one. */
  public record Merge(int left, int right, int merged) {}

  /**
   * @param vocabulary ids of pieces, among them the {@linkplain #letter letters} of all bytes
   * @param merges in the order in which they were learnt
   * @param trimsSpaces whether spaces at a token's ends do not belong to its span
   * @param ignoresMerges whether words that are pieces as a whole are not merged of others
   */
  public ByteLevelBpe(
      Map<String, Integer> vocabulary,
      List<Merge> merges,
      boolean trimsSpaces,
      boolean ignoresMerges) {
    for (int value = 0; value < BYTES; value++) {
      byteIds[value] = vocabulary.get(letter(value));
    }
    this.merges = new MergeTable(merges);
    this.trimsSpaces = trimsSpaces;
    PieceTrieBuilder words = new PieceTrieBuilder();
    if (ignoresMerges) {
      vocabulary.forEach((piece, id) -> words.add(piece.codePoints().toArray(), id));
    }
    this.words = words.build();
    for (int value = 0; value < BYTES; value++) {
      symbols[value] = this.words.symbol(letter(value).codePointAt(0));
    }
  }

  /** The piece that a whole word is, or {@link PieceTrie#NONE}. */
  int word(CodePoints text, int from, int to) {
    int node = PieceTrie.ROOT;
    for (int i = from; i < to; i++) {
      int length = Utf8.length(text.at(i));
      for (int at = 0; at < length; at++) {
        node = words.child(node, symbols[Utf8.byteAt(text.at(i), length, at)]);
        if (node == PieceTrie.NONE) {
          return PieceTrie.NONE;
        }
      }
    }
    return words.id(node);
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
