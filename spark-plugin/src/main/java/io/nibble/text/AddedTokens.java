package io.nibble.text;

import io.nibble.text.piece.PieceTrie;
import io.nibble.text.piece.PieceTrieBuilder;
import io.nibble.text.piece.Tokens;
import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.UnicodeTables;
import java.util.List;
import java.util.function.UnaryOperator;

/** Finds added tokens in a text, the longest at the leftmost place first. Immutable. */
final class AddedTokens {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  /** What stands for a space in byte-level vocabularies. */
  private static final int LETTER_OF_SPACE = 0x120;

  private final boolean trimsSpaces;
  private final PieceTrie trie;
  private final List<AddedToken> tokens;

  /** Takes what lies between added tokens. */
  interface Gaps {
    void gap(CodePoints text, int from, int to);
  }

  /**
   * @param trimsSpaces whether spaces at a token's ends do not belong to its span
   * @param content what is looked for, of a token's content
   */
  AddedTokens(List<AddedToken> tokens, boolean trimsSpaces, UnaryOperator<int[]> content) {
    this.trimsSpaces = trimsSpaces;
    this.tokens = List.copyOf(tokens);
    PieceTrieBuilder contents = new PieceTrieBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      contents.add(content.apply(tokens.get(i).content().codePoints().toArray()), i);
    }
    trie = contents.build();
  }

  /** Adds the tokens in a part of {@code text}, and calls {@code gaps} for all between them. */
  void split(CodePoints text, int from, int to, Tokens target, Gaps gaps) {
    int begin = from;
    int at = from;
    while (!tokens.isEmpty() && at < to) {
      long found = trie.longest(text, at, to);
      if (found < 0) {
        at++;
      } else {
        AddedToken token = tokens.get((int) found);
        int first = token.leftStrip() ? left(text, begin, at) : at;
        int last = at + (int) (found >>> Integer.SIZE);
        last = token.rightStrip() ? right(text, last, to) : last;
        if (begin < first) {
          gaps.gap(text, begin, first);
        }
        put(token.id(), text, first, last, target);
        begin = last;
        at = last;
      }
    }
    if (begin < to) {
      gaps.gap(text, begin, to);
    }
  }

  private void put(int id, CodePoints text, int from, int to, Tokens target) {
    int first = from;
    int last = to;
    while (trimsSpaces && first < last && isSpace(text.at(first))) {
      first++;
    }
    while (trimsSpaces && first < last && isSpace(text.at(last - 1))) {
      last--;
    }
    boolean isEmpty = first == last;
    target.add(id, isEmpty ? text.end(to - 1) : text.begin(first), text.end(last - 1));
  }

  private static boolean isSpace(int point) {
    return point == LETTER_OF_SPACE || TABLES.is(point, UnicodeTables.WHITE);
  }

  private static int left(CodePoints text, int begin, int at) {
    int first = at;
    while (first > begin && TABLES.is(text.at(first - 1), UnicodeTables.WHITE)) {
      first--;
    }
    return first;
  }

  private static int right(CodePoints text, int at, int to) {
    int last = at;
    while (last < to && TABLES.is(text.at(last), UnicodeTables.WHITE)) {
      last++;
    }
    return last;
  }
}
