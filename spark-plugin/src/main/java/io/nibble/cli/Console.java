package io.nibble.cli;

import io.nibble.model.Storage;
import java.io.InputStream;
import java.io.PrintStream;

/** The outside world of a command. */
public record Console(Storage storage, InputStream in, PrintStream out, PrintStream err) {}
