package io.nibble.graph.operator;

/**
 * Says why an operator cannot read what it is given; the message continues "an operator that …".
 */
public final class ShapeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ShapeException(String reason) {
    super(reason);
  }
}
