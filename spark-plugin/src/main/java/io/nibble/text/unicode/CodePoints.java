package io.nibble.text.unicode;

import java.util.Arrays;

/**
 * Code points of a text, each with the code points {@code begin} to {@code end} of the original
 * that it is made of. Grows; used again and again.
 */
public final class CodePoints {
  private int[] points = new int[64];
  private int[] begins = new int[64];
  private int[] ends = new int[64];
  private int length;

  public int length() {
    return length;
  }

  public int at(int index) {
    return points[index];
  }

  public int begin(int index) {
    return begins[index];
  }

  public int end(int index) {
    return ends[index];
  }

  public void clear() {
    length = 0;
  }

  public void add(int point, int begin, int end) {
    if (length == points.length) {
      grow();
    }
    points[length] = point;
    begins[length] = begin;
    ends[length] = end;
    length++;
  }

  /**
   * Adds what a code point of another text became, of which {@link #align} finds out the span.
   *
   * @param change 0 if it stands for the next one; 1 if it comes besides; −n if it stands for the
   *     next one and n after it
   */
  public void addChanged(int point, int change) {
    add(point, change, 0);
  }

  /** Adds to the change of the last one, if there is any. */
  public void changeLast(int difference) {
    if (length > 0) {
      begins[length - 1] += difference;
    }
  }

  int change(int index) {
    return begins[index];
  }

  /** Puts the last one before that at {@code index}, which moves up with all behind it. */
  void moveLastTo(int index) {
    int last = length - 1;
    int point = points[last];
    int change = begins[last];
    System.arraycopy(points, index, points, index + 1, last - index);
    System.arraycopy(begins, index, begins, index + 1, last - index);
    points[index] = point;
    begins[index] = change;
  }

  /** Puts another code point in the place of one, and drops none. */
  void replace(int index, int point, int change) {
    points[index] = point;
    begins[index] = change;
  }

  void truncate(int length) {
    this.length = length;
  }

  /**
   * Gives all that was {@linkplain #addChanged added} its span, as Hugging Face's library does it:
   * what comes besides has that of the one before it, what stands for several that of the first.
   */
  public void align(CodePoints source) {
    int at = 0;
    for (int i = 0; i < length; i++) {
      int change = begins[i];
      int from = change > 0 ? Math.max(at - 1, 0) : at;
      begins[i] = source.begins[from];
      ends[i] = source.ends[from];
      at += change > 0 ? 0 : 1 - change;
    }
  }

  private void grow() {
    int capacity = Math.multiplyExact(points.length, 2);
    points = Arrays.copyOf(points, capacity);
    begins = Arrays.copyOf(begins, capacity);
    ends = Arrays.copyOf(ends, capacity);
  }
}
