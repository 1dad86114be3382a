package io.nibble.text.piece;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Utf8;
import java.util.Arrays;

/**
 * The best way through one word after another (Viterbi). Of two that are as good the one found
 * first is taken, whose last piece begins further left, as Hugging Face's library does it.
 */
final class BestPath implements Pieces {
  private static final int NONE = PieceTrie.NONE;

  private final Unigram model;
  private final PieceTrie trie;

  // Of each code point of the word: its symbol, and where the piece of the best path ends that
  // begins with it.
  private int[] symbols = new int[64];
  private int[] nexts = new int[64];

  // Of each place in the word: the score of the best path that leads there, and its last piece.
  private double[] scores = new double[65];
  private int[] begins = new int[65];
  private int[] ids = new int[65];

  BestPath(Unigram model) {
    this.model = model;
    this.trie = model.trie();
  }

  @Override
  public void tokenize(CodePoints text, int from, int to, Tokens target) {
    int length = to - from;
    ensure(length);
    for (int i = 0; i < length; i++) {
      symbols[i] = trie.symbol(text.at(from + i));
    }
    Arrays.fill(begins, 1, length + 1, NONE);
    for (int i = 0; i < length; i++) {
      goOn(i, length);
    }
    for (int end = length; end > 0; end = begins[end]) {
      nexts[begins[end]] = end;
    }
    put(text, from, length, target);
  }

  private void ensure(int length) {
    if (length > symbols.length) {
      int capacity = Math.max(length, Math.multiplyExact(symbols.length, 2));
      symbols = new int[capacity];
      nexts = new int[capacity];
      scores = new double[capacity + 1];
      begins = new int[capacity + 1];
      ids = new int[capacity + 1];
    }
  }

  /** Offers all pieces that begin at {@code begin}. */
  private void goOn(int begin, int length) {
    double before = scores[begin];
    boolean isKnown = false;
    int node = PieceTrie.ROOT;
    for (int end = begin + 1; end <= length; end++) {
      node = trie.child(node, symbols[end - 1]);
      if (node == NONE) {
        break;
      }
      int id = trie.id(node);
      if (id != NONE) {
        offer(begin, end, id, model.score(id) + before);
        isKnown |= end == begin + 1;
      }
    }
    if (!isKnown) {
      offer(begin, begin + 1, model.unknown(), model.unknownScore() + before);
    }
  }

  private void offer(int begin, int end, int id, double score) {
    if (begins[end] == NONE || score > scores[end]) {
      scores[end] = score;
      begins[end] = begin;
      ids[end] = id;
    }
  }

  private void put(CodePoints text, int from, int length, Tokens target) {
    for (int at = 0; at < length; ) {
      int end = nexts[at];
      if (ids[end] == model.unknown()) {
        while (end < length && ids[nexts[end]] == model.unknown()) {
          end = nexts[end];
        }
        putUnknown(text, from, at, end, target);
      } else {
        target.add(ids[end], text.begin(from + at), text.end(from + end - 1));
      }
      at = end;
    }
  }

  private void putUnknown(CodePoints text, int from, int at, int end, Tokens target) {
    int begin = text.begin(from + at);
    int last = text.end(from + end - 1);
    int id = find(at, end);
    if (id == NONE && model.hasBytes(text, from + at, from + end)) {
      for (int i = from + at; i < from + end; i++) {
        int length = Utf8.length(text.at(i));
        for (int part = 0; part < length; part++) {
          target.add(model.byteId(Utf8.byteAt(text.at(i), length, part)), begin, last);
        }
      }
    } else {
      target.add(id == NONE ? model.unknown() : id, begin, last);
    }
  }

  /** The piece that a part of the word is as a whole, which it may be in spite of its score. */
  private int find(int at, int end) {
    int node = PieceTrie.ROOT;
    for (int i = at; i < end; i++) {
      node = trie.child(node, symbols[i]);
      if (node == NONE) {
        return NONE;
      }
    }
    return trie.id(node);
  }
}
