package io.nibble.text.split;

import io.nibble.text.unicode.CodePoints;

/**
 * SentencePiece's: spaces become a visible character, with which words begin.
 *
 * @param replacement that character
 * @param splits whether each is the beginning of a word, or words stay as they are
 */
public record Metaspace(int replacement, Scheme scheme, boolean splits) implements PreTokenizer {
  /** Before which words the character is put if it is not there. */
  public enum Scheme {
    ALWAYS,
    FIRST,
    NEVER
  }

  @Override
  public Words before(Words next) {
    CodePoints changed = new CodePoints();
    return (text, from, to) -> {
      changed.clear();
      change(text, from, to, changed);
      split(changed, next);
    };
  }

  private void change(CodePoints text, int from, int to, CodePoints target) {
    boolean isMissing = text.at(from) != ' ' && text.at(from) != replacement;
    if (isMissing && isPrefixed(text.begin(from))) {
      target.add(replacement, text.begin(from), text.end(from));
    }
    for (int i = from; i < to; i++) {
      int point = text.at(i);
      target.add(point == ' ' ? replacement : point, text.begin(i), text.end(i));
    }
  }

  private boolean isPrefixed(int begin) {
    return scheme == Scheme.ALWAYS || scheme == Scheme.FIRST && begin == 0;
  }

  private void split(CodePoints text, Words next) {
    int begin = 0;
    for (int i = 1; splits && i < text.length(); i++) {
      if (text.at(i) == replacement) {
        next.word(text, begin, i);
        begin = i;
      }
    }
    next.word(text, begin, text.length());
  }
}
