package io.nibble.text.unicode;

/**
 * UTF-8 as Java reads it: what is malformed becomes U+FFFD, as often as {@code new String} has it.
 */
public final class Utf8 {
  private static final int REPLACEMENT = 0xFFFD;

  private Utf8() {}

  /** Adds the code points of {@code length} bytes from {@code from} on. */
  public static void decode(byte[] bytes, int from, int length, CodePoints target) {
    int end = from + length;
    int at = from;
    for (int index = target.length(); at < end; index++) {
      int first = bytes[at];
      if (first >= 0) {
        target.add(first, index, index + 1);
        at++;
      } else {
        int size = size(bytes, at, end);
        target.add(size < 0 ? REPLACEMENT : point(bytes, at, size), index, index + 1);
        at += Math.abs(size);
      }
    }
  }

  /** Bytes of a code point. */
  public static int length(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  /** One of the {@code length} bytes of a code point, from 0 to 255. */
  public static int byteAt(int point, int length, int index) {
    if (length == 1) {
      return point;
    }
    int rest = point >> 6 * (length - 1 - index);
    return index == 0 ? 0xF00 >> length & 0xFF | rest : 0x80 | rest & 0x3F;
  }

  /** Bytes of the sequence at {@code at}; negative if it is malformed, and so many are replaced. */
  private static int size(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xFF;
    if (first < 0xC2 || first > 0xF4) {
      return -1;
    }
    int size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    for (int i = 1; i < size; i++) {
      if (at + i == end || !continues(first, i, bytes[at + i] & 0xFF)) {
        return -i;
      }
    }
    boolean isSurrogate = first == 0xED && (bytes[at + 1] & 0xFF) >= 0xA0;
    return isSurrogate ? -size : size;
  }

  private static boolean continues(int first, int index, int next) {
    if ((next & 0xC0) != 0x80) {
      return false;
    }
    if (index > 1) {
      return true;
    }
    return switch (first) {
      case 0xE0 -> next >= 0xA0;
      case 0xF0 -> next >= 0x90;
      case 0xF4 -> next < 0x90;
      default -> true;
    };
  }

  private static int point(byte[] bytes, int at, int size) {
    int point = bytes[at] & (0xFF >> (size + 1));
    for (int i = 1; i < size; i++) {
      point = point << 6 | bytes[at + i] & 0x3F;
    }
    return point;
  }
}
