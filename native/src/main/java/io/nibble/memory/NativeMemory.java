package io.nibble.memory;

/**
 * Memory of the native library, which is a layer above: found as a service. Without it blocks are
 * the JVM's.
 */
public interface NativeMemory {
  boolean isAvailable();

  /** Address of {@code bytes} zeroed bytes, 64-byte aligned. */
  long allocate(long bytes);

  void free(long address);

  /**
   * Address of {@code bytes} of a file from {@code offset}, for reading only.
   *
   * @throws UnsatisfiedLinkError with the cause when the library is not available
   */
  long map(String path, long offset, long bytes);

  void unmap(long address, long bytes);
}
