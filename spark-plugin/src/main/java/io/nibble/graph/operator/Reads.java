package io.nibble.graph.operator;

import java.util.List;

/** Checks of the shapes that an operator reads. */
final class Reads {
  private Reads() {}

  /** The only one, floats of {@code width}. */
  static Shape one(List<Shape> reads, int width) {
    count(reads, 1, 1);
    return floats(reads.get(0), width);
  }

  /** The first of some that are all the same floats, of {@code width}. */
  static Shape same(List<Shape> reads, int width) {
    for (Shape read : reads) {
      floats(read, width);
      if (!read.equals(reads.get(0))) {
        throw new ShapeException("takes values of one shape, but reads " + reads);
      }
    }
    return reads.get(0);
  }

  /** So many, of ids. */
  static void ids(List<Shape> reads, int count) {
    count(reads, count, count);
    for (Shape read : reads) {
      if (read.isFloats()) {
        throw new ShapeException("takes ids, but reads " + read);
      }
    }
  }

  static void count(List<Shape> reads, int least, int most) {
    if (reads.size() < least || reads.size() > most) {
      throw new ShapeException("reads " + reads.size() + " values, expected " + range(least, most));
    }
  }

  static void tokens(Shape read) {
    if (read.extent() != Extent.TOKENS) {
      throw new ShapeException("takes a line for each token, but reads " + read);
    }
  }

  private static Shape floats(Shape read, int width) {
    if (!read.isFloats()) {
      throw new ShapeException("takes floats, but reads " + read);
    }
    if (read.width() != width) {
      throw new ShapeException(
          "takes " + width + " values, but " + read.width() + " come from before it");
    }
    return read;
  }

  private static String range(int least, int most) {
    if (most == Integer.MAX_VALUE) {
      return least + " or more";
    }
    return least == most ? Integer.toString(least) : least + " to " + most;
  }
}
