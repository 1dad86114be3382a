package io.nibble.spark.models;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Slow work that many may ask for at the same time: the first does it, in its own thread, and those
 * who ask meanwhile wait. Nobody holds a lock: other keys go on, and one that waits can be
 * interrupted. A failure reaches all who wait; the next to ask tries again. If the thread that
 * works is interrupted, one that waits takes over.
 */
final class SingleFlight<K, V> {
  /** Completed with null if the thread that worked was interrupted. */
  private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

  /** What is done; its result is never null. */
  interface Work<V> {
    V run() throws IOException;
  }

  V get(K key, Work<V> work) throws IOException {
    while (true) {
      CompletableFuture<V> mine = new CompletableFuture<>();
      CompletableFuture<V> other = flights.putIfAbsent(key, mine);
      if (other == null) {
        return fly(key, mine, work);
      }
      V result = await(other);
      if (result != null) {
        return result;
      }
    }
  }

  private V fly(K key, CompletableFuture<V> mine, Work<V> work) throws IOException {
    try {
      V result = work.run();
      flights.remove(key, mine);
      mine.complete(result);
      return result;
    } catch (IOException | RuntimeException | Error e) {
      flights.remove(key, mine);
      if (isInterrupt(e)) {
        mine.complete(null);
      } else {
        mine.completeExceptionally(e);
      }
      throw e;
    }
  }

  private static boolean isInterrupt(Throwable e) {
    return Thread.currentThread().isInterrupted()
        || (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException));
  }

  private static <V> V await(CompletableFuture<V> other) throws IOException {
    try {
      return other.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another query reads the file");
    } catch (ExecutionException e) {
      throw again(e.getCause());
    }
  }

  /** The same failure in another thread. */
  private static IOException again(Throwable cause) {
    if (cause instanceof IOException failure) {
      return failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) cause;
  }
}
