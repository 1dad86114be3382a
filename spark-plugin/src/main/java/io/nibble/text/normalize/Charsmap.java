package io.nibble.text.normalize;

import io.nibble.text.unicode.CodePoints;
import io.nibble.text.unicode.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * A map from texts to texts in the format of SentencePiece: the length of a double-array trie, the
 * trie over UTF-8 (of Darts: offset, label, and whether a leaf follows, in each unit), and what it
 * maps to, each ended by a NUL. Immutable.
 */
public final class Charsmap {
  private static final int LABEL = 1 << 31 | 0xFF;
  private static final int BYTES = 256;

  private final int[] units;
  private final int[] replacements;

  // Of each byte of the replacements, the code point that begins there; −1 if none does.
  private final int[] points;

  /**
   * @throws IllegalArgumentException if it is damaged
   */
  public Charsmap(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    check(buffer.remaining() >= Integer.BYTES, "has no length");
    int size = buffer.getInt();
    check(size >= Integer.BYTES && size % Integer.BYTES == 0, "has a trie of " + size + " bytes");
    check(size <= buffer.remaining(), "ends within its trie");
    units = new int[size / Integer.BYTES];
    buffer.asIntBuffer().get(units);
    buffer.position(buffer.position() + size);
    String text = decode(buffer) + '\0';
    replacements = text.codePoints().toArray();
    points = begins(replacements);
    checkTrie();
  }

  private static void check(boolean isRight, String found) {
    if (!isRight) {
      throw new IllegalArgumentException(found);
    }
  }

  private static String decode(ByteBuffer buffer) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("has replacements that are not UTF-8", e);
    }
  }

  private static int[] begins(int[] replacements) {
    int length = 0;
    for (int point : replacements) {
      length += Utf8.length(point);
    }
    int[] points = new int[length];
    int at = 0;
    for (int i = 0; i < replacements.length; i++) {
      for (int end = at + Utf8.length(replacements[i]), begin = at; at < end; at++) {
        points[at] = at == begin ? i : -1;
      }
    }
    return points;
  }

  /** Looks at all nodes that a text can lead to. */
  private void checkTrie() {
    BitSet known = new BitSet(units.length);
    Deque<Integer> nodes = new ArrayDeque<>();
    nodes.add(offset(units[0]));
    while (!nodes.isEmpty()) {
      int node = nodes.remove();
      check((node | BYTES - 1) < units.length, "leads out of its trie");
      for (int label = 1; label < BYTES; label++) {
        int child = node ^ label;
        if ((units[child] & LABEL) == label && !known.get(child)) {
          known.set(child);
          int next = child ^ offset(units[child]);
          nodes.add(next);
          check(!hasLeaf(units[child]) || isReplacement(next), "leads out of its replacements");
        }
      }
    }
  }

  private boolean isReplacement(int leaf) {
    return leaf < units.length && value(leaf) < points.length && points[value(leaf)] >= 0;
  }

  private static boolean hasLeaf(int unit) {
    return (unit >> 8 & 1) != 0;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >> 6);
  }

  private int value(int leaf) {
    return units[leaf] & Integer.MAX_VALUE;
  }

  /**
   * The first code point of what the shortest beginning of a text that is in the map is mapped to;
   * −1 if there is none.
   */
  int find(CodePoints text, int from, int to) {
    int node = offset(units[0]);
    for (int i = from; i < to; i++) {
      int point = text.at(i);
      int length = Utf8.length(point);
      for (int at = 0; at < length; at++) {
        int label = Utf8.byteAt(point, length, at);
        int unit = units[node ^ label];
        if (label == 0 || (unit & LABEL) != label) {
          return -1;
        }
        node = node ^ label ^ offset(unit);
        if (hasLeaf(unit)) {
          return points[value(node)];
        }
      }
    }
    return -1;
  }

  /** A code point of what texts are mapped to; 0 behind the last. */
  int replacement(int index) {
    return replacements[index];
  }
}
