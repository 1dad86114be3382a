package io.nibble.kernel;

/** Memory for the C structs of one call: cheaper than an allocation by JavaCPP for each. */
final class CallFrame implements AutoCloseable {
  private static final int BYTES = 512;

  private final long base = RawMemory.allocate(BYTES);
  private long used;

  Address take(int bytes) {
    Address address = new Address(base + used);
    used += bytes;
    Checks.that(used <= BYTES, "call needs %d bytes of structs, expected at most %d", used, BYTES);
    return address;
  }

  @Override
  public void close() {
    RawMemory.free(base);
  }
}
