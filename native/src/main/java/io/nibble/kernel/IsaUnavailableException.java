package io.nibble.kernel;

/** An instruction set was asked for by name that this machine, or this build, does not have. */
public final class IsaUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IsaUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
