package io.nibble.text.split;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.UnicodeTables;

/** BERT's: words are between white space, which is dropped, and each punctuation mark is one. */
public final class BertPreTokenizer implements PreTokenizer {
  private static final UnicodeTables TABLES = UnicodeTables.pinned();

  @Override
  public Words before(Words next) {
    return (text, from, to) -> split(text, from, to, next);
  }

  private static void split(CodePoints text, int from, int to, Words next) {
    int begin = from;
    for (int i = from; i < to; i++) {
      int point = text.at(i);
      if (TABLES.is(point, UnicodeTables.WHITE | UnicodeTables.PUNCTUATION)) {
        if (begin < i) {
          next.word(text, begin, i);
        }
        if (TABLES.is(point, UnicodeTables.PUNCTUATION)) {
          next.word(text, i, i + 1);
        }
        begin = i + 1;
      }
    }
    if (begin < to) {
      next.word(text, begin, to);
    }
  }
}
