package io.nibble.cli;

import io.nibble.cli.console.Console;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.NativeLibrary;

/** What a command computes with. */
final class CommandKernels {
  private CommandKernels() {}

  /** The fastest; if the native library cannot be loaded, standard error says so, and why. */
  static Kernels best(Console console) {
    NativeLibrary.unavailabilityCause()
        .ifPresent(
            cause ->
                console
                    .err()
                    .println(
                        "nibble: the native library cannot be loaded: "
                            + cause
                            + ". Computing in plain Java: the same results, slower."));
    return Kernels.best();
  }
}
