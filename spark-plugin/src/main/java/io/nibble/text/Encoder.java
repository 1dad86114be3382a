package io.nibble.text;

import io.nibble.text.Template.Part;
import io.nibble.text.piece.Tokens;
import java.util.Arrays;

/**
 * Encodes one text, or one pair, after another; what it gives holds until the next. For one thread.
 */
public final class Encoder {
  private static final int AROUND = -1;

  private final Tokenizer tokenizer;
  private final int maxTokens;
  private final Sequence first;
  private final Sequence second;
  private final Tokens tokens = new Tokens();
  private int[] types = new int[64];
  private int[] sources = new int[64];
  private boolean truncated;

  Encoder(Tokenizer tokenizer, int maxTokens) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    this.first = new Sequence(tokenizer);
    this.second = new Sequence(tokenizer);
  }

  /** Encodes a text in UTF-8; what is malformed is read as Java reads it. */
  public void encode(byte[] utf8) {
    first.read(utf8, 0, utf8.length);
    int room = maxTokens - tokenizer.single().added();
    truncated = first.tokens().length() > room;
    first.tokens().truncate(room);
    put(tokenizer.single());
  }

  /** Encodes a pair; of what is too long the longer one loses tokens first. */
  public void encode(byte[] utf8, byte[] pair) {
    first.read(utf8, 0, utf8.length);
    second.read(pair, 0, pair.length);
    truncate(maxTokens - tokenizer.pair().added());
    put(tokenizer.pair());
  }

  private void truncate(int room) {
    int shorter = Math.min(first.tokens().length(), second.tokens().length());
    int longer = Math.max(first.tokens().length(), second.tokens().length());
    truncated = shorter + (long) longer > room;
    if (!truncated) {
      return;
    }
    longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
    if (shorter + (long) longer > room) {
      shorter = room / 2;
      longer = shorter + room % 2;
    }
    boolean isFirstLonger = first.tokens().length() > second.tokens().length();
    first.tokens().truncate(isFirstLonger ? longer : shorter);
    second.tokens().truncate(isFirstLonger ? shorter : longer);
  }

  private void put(Template template) {
    tokens.clear();
    for (int i = 0; i < template.parts().size(); i++) {
      Part part = template.parts().get(i);
      if (part.isToken()) {
        add(part.token(), part.type(), 0, 0, AROUND);
      } else {
        boolean isFirst = part.token() == Template.FIRST;
        put(isFirst ? first.tokens() : second.tokens(), part.type(), isFirst ? 0 : 1);
      }
    }
  }

  private void put(Tokens from, int type, int source) {
    for (int i = 0; i < from.length(); i++) {
      add(from.id(i), type, from.begin(i), from.end(i), source);
    }
  }

  private void add(int id, int type, int begin, int end, int source) {
    int index = tokens.length();
    if (index == types.length) {
      types = Arrays.copyOf(types, index * 2);
      sources = Arrays.copyOf(sources, index * 2);
    }
    types[index] = type;
    sources[index] = source;
    tokens.add(id, begin, end);
  }

  /** Tokens of the last text, with what is put around it. */
  public int length() {
    return tokens.length();
  }

  public int id(int token) {
    return tokens.id(token);
  }

  /** The type that the model was trained with: 1 for most of the second text. */
  public int type(int token) {
    return types[token];
  }

  /** 0 for a token of the first text, 1 of the second, −1 for one that was put around them. */
  public int source(int token) {
    return sources[token];
  }

  /** The first code point of its text that the token is made of. */
  public int begin(int token) {
    return tokens.begin(token);
  }

  /** The code point after the last. */
  public int end(int token) {
    return tokens.end(token);
  }

  /** Whether tokens of the last text were dropped. */
  public boolean isTruncated() {
    return truncated;
  }
}
