package io.nibble.text.piece;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Utf8;
import java.util.Arrays;

/**
 * The merges of one word after another. Pairs wait in a heap, the earliest learnt first, then the
 * leftmost, so that a long word costs n·log n.
 */
final class BytePairs implements Pieces {
  private static final int GONE = -1;

  private final ByteLevelBpe model;
  private final LongHeap waiting = new LongHeap();

  // Symbols of the word: a piece each, the code point that it begins in, and its neighbours.
  private int[] ids = new int[64];
  private int[] points = new int[64];
  private int[] before = new int[64];
  private int[] after = new int[64];
  private int count;

  BytePairs(ByteLevelBpe model) {
    this.model = model;
  }

  @Override
  public void tokenize(CodePoints text, int from, int to, Tokens target) {
    count = 0;
    int word = model.word(text, from, to);
    if (word != PieceTrie.NONE) {
      add(word, from);
      put(text, 0, to, target);
      return;
    }
    for (int i = from; i < to; i++) {
      int length = Utf8.length(text.at(i));
      for (int at = 0; at < length; at++) {
        add(model.byteId(Utf8.byteAt(text.at(i), length, at)), i);
      }
    }
    merge();
    for (int symbol = 0; symbol < count; symbol = after[symbol]) {
      put(text, symbol, to, target);
    }
  }

  private void add(int id, int point) {
    if (count == ids.length) {
      int capacity = Math.multiplyExact(count, 2);
      ids = Arrays.copyOf(ids, capacity);
      points = Arrays.copyOf(points, capacity);
      before = Arrays.copyOf(before, capacity);
      after = Arrays.copyOf(after, capacity);
    }
    ids[count] = id;
    points[count] = point;
    before[count] = count - 1;
    after[count] = count + 1;
    count++;
  }

  private void merge() {
    waiting.clear();
    for (int symbol = 0; symbol + 1 < count; symbol++) {
      offer(symbol);
    }
    while (!waiting.isEmpty()) {
      long first = waiting.removeLeast();
      int rank = (int) (first >>> Integer.SIZE);
      int left = (int) first;
      // One of them may have been merged with another since.
      if (ids[left] != GONE && after[left] < count && rank(left) == rank) {
        join(left, model.merges().merged(rank));
      }
    }
  }

  private void join(int left, int id) {
    int right = after[left];
    ids[left] = id;
    ids[right] = GONE;
    after[left] = after[right];
    if (after[left] < count) {
      before[after[left]] = left;
      offer(left);
    }
    if (before[left] >= 0) {
      offer(before[left]);
    }
  }

  private void offer(int left) {
    int rank = rank(left);
    if (rank != MergeTable.NONE) {
      waiting.add((long) rank << Integer.SIZE | left);
    }
  }

  private int rank(int left) {
    return model.merges().rank(ids[left], ids[after[left]]);
  }

  private void put(CodePoints text, int symbol, int to, Tokens target) {
    int begin = points[symbol];
    // The last byte of a token may be one of a code point that the next token goes on with.
    int end = after[symbol] < count ? points[after[symbol] - 1] + 1 : to;
    if (model.trimsSpaces()) {
      while (begin < end && text.at(begin) == ' ') {
        begin++;
      }
      while (end > begin && text.at(end - 1) == ' ') {
        end--;
      }
    }
    boolean isEmpty = begin == end;
    target.add(ids[symbol], isEmpty ? text.end(end - 1) : text.begin(begin), text.end(end - 1));
  }
}
