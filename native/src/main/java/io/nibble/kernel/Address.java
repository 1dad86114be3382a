package io.nibble.kernel;

import org.bytedeco.javacpp.Pointer;

/** A pointer to memory that JavaCPP neither owns, nor copies, nor counts. */
final class Address extends Pointer {
  Address(long address) {
    super((Pointer) null);
    this.address = address;
  }

  /** Null for address 0. */
  static Address orNull(long address) {
    return address == 0 ? null : new Address(address);
  }

  static Address of(Slice sliceOrNull) {
    return sliceOrNull == null ? null : new Address(sliceOrNull.address());
  }
}
