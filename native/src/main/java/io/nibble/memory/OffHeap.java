package io.nibble.memory;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Owner of one off-heap block: 64-byte aligned, counted, and zeroed unless it is part of a file.
 *
 * <p>Whoever allocates closes, once no other thread uses the block; a forgotten block is never
 * freed. Using a block or one of its slices after {@link #close} throws IllegalStateException.
 */
public final class OffHeap implements AutoCloseable {
  public static final int ALIGNMENT = 64;

  private static final AtomicLong LIVE_BYTES = new AtomicLong();

  private final MemoryBlock block;
  private final long size;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OffHeap(MemoryBlock block, long size) {
    this.block = block;
    this.size = size;
  }

  /**
   * Allocates a zeroed block of {@code bytes} ≥ 0.
   *
   * @throws OffHeapExhaustedException when the operating system gives no more memory
   */
  public static OffHeap allocate(long bytes) {
    Checks.that(bytes >= 0, "bytes is %d, expected 0 or more", bytes);
    OffHeap owner = new OffHeap(MemoryBlock.allocate(counted(bytes)), bytes);
    LIVE_BYTES.addAndGet(counted(bytes));
    return owner;
  }

  /**
   * Maps {@code bytes} ≥ 1 of a file from {@code offset}, a multiple of 64. The block is for
   * reading only: writing to it kills the JVM, and so does a file that somebody shortens. Map only
   * what nobody writes. Processes that map the same file share its memory.
   *
   * @throws UnsatisfiedLinkError without the native library
   * @throws IllegalArgumentException if the file has no such bytes or cannot be mapped
   */
  public static OffHeap map(Path file, long offset, long bytes) {
    OffHeap owner = new OffHeap(MemoryBlock.map(file.toString(), offset, bytes), bytes);
    LIVE_BYTES.addAndGet(bytes);
    return owner;
  }

  /** Bytes allocated or mapped, and not yet freed, over the whole JVM; 0 when nothing leaks. */
  public static long liveBytes() {
    return LIVE_BYTES.get();
  }

  /** Bytes of this block. */
  public long size() {
    return size;
  }

  /** The whole block. */
  public Slice all() {
    return slice(0, size);
  }

  /** Part of the block: {@code bytes} from {@code offset}. */
  public Slice slice(long offset, long bytes) {
    address();
    Checks.range("slice", offset, bytes, size);
    return new Slice(this, offset, bytes);
  }

  /** Frees the block; further calls do nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      block.free();
      LIVE_BYTES.addAndGet(-counted(size));
    }
  }

  long address() {
    if (closed.get()) {
      throw new IllegalStateException("off-heap block of " + size + " bytes is closed");
    }
    return block.address();
  }

  /** An empty block holds memory too, and counts, or its leak would go unseen. */
  private static long counted(long bytes) {
    return Math.max(1, bytes);
  }
}
