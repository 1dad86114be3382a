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

  private final PieceTrie trie;
  private final List<AddedToken> tokens;

  /** Takes what lies between added tokens. */
  interface Gaps {
    void gap(CodePoints text, int from, int to);
  }

  /**
   * @param content what is looked for, of a token's content
   */
  AddedTokens(List<AddedToken> tokens, UnaryOperator<int[]> content) {
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
        target.add(token.id(), text.begin(first), text.end(last - 1));
        begin = last;
        at = last;
      }
    }
    if (begin < to) {
      gaps.gap(text, begin, to);
    }
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
