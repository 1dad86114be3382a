package io.nibble.kernel;

/** One 64-byte aligned block of memory, and how it is given back. */
record MemoryBlock(long address, Runnable release) {
  /** Zeroed memory. */
  static MemoryBlock allocate(long bytes) {
    try {
      return NativeLibrary.isAvailable() ? allocateNative(bytes) : allocateRaw(bytes);
    } catch (OutOfMemoryError | ArithmeticException | IllegalArgumentException e) {
      throw outOfMemory(bytes, e);
    }
  }

  /** Part of a file, for reading only. */
  static MemoryBlock map(String path, long offset, long bytes) {
    long address = NativeProvider.map(path, offset, bytes);
    return new MemoryBlock(address, () -> NativeProvider.unmap(address, bytes));
  }

  void free() {
    release.run();
  }

  private static MemoryBlock allocateNative(long bytes) {
    long address = NativeProvider.allocate(bytes);
    return new MemoryBlock(address, () -> NativeProvider.free(address));
  }

  private static MemoryBlock allocateRaw(long bytes) {
    long base = RawMemory.allocate(Math.addExact(bytes, OffHeap.ALIGNMENT));
    long address = (base + OffHeap.ALIGNMENT - 1) & -OffHeap.ALIGNMENT;
    RawMemory.fill(address, bytes, 0);
    return new MemoryBlock(address, () -> RawMemory.free(base));
  }

  private static OutOfMemoryError outOfMemory(long bytes, Throwable cause) {
    OutOfMemoryError error =
        new OutOfMemoryError(
            "cannot allocate "
                + bytes
                + " bytes off heap, "
                + OffHeap.liveBytes()
                + " are in use; give the process more memory or use smaller batches");
    error.initCause(cause);
    return error;
  }
}
