package io.nibble.cli;

import io.nibble.kernel.Kernels;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Cli.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return new String[] {
      "nibble " + version,
      "Java " + System.getProperty("java.version") + ", ISA " + Kernels.best().isa()
    };
  }
}
