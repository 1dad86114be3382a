package io.nibble.spark.models;

import io.nibble.kernel.IsaUnavailableException;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.NativeLibrary;
import io.nibble.spark.conf.ScoringSettings;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which implementation of the kernels scores, by the settings and by what this machine has. */
public final class KernelChoice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private KernelChoice() {}

  /**
   * The forced implementation, or the fastest. Without the native library: plain Java. That, and an
   * ISA that the operating system withholds, give one warning for the life of the JVM.
   *
   * @throws IllegalStateException if the forced one cannot run here, or the native library is
   *     required and cannot be loaded; it names the setting
   */
  public static Kernels of(ScoringSettings settings) {
    if (settings.nativeRequired() && !NativeLibrary.isAvailable()) {
      throw new IllegalStateException(
          "spark.nibble.native.required is true, and the native library cannot be loaded: "
              + cause()
              + ". Remove the cause, or set it to false to score in plain Java.",
          NativeLibrary.unavailabilityCause().orElse(null));
    }
    if (!settings.isa().isEmpty()) {
      return forced(settings.isa());
    }
    warnOnce();
    return Kernels.best();
  }

  private static Kernels forced(String isa) {
    try {
      return Kernels.of(isa);
    } catch (IsaUnavailableException e) {
      throw new IllegalStateException(
          "spark.nibble.isa is '"
              + isa
              + "': "
              + e.getMessage()
              + ". Set another, or none for the fastest.",
          e);
    }
  }

  private static void warnOnce() {
    if (!WARNED.compareAndSet(false, true)) {
      return;
    }
    if (!NativeLibrary.isAvailable()) {
      LOG.warn(
          "The native library cannot be loaded: {}. Scoring in plain Java: the same results, slower.",
          cause(),
          NativeLibrary.unavailabilityCause().orElse(null));
    }
    Kernels.withheld()
        .forEach(
            (isa, reason) ->
                LOG.warn(
                    "The CPU has the ISA {}, but {}. Scoring with {}: the same results, slower.",
                    isa,
                    reason,
                    Kernels.best().isa()));
  }

  private static String cause() {
    return NativeLibrary.unavailabilityCause().map(Throwable::toString).orElse("cause unknown");
  }
}
