package io.nibble.kernel;

import io.nibble.memory.OffHeapExhaustedException;
import java.util.Optional;

/**
 * Whether the native library could be loaded, and if not, why.
 *
 * <p>Loads at most once per JVM, on the first question. System properties read then:
 *
 * <ul>
 *   <li>{@code io.nibble.native.disabled=true}: do not load, use plain Java;
 *   <li>{@code io.nibble.native.cachedir}: directory that the library passes through, on a file
 *       system that allows execution; default {@code java.io.tmpdir} or, where that does not allow
 *       it, {@code .cache} of the user's home, the working directory or {@code /dev/shm}. Nothing
 *       stays there.
 * </ul>
 */
public final class NativeLibrary {
  static final String DISABLED_PROPERTY = "io.nibble.native.disabled";

  private static final Throwable CAUSE = load();

  private NativeLibrary() {}

  public static boolean isAvailable() {
    return CAUSE == null;
  }

  /** Why the library is not available; empty when it is. */
  public static Optional<Throwable> unavailabilityCause() {
    return Optional.ofNullable(CAUSE);
  }

  /**
   * Does nothing when the library is available.
   *
   * @throws UnsatisfiedLinkError with the kept cause when it is not
   */
  public static void ensureAvailable() {
    if (CAUSE != null) {
      UnsatisfiedLinkError error =
          new UnsatisfiedLinkError("the native library is not available: " + CAUSE.getMessage());
      error.initCause(CAUSE);
      throw error;
    }
  }

  private static Throwable load() {
    if (Boolean.getBoolean(DISABLED_PROPERTY)) {
      return new UnsatisfiedLinkError("disabled by the system property " + DISABLED_PROPERTY);
    }
    try {
      NativeLoader.load();
      return null;
    } catch (LinkageError | Exception e) {
      return e;
    } catch (OutOfMemoryError e) {
      return new OffHeapExhaustedException("no memory to load it with: " + e.getMessage());
    }
  }
}
