package io.nibble.kernel;

import io.nibble.kernel.operand.Attention;
import io.nibble.kernel.operand.Lookup;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.Checks;
import io.nibble.memory.OffHeap;
import io.nibble.memory.RawMemory;
import io.nibble.memory.Slice;
import java.util.List;

/** Checks of the argument lists of {@link Kernels} for the operators of encoder models. */
final class EncoderArguments {
  /** What fits into a {@link CallFrame}; NIBBLE_MAX_LOOKUPS of nibble.h. */
  static final int MOST_LOOKUPS = 8;

  private EncoderArguments() {}

  static void elementwise(Matrix a, Matrix b, Matrix y) {
    float32("a", a);
    float32("b", b);
    float32("y", y);
    sameShape("b", b, "a", a);
    sameShape("y", y, "a", a);
    disjointOrSame("a", a, "y", y);
    disjointOrSame("b", b, "y", y);
  }

  static void copy(Matrix x, Matrix y) {
    Arguments.open("x", x);
    Arguments.open("y", y);
    Checks.that(x.type() == y.type(), "y is %s, expected %s as x", y.type(), x.type());
    sameShape("y", y, "x", x);
    Area.checkDisjoint(Area.of("x", x), Area.of("y", y));
  }

  /** The parts side by side have the shape and type of y; the columns of each part's first. */
  static int[] concat(List<Matrix> parts, Matrix y) {
    Checks.notNull("parts", parts);
    Arguments.open("y", y);
    int[] first = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      Arguments.open("parts[" + i + "]", parts.get(i));
      first[i + 1] = Math.addExact(first[i], parts.get(i).columns());
    }
    int columns = first[parts.size()];
    Checks.that(
        columns == y.columns(), "the parts have %d columns, expected %d (y)", columns, y.columns());
    return first;
  }

  static void norm(Slice weight, Slice biasOrNull, float epsilon, Matrix x, Matrix r, Matrix y) {
    inPlace(x, y);
    Checks.floats("weight", weight, x.columns());
    if (biasOrNull != null) {
      Checks.floats("bias", biasOrNull, x.columns());
    }
    Checks.that(
        epsilon >= 0 && Float.isFinite(epsilon),
        "epsilon is %s, expected a finite number from 0 on",
        epsilon);
    if (r != null) {
      float32("residual", r);
      sameShape("residual", r, "x", x);
      disjointOrSame("residual", r, "y", y);
    }
  }

  static void inPlace(Matrix x, Matrix y) {
    float32("x", x);
    float32("y", y);
    sameShape("y", y, "x", x);
    disjointOrSame("x", x, "y", y);
  }

  static void embedding(List<Lookup> lookups, Matrix y) {
    Checks.notNull("lookups", lookups);
    int count = lookups.size();
    Checks.that(
        count >= 1 && count <= MOST_LOOKUPS, "%d lookups, expected 1 to %d", count, MOST_LOOKUPS);
    float32("y", y);
    for (int i = 0; i < count; i++) {
      lookup("lookups[" + i + "]", lookups.get(i), y.rows(), y);
    }
  }

  static void embeddingBag(Lookup lookup, Slice offsets, Matrix y) {
    Checks.notNull("lookup", lookup);
    float32("y", y);
    lookup("lookup", lookup, offsets(offsets, y.rows()), y);
  }

  private static void lookup(String name, Lookup lookup, long count, Matrix y) {
    Checks.notNull(name, lookup);
    int columns = lookup.table().columns();
    Checks.that(
        columns == y.columns(), "%s has %d columns, expected %d (y)", name, columns, y.columns());
    lookup.table().values().address();
    if (lookup.table().scales() != null) {
      lookup.table().scales().address();
    }
    Checks.floats(name + ".ids", lookup.ids(), count);
    long low = -(long) lookup.offset();
    long high = low + lookup.table().rows() - 1;
    long ids = lookup.ids().address();
    for (long i = 0; i < count; i++) {
      int id = RawMemory.intAt(ids + Integer.BYTES * i);
      if (id < low || id > high) {
        throw new IllegalArgumentException(
            name + ".ids[" + i + "] is " + id + ", expected " + low + " to " + high);
      }
    }
  }

  static void attention(
      Attention settings, Slice offsets, long rows, Matrix qkv, Matrix y, Slice workspace) {
    Checks.notNull("settings", settings);
    float32("qkv", qkv);
    float32("y", y);
    columns("qkv", qkv, settings.inputColumns());
    columns("y", y, settings.outputColumns());
    Checks.that(y.rows() == qkv.rows(), "y has %d rows, expected %d (qkv)", y.rows(), qkv.rows());
    Area.checkDisjoint(Area.of("qkv", qkv), Area.of("y", y));
    if (settings.bias() != null) {
      settings.bias().values().address();
    }
    Checks.that(rows >= 0, "rows is %d, expected 0 or more", rows);
    allTokens(offsets, rows, "qkv", qkv);
    if (settings.rotary() != null) {
      settings.rotary().angles().address();
      long longest = longestRow(offsets, rows);
      int positions = settings.rotary().positions();
      Checks.that(
          longest <= positions,
          "the longest row has %d tokens, expected %d (rotary positions) or less",
          longest,
          positions);
    }
    Checks.notNull("workspace", workspace);
  }

  static void workspace(Slice workspace, long bytes, Matrix qkv, Matrix y) {
    Checks.bytes("workspace", workspace, bytes);
    Checks.aligned("workspace", workspace, OffHeap.ALIGNMENT);
    Area used = new Area("workspace", workspace, bytes);
    Area.checkDisjoint(Area.of("qkv", qkv), used);
    Area.checkDisjoint(Area.of("y", y), used);
  }

  static void pool(Slice offsets, Matrix x, Matrix y) {
    float32("x", x);
    float32("y", y);
    columns("y", y, x.columns());
    Area.checkDisjoint(Area.of("x", x), Area.of("y", y));
    allTokens(offsets, y.rows(), "x", x);
  }

  /** Offsets are checked. */
  static long longestRow(Slice offsets, long rows) {
    long longest = 0;
    for (long i = 0; i < rows; i++) {
      longest = Math.max(longest, offsetAt(offsets, i + 1) - offsetAt(offsets, i));
    }
    return longest;
  }

  private static void allTokens(Slice offsets, long rows, String name, Matrix x) {
    long last = offsets(offsets, rows);
    Checks.that(
        last == x.rows(), "the last of offsets is %d, expected %d (%s)", last, x.rows(), name);
  }

  /** Offsets begin with 0 and never fall; the last one. */
  private static long offsets(Slice offsets, long rows) {
    Checks.floats("offsets", offsets, rows + 1);
    int last = offsetAt(offsets, 0);
    Checks.that(last == 0, "offsets[0] is %d, expected 0", last);
    for (long i = 1; i <= rows; i++) {
      int next = offsetAt(offsets, i);
      if (next < last) {
        throw new IllegalArgumentException(
            "offsets[" + i + "] is " + next + ", expected " + last + " or more");
      }
      last = next;
    }
    return last;
  }

  private static int offsetAt(Slice offsets, long i) {
    return RawMemory.intAt(offsets.address() + Integer.BYTES * i);
  }

  private static void columns(String name, Matrix x, long expected) {
    Checks.that(
        x.columns() == expected, "%s has %d columns, expected %d", name, x.columns(), expected);
  }

  private static void float32(String name, Matrix x) {
    Arguments.open(name, x);
    Arguments.float32(name, x);
  }

  private static void sameShape(String name, Matrix x, String likeName, Matrix like) {
    Checks.that(
        x.rows() == like.rows() && x.columns() == like.columns(),
        "%s is %d × %d, expected %d × %d as %s",
        name,
        x.rows(),
        x.columns(),
        like.rows(),
        like.columns(),
        likeName);
  }

  /** Apart, or the same elements: what a call in place allows. */
  private static void disjointOrSame(String nameX, Matrix x, String nameY, Matrix y) {
    if (x.data().address() != y.data().address() || x.stride() != y.stride()) {
      Area.checkDisjoint(Area.of(nameX, x), Area.of(nameY, y));
    }
  }
}
