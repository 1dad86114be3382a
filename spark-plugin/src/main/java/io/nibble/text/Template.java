package io.nibble.text;

import java.util.List;

/** What stands around the tokens of a text, or of a pair. Immutable. */
record Template(List<Part> parts) {
  /** Stands for the first text. */
  static final int FIRST = -1;

  /** Stands for the second text. */
  static final int SECOND = -2;

  /**
   * @param token an id, {@link #FIRST} or {@link #SECOND}
   */
  record Part(int token, int type) {
    boolean isToken() {
      return token >= 0;
    }
  }

  Template {
    parts = List.copyOf(parts);
  }

  /** Tokens that it adds. */
  int added() {
    int added = 0;
    for (int i = 0; i < parts.size(); i++) {
      added += parts.get(i).isToken() ? 1 : 0;
    }
    return added;
  }
}
