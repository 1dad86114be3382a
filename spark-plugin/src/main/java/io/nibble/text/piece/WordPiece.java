package io.nibble.text.piece;

import io.nibble.text.unicode.CodePoints;
import java.util.Map;

/**
 * WordPiece: the longest piece of the vocabulary that the word begins with, then the longest that
 * goes on, and so forth; a word that cannot be made of pieces, or is too long, is one unknown
 * token.
 */
public final class WordPiece implements PieceModel {
  private final PieceTrie first;
  private final PieceTrie next;
  private final int unknown;
  private final int longestWord;

  /**
   * @param vocabulary ids of pieces
   * @param prefix of pieces that go on
   * @param unknown id of the unknown token
   * @param longestWord code points of the longest word that is looked at
   */
  public WordPiece(Map<String, Integer> vocabulary, String prefix, int unknown, int longestWord) {
    this.unknown = unknown;
    this.longestWord = longestWord;
    PieceTrieBuilder first = new PieceTrieBuilder();
    PieceTrieBuilder next = new PieceTrieBuilder();
    vocabulary.forEach(
        (piece, id) -> {
          first.add(piece.codePoints().toArray(), id);
          if (piece.startsWith(prefix)) {
            next.add(piece.substring(prefix.length()).codePoints().toArray(), id);
          }
        });
    this.first = first.build();
    this.next = next.build();
  }

  @Override
  public Pieces pieces() {
    return this::tokenize;
  }

  private void tokenize(CodePoints text, int from, int to, Tokens target) {
    int before = target.length();
    int at = to - from > longestWord ? -1 : from;
    while (at >= 0 && at < to) {
      long found = (at == from ? first : next).longest(text, at, to);
      int length = found < 0 ? 0 : (int) (found >>> Integer.SIZE);
      if (length > 0) {
        target.add((int) found, text.begin(at), text.end(at + length - 1));
      }
      at = length > 0 ? at + length : -1;
    }
    if (at < 0) {
      target.truncate(before);
      target.add(unknown, text.begin(from), text.end(to - 1));
    }
  }
}
