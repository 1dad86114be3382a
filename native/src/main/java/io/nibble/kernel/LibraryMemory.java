package io.nibble.kernel;

import io.nibble.memory.NativeMemory;

/** The library's memory as a service of the layer below. */
public final class LibraryMemory implements NativeMemory {
  @Override
  public boolean isAvailable() {
    return NativeLibrary.isAvailable();
  }

  @Override
  public long allocate(long bytes) {
    return NativeProvider.allocate(bytes);
  }

  @Override
  public void free(long address) {
    NativeProvider.free(address);
  }

  @Override
  public long map(String path, long offset, long bytes) {
    NativeLibrary.ensureAvailable();
    return NativeProvider.map(path, offset, bytes);
  }

  @Override
  public void unmap(long address, long bytes) {
    NativeProvider.unmap(address, bytes);
  }
}
