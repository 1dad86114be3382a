package io.nibble.text.piece;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Utf8;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unigram language model: of all ways to make a word of pieces the one with the highest sum of
 * scores (Kudo 2018). Characters that are no piece are unknown, neighbours together; or pieces that
 * stand for their bytes, if there are such.
 */
public final class Unigram implements PieceModel {
  /** How much worse than the worst piece an unknown character is. */
  private static final double PENALTY = 10;

  private static final int BYTES = 256;
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");

  private final PieceTrie trie;
  private final double[] scores;
  private final double unknownScore;
  private final int unknown;
  private final int[] byteIds = new int[BYTES];

  /** A piece and the logarithm of its probability. */
  public record Piece(String text, double score) {}

  /**
   * @param vocabulary pieces in the order of their ids
   * @param unknown id of the unknown token
   * @param fallsBack whether pieces such as {@code <0x0A>} stand for the bytes of what is unknown
   */
  public Unigram(List<Piece> vocabulary, int unknown, boolean fallsBack) {
    this.unknown = unknown;
    scores = vocabulary.stream().mapToDouble(Piece::score).toArray();
    unknownScore = Arrays.stream(scores).min().orElseThrow() - PENALTY;
    PieceTrieBuilder builder = new PieceTrieBuilder();
    for (int id = 0; id < scores.length; id++) {
      builder.add(vocabulary.get(id).text().codePoints().toArray(), id);
    }
    trie = builder.build();
    Arrays.fill(byteIds, PieceTrie.NONE);
    if (fallsBack) {
      findBytes(vocabulary);
    }
  }

  private void findBytes(List<Piece> vocabulary) {
    for (int id = 0; id < scores.length; id++) {
      Matcher piece = BYTE.matcher(vocabulary.get(id).text());
      if (piece.matches()) {
        byteIds[Integer.parseInt(piece.group(1), 16)] = id;
      }
    }
  }

  PieceTrie trie() {
    return trie;
  }

  int unknown() {
    return unknown;
  }

  double score(int id) {
    return scores[id];
  }

  double unknownScore() {
    return unknownScore;
  }

  /** Whether there are pieces for all bytes of a part of a text. */
  boolean hasBytes(CodePoints text, int from, int to) {
    for (int i = from; i < to; i++) {
      int length = Utf8.length(text.at(i));
      for (int at = 0; at < length; at++) {
        if (byteIds[Utf8.byteAt(text.at(i), length, at)] == PieceTrie.NONE) {
          return false;
        }
      }
    }
    return true;
  }

  int byteId(int value) {
    return byteIds[value];
  }

  @Override
  public Pieces pieces() {
    return new BestPath(this);
  }
}
