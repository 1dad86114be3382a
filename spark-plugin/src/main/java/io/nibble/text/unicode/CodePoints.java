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
  private boolean[] extras = new boolean[64];
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
    extras[length] = false;
    length++;
  }

  /** Adds what the one before it became besides. */
  public void addExtra(int point) {
    add(point, begins[length - 1], ends[length - 1]);
    extras[length - 1] = true;
  }

  /**
   * Puts the last one before that at {@code index}, which moves up with all behind it. What they
   * are made of stays in the order of the original, as Hugging Face's library has it: an extra one
   * is made of what the one before it is made of.
   */
  public void moveLastTo(int index) {
    int last = length - 1;
    int spans = gatherSpans(index);
    int point = points[last];
    boolean isExtra = extras[last];
    System.arraycopy(points, index, points, index + 1, last - index);
    System.arraycopy(extras, index, extras, index + 1, last - index);
    points[index] = point;
    extras[index] = isExtra;
    spreadSpans(index, spans);
  }

  /** Moves the spans of all but extra ones to {@code index} and the places behind; their end. */
  private int gatherSpans(int index) {
    int end = index;
    for (int i = index; i < length; i++) {
      if (!extras[i]) {
        begins[end] = begins[i];
        ends[end] = ends[i];
        end++;
      }
    }
    return end;
  }

  private void spreadSpans(int index, int spans) {
    int from = spans;
    for (int i = length - 1; i >= index; i--) {
      if (!extras[i]) {
        from--;
        begins[i] = begins[from];
        ends[i] = ends[from];
      }
    }
    for (int i = Math.max(index, 1); i < length; i++) {
      if (extras[i]) {
        begins[i] = begins[i - 1];
        ends[i] = ends[i - 1];
      }
    }
  }

  private void grow() {
    int capacity = Math.multiplyExact(points.length, 2);
    points = Arrays.copyOf(points, capacity);
    begins = Arrays.copyOf(begins, capacity);
    ends = Arrays.copyOf(ends, capacity);
    extras = Arrays.copyOf(extras, capacity);
  }
}
