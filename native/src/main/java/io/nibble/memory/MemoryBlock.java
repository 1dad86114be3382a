package io.nibble.memory;

import java.util.ServiceLoader;

/** One 64-byte aligned block of memory, and how it is given back. */
record MemoryBlock(long address, Runnable release) {
  private static final NativeMemory NATIVE =
      ServiceLoader.load(NativeMemory.class, NativeMemory.class.getClassLoader())
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the jar lacks the service NativeMemory"));

  /** Zeroed memory. */
  static MemoryBlock allocate(long bytes) {
    try {
      return NATIVE.isAvailable() ? allocateNative(bytes) : RawMemory.allocate(bytes);
    } catch (OffHeapExhaustedException
        | OutOfMemoryError
        | ArithmeticException
        | IllegalArgumentException e) {
      throw OffHeapExhaustedException.of(bytes, e);
    }
  }

  /** Part of a file, for reading only. */
  static MemoryBlock map(String path, long offset, long bytes) {
    long address = NATIVE.map(path, offset, bytes);
    return new MemoryBlock(address, () -> NATIVE.unmap(address, bytes));
  }

  void free() {
    release.run();
  }

  private static MemoryBlock allocateNative(long bytes) {
    long address = NATIVE.allocate(bytes);
    return new MemoryBlock(address, () -> NATIVE.free(address));
  }
}
