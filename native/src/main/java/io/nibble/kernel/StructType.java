package io.nibble.kernel;

import org.bytedeco.javacpp.Pointer;

/**
 * Writes one type of C struct, whose members lie where the C++ compiler says. Setters that go
 * through JNI, one for each member, would take longer than a small layer.
 */
final class StructType {
  private final int bytes;
  private final long[] offsets;

  private StructType(int bytes, long[] offsets) {
    this.bytes = bytes;
    this.offsets = offsets;
  }

  /** A struct with these members, in the order in which they lie. */
  static StructType of(Class<? extends Pointer> struct, String... members) {
    long[] offsets = new long[members.length];
    long end = 0;
    for (int i = 0; i < members.length; i++) {
      offsets[i] = Pointer.offsetof(struct, members[i]);
      Checks.that(
          offsets[i] >= end,
          "%s.%s is at byte %d, expected %d or more",
          struct.getSimpleName(),
          members[i],
          offsets[i],
          end);
      end = offsets[i] + 1;
    }
    return new StructType(Pointer.sizeof(struct), offsets);
  }

  /** Writes a struct, a value for each member, to the frame; its address. */
  long write(CallFrame frame, long... values) {
    long address = frame.take(bytes);
    // Eight bytes each, the lowest first on x86: what spills over a shorter member is written again
    // by the next, or is padding.
    for (int i = 0; i < offsets.length; i++) {
      RawMemory.putLong(address + offsets[i], values[i]);
    }
    return address;
  }
}
