package io.nibble.kernel;

/** One zeroed, 64-byte aligned allocation and the allocator it must go back to. */
record MemoryBlock(long address, long base, boolean isNative) {
  static MemoryBlock allocate(long bytes) {
    try {
      return NativeLibrary.isAvailable() ? allocateNative(bytes) : allocateRaw(bytes);
    } catch (OutOfMemoryError | ArithmeticException | IllegalArgumentException e) {
      throw outOfMemory(bytes, e);
    }
  }

  void free() {
    if (isNative) {
      NativeProvider.free(base);
    } else {
      RawMemory.free(base);
    }
  }

  private static MemoryBlock allocateNative(long bytes) {
    long address = NativeProvider.allocate(bytes);
    return new MemoryBlock(address, address, true);
  }

  private static MemoryBlock allocateRaw(long bytes) {
    long base = RawMemory.allocate(Math.addExact(bytes, OffHeap.ALIGNMENT));
    long address = (base + OffHeap.ALIGNMENT - 1) & -OffHeap.ALIGNMENT;
    RawMemory.fill(address, bytes, 0);
    return new MemoryBlock(address, base, false);
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
